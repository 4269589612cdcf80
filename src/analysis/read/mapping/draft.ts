import { CANONICAL_FIELDS, codedError, cutText, isCanonicalField, quote } from "../../core/mod.ts";
import type {
  CanonicalField,
  Dialect,
  FieldMapping,
  LoadReport,
  MappedField,
  MappingJSON,
  Unit,
} from "../../core/mod.ts";
import {
  cannotDerive,
  countLabels,
  direct,
  floatColumn,
  numberColumn,
  TextColumn,
  textColumnFromStrings,
  timeColumn,
} from "../../table/mod.ts";
import type { BooleanColumn, StoredColumn } from "../../table/mod.ts";
import {
  computed,
  normalizeProtocol,
  readEpochs,
  readLabels,
  recode,
  warnAboutLabels,
} from "../canonical.ts";
import type { ReadContext, ReadResult } from "../read-context.ts";
import type { LineMap } from "../line-map.ts";
import { uniqueNames } from "../names.ts";
import type { ReportBuilder } from "../report-builder.ts";
import type { SourceColumns } from "../source-columns.ts";
import { numbersIn, numbersOf } from "./numbers.ts";
import type { Numbers } from "./numbers.ts";

/** A number that turns a source's unit into the canonical one: multiplied by `times`, then divided by `over`, so that one rounding is made. */
export interface UnitChange {
  from: Unit;
  to: Unit;
  times: number;
  over: number;
}

export const SECONDS: Readonly<Record<"s" | "ms" | "us" | "ns" | "min", UnitChange>> = {
  s: { from: "s", to: "s", times: 1, over: 1 },
  ms: { from: "ms", to: "s", times: 1, over: 1e3 },
  us: { from: "us", to: "s", times: 1, over: 1e6 },
  ns: { from: "ns", to: "s", times: 1, over: 1e9 },
  min: { from: "min", to: "s", times: 60, over: 1 },
};

const WHOLE_NUMBERS: ReadonlySet<CanonicalField> = new Set<CanonicalField>([
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packets_sent",
  "packets_received",
  "src_port",
  "dst_port",
]);
/**
 * The canonical fields of one input on their way: a dialect sets what its columns give, then a user's overrides replace fields, and `finish`
 * computes what follows from them and applies the rules that hold for every dialect.
 *
 * Methods take names in any spelling that `normalizeName` makes equal; a name that the input lacks is skipped, and the field stays open.
 */
export class CanonicalDraft {
  readonly source: SourceColumns;
  readonly report: ReportBuilder;
  readonly context: ReadContext;
  readonly dialect: Dialect;
  /** Whether the input's columns carry the canonical names, so that one that needs no change is not kept twice. */
  ownNames = false;
  /** What was too unsure to be taken: shown beside what the user says instead. */
  readonly proposals = new Map<CanonicalField, FieldMapping>();
  byteMeaning: MappingJSON["byteMeaning"] = "unknown";
  direction: MappingJSON["direction"] = "two-way";
  timeZone: MappingJSON["timeZone"] = "none";
  readonly #fields = new Map<CanonicalField, { column: StoredColumn; entry: MappedField }>();
  readonly #reasons = new Map<CanonicalField, string>();
  #labels: LoadReport["labels"] = [];

  constructor(dialect: Dialect, source: SourceColumns, report: ReportBuilder, context: ReadContext) {
    this.dialect = dialect;
    this.source = source;
    this.report = report;
    this.context = context;
  }

  get lines(): LineMap {
    return this.source.lines;
  }

  /** The numbers of the first of these columns that the input has, as a new array; NaN where missing. Null when it has no such numbers. */
  numbers(...names: readonly string[]): Float64Array | null {
    const name = this.source.find(...names);
    const column = name === null ? undefined : this.source.get(name);
    return column ? numbersOf(column) : null;
  }

  /** The first of these columns that the input has, as texts; numbers as their shortest text. */
  texts(...names: readonly string[]): TextColumn | null {
    const name = this.source.find(...names);
    const column = name === null ? undefined : this.source.get(name);
    if (!column) return null;
    if (column instanceof TextColumn) return column;
    return textColumnFromStrings(
      column.name,
      column.toArray().map((cell) => (cell === null ? null : String(cell))),
    );
  }

  columnOf(field: CanonicalField): StoredColumn | undefined {
    return this.#fields.get(field)?.column;
  }

