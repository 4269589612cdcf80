/** Bounded copies of what stands in a payload: every text cut, every list short, every number finite. */
import type {
  FieldMapping,
  Cell,
  JSONValue,
  LoadReport,
  MappingJSON,
  Provenance,
  RowSample,
  Table,
} from "../core/mod.ts";
import { MAX_TEXT } from "../core/mod.ts";
import { carriedText } from "./plain.ts";

/** Names that would reach an object's prototype in careless hands; no bounded copy has them as keys. */
export const PROTOTYPE_KEYS: readonly string[] = ["__proto__", "constructor", "prototype"];

/** How much of a load report is kept. */
export interface ReportLimits {
  rejectedRows: number;
  labels: number;
  warnings: number;
  /** Longest text of the data. */
  text: number;
}

/** A sentence of the library for a payload: longer than a text of the data, which is quoted in it already cut. */
export function sentence(text: string, max: number = MAX_TEXT): string {
  return carriedText(text, max * 3);
}

/**
 * Names as they travel and are shown: cut at 200 characters, told apart by "~2", "~3" where the cut made them equal.
 *
 * The service gives out and takes these same names, so a widget can ask for a column whose name is a megabyte long.
 */
export function shownNames(names: readonly string[], max: number = MAX_TEXT): string[] {
  const used = new Set<string>();
  const repeats = new Map<string, number>();
  return names.map((name) => {
    const cut = carriedText(name, max);
    let shown = cut;
    while (used.has(shown)) {
      const repeat = (repeats.get(cut) ?? 1) + 1;
      repeats.set(cut, repeat);
      shown = `${carriedText(cut, max - 8)}~${repeat}`;
    }
    used.add(shown);
    return shown;
  });
}

/** Finds the position of a name. Names of a megabyte share their hash, so they are told apart by their ends first. */
export class NamePositions {
  readonly #buckets = new Map<string, { name: string; position: number }[]>();

  constructor(names: readonly string[]) {
    names.forEach((name, position) => {
      const key = bucketKey(name);
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) this.#buckets.set(key, [{ name, position }]);
      else bucket.push({ name, position });
    });
  }

  /** -1 where there is none. */
  of(name: string): number {
    const bucket = this.#buckets.get(bucketKey(name));
    return bucket?.find((entry) => entry.name === name)?.position ?? -1;
  }
}

/** A function, not a static private method: rspack 2.2 drops those wrongly from a class it finds unused. */
function bucketKey(name: string): string {
  return name.length <= 1000 ? name : `${name.length} ${name.slice(0, 200)} ${name.slice(-200)}`;
}

/** A cell as JSON can carry it: infinite numbers become the texts "Infinity" and "-Infinity", NaN is missing. */
export function boundedCell(cell: Cell, max: number = MAX_TEXT): Cell {
  if (typeof cell === "string") return carriedText(cell, max);
  if (typeof cell !== "number" || Number.isFinite(cell)) return cell;
  return Number.isNaN(cell) ? null : String(cell);
}

/** A statistic as JSON can carry it: NaN and infinite results become null, "cannot be told from this column". */
export function finiteOrNull(value: number | null): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Rows of a table, by number. `columns` are the table's names, `shown` the names they travel under. */
export function rowSample(
  table: Table,
  rows: readonly number[] | Uint32Array,
  columns: readonly string[],
  shown: readonly string[],
  max: number = MAX_TEXT,
): RowSample {
  const sources = columns.map((name) => table.column(name));
  const rowIndex = Array.from(rows);
  return {
    columns: [...shown],
    rowIndex,
    cells: rowIndex.map((row) => sources.map((column) => boundedCell(column.at(row), max))),
  };
}

/** The mapping, with at most six source columns a field. */
export function boundedMapping(mapping: MappingJSON, max: number = MAX_TEXT): MappingJSON {
  return {
    dialect: mapping.dialect,
    byteMeaning: mapping.byteMeaning,
    direction: mapping.direction,
    timeZone: mapping.timeZone,
    fields: mapping.fields.slice(0, 40).map((field) => ({
      field: field.field,
      status: field.status,
      columns: field.columns.slice(0, 6).map((name) => carriedText(name, max)),
      ...(field.formula === undefined ? {} : { formula: carriedText(field.formula, max) }),
      ...(field.unit === undefined
        ? {}
        : { unit: { from: field.unit.from, to: field.unit.to, factor: field.unit.factor } }),
      confidence: finiteOrNull(field.confidence) ?? 0,
      by: field.by,
      ...(field.reason === undefined ? {} : { reason: sentence(field.reason, max) }),
      ...(field.replacedGuess === undefined
        ? {}
        : { replacedGuess: carriedText(writtenMapping(field.replacedGuess), max) }),
    })),
  };
}

