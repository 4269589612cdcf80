import {
  CANONICAL_FIELDS,
  codedError,
  cutText,
  isCanonicalField,
  quote,
  REQUIRED_FIELDS,
} from "../../core/mod.ts";
import type { CanonicalField, Dialect, LoadReport, MappedField, MappingJSON, Unit } from "../../core/mod.ts";
import {
  cannotDerive,
  direct,
  FloatColumn,
  floatColumn,
  numberColumn,
  TextColumn,
  textColumnFromStrings,
  timeColumn,
} from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import {
  checkMeanPacketSize,
  computed,
  durationField,
  meanPacketSize,
  normalizeProtocol,
  readEpochs,
  readLabels,
  recode,
  settleDurations,
  sumOf,
  warnAboutLabels,
} from "../canonical.ts";
import type { ReadContext, ReadResult } from "../dialects/types.ts";
import type { LineMap } from "../line-map.ts";
import { uniqueNames } from "../names.ts";
import type { ReportBuilder } from "../report-builder.ts";
import type { SourceColumns } from "../source-columns.ts";

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
/** Protocols whose flows have ports. */
const WITH_PORTS = /^(?:tcp|udp|sctp|dccp|udplite|rtp|rtcp)$/;

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

  /** Numbers of a field that is set; NaN where missing. The array itself: not to be changed. */
  valuesOf(field: CanonicalField): Float64Array | null {
    const column = this.#fields.get(field)?.column;
    return column ? numbersOf(column) : null;
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

  /** Says why a field stays open. */
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
    const values = name === null ? null : this.numbers(name);
    if (name === null || !values) {
      if (name !== null) this.#reasons.set(field, `${name} holds no numbers`);
      return false;
    }
    if (!unit || unit.from === unit.to) {
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
  setTimes(name: string, values: Float64Array, withoutZone: number): void {
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

  setLabels(entry: MappedField, column: TextColumn, attacks: ReadonlySet<string> | "all others"): void {
    const { benign } = this.context;
    const { label, isAttack, labels } = readLabels(column, attacks, benign);
    this.#labels = labels;
    warnAboutLabels(labels, benign, this.report);
    this.set(entry, label);
    this.set(
      computed("is_attack", entry.columns, `[${entry.columns[0] ?? "label"}] means an attack`),
      isAttack,
    );
  }

  /** Replaces the labels that the report lists: for a dialect that sets `is_attack` by another column. */
  setLabelCounts(labels: LoadReport["labels"]): void {
    this.#labels = labels;
  }

  /** The options that name labels need a column of labels. */
  checkLabelOptions(): void {
    const { name, label, benign } = this.context;
    if (label === undefined && benign === undefined) return;
    const columns = cutText(this.source.names.map((column) => quote(column)).join(", "), 400);
    const rule =
      label === undefined
        ? "benign needs a label column, got none"
        : `label must name a column, got ${quote(label)}`;
    throw codedError(RangeError, "BAD_INPUT", `Cannot load ${name}: ${rule}; there are ${columns}`);
  }

  /**
   * Computes what follows from the fields that are set, and applies the rules of every dialect.
   *
   * @throws {SyntaxError} code E_REQUIRED_UNDERIVABLE, when none of the required fields can be derived or one that the caller requires.
   */
  async finish(): Promise<ReadResult> {
    const { pause } = this.context;
    const packets = this.#countPackets();
    await pause();
    this.#settleDuration(packets);
    await pause();
    this.#measurePackets(packets);
    await pause();
    this.#clearPorts();
    this.#warnAboutInfinite();
    this.#checkRequired();
    return this.#result();
  }

  #countPackets(): Float64Array | null {
    const given = this.valuesOf("packet_count");
    if (given) return given;
    const sent = this.valuesOf("packets_sent");
    const received = this.valuesOf("packets_received");
    if (!sent || !received) return null;
    const names = [...this.#columnsOf("packets_sent"), ...this.#columnsOf("packets_received")];
    const packets = sumOf(sent, received);
    this.set(computed("packet_count", names, names.map((name) => `[${name}]`).join(" + ")), packets);
    return packets;
  }

  #settleDuration(packets: Float64Array | null): void {
    const given = this.#fields.get("duration");
    if (!given) return;
    const durations = numbersOf(given.column)!;
    const settled = settleDurations(durations, packets, this.lines, this.report);
    if (settled.imputed + settled.negative > 0) this.set(durationField(given.entry, settled), durations);
  }

  #measurePackets(packets: Float64Array | null): void {
    const sent = this.valuesOf("bytes_sent");
    const received =
      this.valuesOf("bytes_received") ?? (this.direction === "one-way" ? zerosLike(sent) : null);
    if (!sent || !received || !packets) {
      if (!this.#fields.has("packet_size_mean") && !this.#reasons.has("packet_size_mean"))
        this.#reasons.set("packet_size_mean", "needs bytes and packets");
      return;
    }
    const mean = meanPacketSize(sent, received, packets, this.lines, this.report);
    const given = this.valuesOf("packet_size_mean");
    if (given) return checkMeanPacketSize(given, mean, this.lines, this.report);
    const bytes = [...this.#columnsOf("bytes_sent"), ...this.#columnsOf("bytes_received")];
    const counts = this.#columnsOf("packet_count");
    const sum = (names: readonly string[]): string => names.map((name) => `[${name}]`).join(" + ");
    this.set(computed("packet_size_mean", [...bytes, ...counts], `(${sum(bytes)}) / (${sum(counts)})`), mean);
  }

  /** Other protocols have no ports: for ICMP the columns hold type and code. */
  #clearPorts(): void {
    const protocol = this.#fields.get("protocol")?.column;
    if (!(protocol instanceof TextColumn)) return;
    const hasPorts = protocol.categories.map((name) => WITH_PORTS.test(name));
    if (!hasPorts.includes(false)) return;
    for (const field of ["src_port", "dst_port"] as const) {
      const given = this.#fields.get(field);
      const ports = given && numbersOf(given.column);
      if (!ports) continue;
      for (let row = 0; row < ports.length; row++)
        if (hasPorts[protocol.values[row]!] === false) ports[row] = NaN;
      this.set(given.entry, ports);
    }
  }

  #warnAboutInfinite(): void {
    for (const [field, { column }] of this.#fields) {
      if (!(column instanceof FloatColumn) || column.infinite === 0 || field === "duration") continue;
      this.report.warn("W_INFINITE", "Infinite values stay out of all statistics", {
        column: field,
        count: column.infinite,
      });
    }
  }

  #checkRequired(): void {
    const open = REQUIRED_FIELDS.filter((field) => !this.#fields.has(field));
    const wanted = (this.context.require ?? []).filter((field) => open.includes(field));
    const none = open.length === REQUIRED_FIELDS.length;
    if (!none && wanted.length === 0) {
      if (open.length > 0)
        this.report.warn(
          "W_FIELDS_MISSING",
          `Cannot derive ${open.join(", ")}: analyses that need them will say so`,
          { count: open.length, remedy: "name the columns with { mapping: { ... } }, if the input has them" },
        );
      return;
    }
    const why = (none ? open : wanted).map((field) => `${field} (${this.#reasonFor(field)})`).join(", ");
    const got = cutText(this.source.names.map((name) => quote(name)).join(", "), 400);
    throw codedError(
      SyntaxError,
      "E_REQUIRED_UNDERIVABLE",
      none
        ? `Cannot load ${this.context.name}: none of the five required fields can be derived: ${why}; the columns are ${got}; name them with { mapping: { ... } }`
        : `Cannot load ${this.context.name}: the fields named in require must be derivable, got none for ${why}; the columns are ${got}`,
    );
  }

  #result(): ReadResult {
    const fields = CANONICAL_FIELDS.map(
      (field) => this.#fields.get(field)?.entry ?? cannotDerive(field, this.#reasonFor(field)),
    );
    const canonical = [...this.#fields.values()].map(({ column }) => column);
    const source = this.source.all();
    const names = uniqueNames([
      ...canonical.map(({ name }) => name),
      ...source.map(({ name }) => (isCanonicalField(name) ? `source:${name}` : name)),
    ]);
    const { dialect, byteMeaning, direction, timeZone } = this;
    return {
      columns: [...canonical, ...source].map((column, i) =>
        column.name === names[i] ? column : column.named(names[i]!),
      ),
      mapping: { dialect, byteMeaning, direction, timeZone, fields },
      report: this.report.build(this.#labels),
    };
  }

  #reasonFor(field: CanonicalField): string {
    return this.#reasons.get(field) ?? "the input has no column for it";
  }

  #columnsOf(field: CanonicalField): readonly string[] {
    return this.#fields.get(field)?.entry.columns ?? [];
  }
}

function numbersOf(column: StoredColumn): Float64Array | null {
  if (column.type === "text")
    return column.missing === column.length ? new Float64Array(column.length).fill(NaN) : null;
  const values = new Float64Array(column.values);
  if (column.missing > 0 && !(column instanceof FloatColumn))
    for (let row = 0; row < values.length; row++) if (column.isMissing(row)) values[row] = NaN;
  return values;
}

function zerosLike(values: Float64Array | null): Float64Array | null {
  return values && new Float64Array(values.length);
}