  /** Numbers of a field that is set, for reading only; NaN where missing. */
  valuesOf(field: CanonicalField): Numbers | null {
    const column = this.columnOf(field);
    return column ? numbersIn(column) : null;
  }

  entryOf(field: CanonicalField): MappedField | undefined {
    return this.#fields.get(field)?.entry;
  }

  /** Sets a field; numbers become the field's own kind of column. */
  set(entry: MappedField, values: Float64Array | StoredColumn): void {
    const { field } = entry;
    const column =
      values instanceof Float64Array
        ? field === "timestamp"
          ? timeColumn(field, values)
          : WHOLE_NUMBERS.has(field)
            ? numberColumn(field, values)
            : floatColumn(field, values)
        : values.named(field);
    this.#fields.set(field, { column, entry });
    this.#reasons.delete(field);
  }

  /** The fields that are set. */
  fields(): CanonicalField[] {
    return [...this.#fields.keys()];
  }

  /** Why a field stays open. */
  reasonFor(field: CanonicalField): string {
    return this.#reasons.get(field) ?? "the input has no column for it";
  }

  /** Whether nobody has said why a field stays open. */
  isUnexplained(field: CanonicalField): boolean {
    return !this.#reasons.has(field);
  }

  /** Says why a field stays open, unless another reason is known. */
  lack(field: CanonicalField, reason: string): void {
    if (!this.#reasons.has(field)) this.#reasons.set(field, reason);
  }

  /** Says why a field stays open, also where it was set. */
  cannot(field: CanonicalField, reason: string): void {
    this.#fields.delete(field);
    this.#reasons.set(field, reason);
  }

  /**
   * Copies numbers, in the canonical unit.
   *
   * @returns Whether the input has them.
   */
  copyNumbers(field: CanonicalField, names: readonly string[], unit?: UnitChange): boolean {
    const name = this.source.find(...names);
    const column = name === null ? undefined : this.source.get(name);
    if (name === null || !column) return false;
    const same = !unit || unit.from === unit.to;
    if (same && fits(field, column)) {
      this.set(direct(field, name), column);
      return true;
    }
    const values = numbersOf(column);
    if (!values) {
      this.#reasons.set(field, `${name} holds no numbers`);
      return false;
    }
    if (same) {
      this.set(direct(field, name), values);
      return true;
    }
    const { from, to, times, over } = unit;
    for (let row = 0; row < values.length; row++) values[row] = (values[row]! * times) / over;
    this.set({ ...direct(field, name), unit: { from, to, factor: times / over } }, values);
    return true;
  }

  /** Copies texts; `change` null makes a cell missing. */
  copyText(
    field: CanonicalField,
    names: readonly string[],
    change?: (text: string) => string | null,
  ): boolean {
    const name = this.source.find(...names);
    const column = name === null ? null : this.texts(name);
    if (name === null || !column) return false;
    this.set(direct(field, name), change ? recode(field, column, change).column : column);
    return true;
  }

  /** Source and destination address and port. */
  copyEndpoints(names: { srcIp: string[]; srcPort: string[]; dstIp: string[]; dstPort: string[] }): void {
    this.copyText("src_ip", names.srcIp);
    this.copyNumbers("src_port", names.srcPort);
    this.copyText("dst_ip", names.dstIp);
    this.copyNumbers("dst_port", names.dstPort);
  }

  /** Names or numbers of IP protocols, as lower-case names. */
  copyProtocol(...names: readonly string[]): boolean {
    return this.copyText("protocol", names, normalizeProtocol);
  }

  /** Numbers since 1970, their unit told by their size. */
  copyEpochs(...names: readonly string[]): boolean {
    const name = this.source.find(...names);
    const numbers = name === null ? null : this.numbers(name);
    if (name === null || !numbers) return false;
    const { values, unit, timeZone } = readEpochs(numbers, this.lines, this.report);
    this.timeZone = timeZone;
    if (!values || !unit) {
      const relative = `relative: ${name} counts from the start of the capture`;
      this.#reasons.set("timestamp", timeZone === "relative" ? relative : `${name} holds no times`);
      return false;
    }
    const factor = unit.times / unit.over;
    const entry = direct("timestamp", name);
    this.set(unit.unit === "ms" ? entry : { ...entry, unit: { from: unit.unit, to: "ms", factor } }, values);
    return true;
  }

  /**
   * Times that a dialect has parsed itself.
   *
   * @param withoutZone Rows whose time names no zone.
   */
  setTimes(name: string, values: Float64Array | StoredColumn, withoutZone: number): void {
    const assumed = withoutZone > 0 && !this.context.zoneGiven;
    this.timeZone = assumed ? "assumed UTC" : "explicit";
    this.set(direct("timestamp", name), values);
    if (!assumed) return;
    this.report.warn("W_ASSUMED_UTC", "Time stamps name no zone: they were taken as UTC", {
      column: "timestamp",
      count: withoutZone,
      remedy: 'load with { timeZone: "Europe/Berlin" }, or the zone of the capture',
    });
  }

  /**
   * Labels, normalised, and what they say of each flow.
   *
   * @param attacks Lower-case words that mean an attack in this dialect, or "all others" when every label that is not benign does.
   */
  copyLabels(names: readonly string[], attacks: ReadonlySet<string> | "all others"): boolean {
    const name = this.source.find(...(this.context.label === undefined ? names : [this.context.label]));
    const column = name === null ? null : this.texts(name);
    if (name === null || !column) {
      this.checkLabelOptions();
      return false;
    }
    this.setLabels(direct("label", name), column, attacks);
    return true;
  }

  /**
   * Labels, normalised.
   *
   * @param verdicts What the input itself says of each flow; by the labels where it says nothing.
   */
  setLabels(
    entry: MappedField,
    column: TextColumn,
    attacks: ReadonlySet<string> | "all others",
    verdicts?: { entry: MappedField; column: BooleanColumn },
  ): void {
    const { benign } = this.context;
    const { label, isAttack, labels } = readLabels(column, attacks, benign);
    this.set(entry, label);
    if (verdicts) {
      this.#labels = countLabels(label, verdicts.column);
      this.set(verdicts.entry, verdicts.column);
      return;
    }
    this.#labels = labels;
    warnAboutLabels(labels, benign, this.report);
    this.set(
      computed("is_attack", entry.columns, `[${entry.columns[0] ?? "label"}] means an attack`),
      isAttack,
    );
  }

  /** The options that name labels need a column of labels. */
  checkLabelOptions(): void {
    const { name, label, benign, mapping } = this.context;
    if ((label === undefined && benign === undefined) || mapping?.label !== undefined) return;
    const columns = cutText(this.source.names.map((column) => quote(column)).join(", "), 400);
    const rule =
      label === undefined
        ? "benign needs a label column, got none"
        : `label must name a column, got ${quote(label)}`;
    throw codedError(RangeError, "BAD_INPUT", `Cannot load ${name}: ${rule}; there are ${columns}`);
  }

  /** The table's columns, mapping and report, of the fields as they now are. */
  result(): ReadResult {
    const { dialect, byteMeaning, direction, timeZone } = this;
    const fields = CANONICAL_FIELDS.map(
      (field) => this.entryOf(field) ?? cannotDerive(field, this.reasonFor(field)),
    );
    return {
      columns: this.#columns(),
      mapping: { dialect, byteMeaning, direction, timeZone, fields },
      report: this.report.build(this.#labels),
    };
  }

  /** The canonical columns, then the input's own; one that is called like a canonical field gets a prefix. */
  #columns(): StoredColumn[] {
    const canonical = [...this.#fields.values()].map(({ column }) => column);
    const source = this.source.all().filter((column) => !this.#isKeptAlready(column));
    const names = uniqueNames([
      ...canonical.map(({ name }) => name),
      ...source.map(({ name }) => (isCanonicalField(name) ? `source:${name}` : name)),
    ]);
    return [...canonical, ...source].map((column, i) =>
      column.name === names[i] ? column : column.named(names[i]!),
    );
  }

  #isKeptAlready({ name, values }: StoredColumn): boolean {
    if (!this.ownNames) return false;
    return [...this.#fields.values()].some(
      ({ column, entry }) => entry.columns[0] === name && haveSameCells(column.values, values),
    );
  }
}

function haveSameCells(one: StoredColumn["values"], other: StoredColumn["values"]): boolean {
  if (one === other) return true;
  const areNumbers = one instanceof Float64Array && other instanceof Float64Array;
  return areNumbers && one.every((value, row) => Object.is(value, other[row]));
}

/** Whether a source's column can be a field's column as it is. */
export function fits(field: CanonicalField, { type }: StoredColumn): boolean {
  if (WHOLE_NUMBERS.has(field)) return type === "int" || type === "float";
  return type === "float";
}