/** A source as a reader would write it. */
function writtenMapping(mapping: FieldMapping): string {
  if (typeof mapping === "string") return mapping;
  const from = "formula" in mapping ? mapping.formula : mapping.column;
  return mapping.unit === undefined ? from : `${from} (${mapping.unit})`;
}

/** The counts whole, the lists cut to their first entries; labels to the most frequent. */
export function boundedReport(report: LoadReport, limits: ReportLimits): LoadReport {
  const dropped = Object.entries(report.dropped).filter(([reason]) => !PROTOTYPE_KEYS.includes(reason));
  return {
    read: report.read,
    kept: report.kept,
    rejected: report.rejected,
    dropped: Object.fromEntries(
      dropped.slice(0, 40).map(([reason, count]) => [carriedText(reason, limits.text), count]),
    ),
    merged: report.merged,
    rejectedRows: report.rejectedRows.slice(0, limits.rejectedRows).map((row) => ({
      line: row.line,
      reason: sentence(row.reason, limits.text),
      text: carriedText(row.text, limits.text),
    })),
    warnings: report.warnings.slice(0, limits.warnings).map((warning) => ({
      code: carriedText(warning.code, 80),
      count: warning.count,
      ...(warning.column === undefined ? {} : { column: carriedText(warning.column, limits.text) }),
      lines: warning.lines.slice(0, 3),
      message: sentence(warning.message, limits.text),
      ...(warning.remedy === undefined ? {} : { remedy: sentence(warning.remedy, limits.text) }),
    })),
    labels: mostFrequent(report.labels, limits.labels).map((label) => ({
      value: carriedText(label.value, limits.text),
      count: label.count,
      isAttack: label.isAttack,
    })),
    truncated: report.truncated,
  };
}

function mostFrequent<T extends { count: number }>(entries: readonly T[], limit: number): T[] {
  return entries.length <= limit
    ? [...entries]
    : [...entries].sort((a, b) => b.count - a.count).slice(0, limit);
}

/** Provenance without the mapping, which stands beside it in a payload. */
export function boundedProvenance(provenance: Provenance, max: number = MAX_TEXT): Provenance {
  const { source, runtime, seed, timing } = provenance;
  return {
    library: carriedText(provenance.library),
    formatVersion: provenance.formatVersion,
    source: {
      name: carriedText(source.name, max),
      ...(source.sha256 === undefined ? {} : { sha256: carriedText(source.sha256) }),
      ...(source.bytes === undefined ? {} : { bytes: source.bytes }),
      ...(source.dialect === undefined ? {} : { dialect: source.dialect }),
    },
    rows: provenance.rows,
    call: carriedText(provenance.call),
    parameters: boundedJSON(provenance.parameters, max),
    ...(seed === undefined ? {} : { seed }),
    runtime: {
      name: runtime.name,
      version: carriedText(runtime.version),
      ...(runtime.engine === undefined ? {} : { engine: runtime.engine }),
    },
    ...(timing === undefined ? {} : { timing: boundedTiming(timing) }),
  };
}

function boundedTiming(timing: Record<string, number>): Record<string, number> {
  const entries = Object.entries(timing).filter(
    ([phase, ms]) => Number.isFinite(ms) && !PROTOTYPE_KEYS.includes(phase),
  );
  return Object.fromEntries(entries.slice(0, 40).map(([phase, ms]) => [carriedText(phase), ms]));
}

/** Plain data with at most 200 values, eight levels deep. What is left out is said in its place. */
export function boundedJSON(value: JSONValue, max: number = MAX_TEXT): JSONValue {
  let left = 200;
  const copy = (item: unknown, depth: number): JSONValue => {
    if (--left < 0) return "…";
    if (item === null || typeof item === "boolean") return item;
    if (typeof item === "number") return Number.isFinite(item) ? item : String(item);
    if (typeof item === "string") return carriedText(item, max);
    if (typeof item !== "object") return `(${typeof item})`;
    if (depth >= 8) return "…";
    if (Array.isArray(item)) {
      const kept = item.slice(0, Math.min(100, left)).map((entry) => copy(entry, depth + 1));
      return kept.length === item.length ? kept : [...kept, `… ${item.length - kept.length} more`];
    }
    const result: Record<string, JSONValue> = {};
    for (const [key, entry] of Object.entries(item)) {
      if (PROTOTYPE_KEYS.includes(key) || entry === undefined) continue;
      if (left <= 0) break;
      result[carriedText(key, max)] = copy(entry, depth + 1);
    }
    return result;
  };
  return copy(value, 0);
}
