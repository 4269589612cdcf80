import { CANONICAL_FIELDS, cutText, isCanonicalField, REQUIRED_FIELDS } from "../../core/mod.ts";
import type { CanonicalField, LoadReport, MappedField, MappingJSON } from "../../core/mod.ts";
import {
  cannotDerive,
  countLabels,
  direct,
  FloatColumn,
  floatColumn,
  numberColumn,
  TextColumn,
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
import type { InferredBuilder } from "../column-builders.ts";
import { NumberBuilder, TextBuilder } from "../column-builders.ts";
import type { LineMap } from "../line-map.ts";
import type { ReportBuilder } from "../report-builder.ts";
import { TimeCell } from "./canonical-cells.ts";
import type { CanonicalCell } from "./canonical-cells.ts";
import type { ReadContext, ReadResult } from "./types.ts";

const ATTACK_WORDS: ReadonlySet<string> = new Set(["anomaly", "attack", "malicious"]);

/** The table of a canonical CSV: its own fields checked, and what can be computed from them. */
export async function deriveCanonical(
  cells: readonly CanonicalCell[],
  source: ReadonlyMap<string, InferredBuilder>,
  lines: LineMap,
  report: ReportBuilder,
  context: ReadContext,
): Promise<ReadResult> {
  const canonical = new CanonicalTable(cells, lines, report, context);
  await canonical.derive();
  return canonical.result(source);
}

class CanonicalTable {
  readonly #cells = new Map<CanonicalField, CanonicalCell>();
  readonly #lines: LineMap;
  readonly #report: ReportBuilder;
  readonly #context: ReadContext;
  readonly #derived = new Map<CanonicalField, { column: StoredColumn; field: MappedField }>();
  /** The file's own columns where the canonical ones differ from them. */
  readonly #raw: StoredColumn[] = [];
  readonly #numbers = new Map<CanonicalField, Float64Array>();
  #timeZone: MappingJSON["timeZone"] = "none";
  #labels: LoadReport["labels"] = [];

  constructor(cells: readonly CanonicalCell[], lines: LineMap, report: ReportBuilder, context: ReadContext) {
    for (const cell of cells) this.#cells.set(cell.field, cell);
    this.#lines = lines;
    this.#report = report;
    this.#context = context;
  }

  async derive(): Promise<void> {
    for (const [field, cell] of this.#cells) {
      if (field !== "timestamp") this.#take(field, cell);
      await this.#context.pause();
    }
    const packets = this.#derivePackets();
    this.#deriveDurations(packets);
    await this.#context.pause();
    this.#derivePacketSize(packets);
    await this.#context.pause();
    this.#deriveTime();
    await this.#context.pause();
    this.#deriveProtocol();
    this.#deriveLabels();
    this.#warn();
  }

  async result(source: ReadonlyMap<string, InferredBuilder>): Promise<ReadResult> {
    const columns = [...this.#derived.values()].map(({ column }) => column);
    for (const [name, builder] of source) {
      columns.push(builder.build(name));
      if (builder.recoded > 0) this.#warnRecoded(name, builder.recoded);
      await this.#context.pause();
    }
    const taken = new Set(columns.map((column) => column.name));
    for (const column of this.#raw) columns.push(column.named(freeName(column.name, taken)));
    const fields = CANONICAL_FIELDS.map(
      (field) => this.#derived.get(field)?.field ?? cannotDerive(field, this.#reasonFor(field)),
    );
    return {
      columns,
      mapping: {
        dialect: "trafficlab",
        byteMeaning: "unknown",
        direction: "two-way",
        timeZone: this.#timeZone,
        fields,
      },
      report: this.#report.build(this.#labels),
    };
  }

  #take(field: CanonicalField, cell: CanonicalCell): void {
    const { builder } = cell;
    if (builder instanceof NumberBuilder) this.#numbers.set(field, builder.values());
    const values = this.#numbers.get(field);
    const isFloat = field === "duration" || field === "packet_size_mean";
    const column = values
      ? isFloat
        ? floatColumn(field, values)
        : numberColumn(field, values)
      : builder.build(field);
    if (builder instanceof TextBuilder && builder.recoded > 0) this.#warnRecoded(field, builder.recoded);
    this.#set(column, direct(field, cell.source));
  }

  #set(column: StoredColumn, field: MappedField): void {
    this.#derived.set(field.field, { column, field });
  }

  /** Keeps the file's own column beside a canonical one that differs from it. */
  #keepRaw(column: StoredColumn, field: CanonicalField): void {
    this.#raw.push(column.named(this.#cells.get(field)!.source));
  }

  #derivePackets(): Float64Array | null {
    const given = this.#numbers.get("packet_count");
    if (given) return given;
    const sent = this.#numbers.get("packets_sent");
    const received = this.#numbers.get("packets_received");
    if (!sent || !received) return null;
    const packets = sumOf(sent, received);
    this.#set(
      numberColumn("packet_count", packets),
      computed("packet_count", ["packets_sent", "packets_received"], "[packets_sent] + [packets_received]"),
    );
    return packets;
  }

  #deriveDurations(packets: Float64Array | null): void {
    const given = this.#derived.get("duration");
    const durations = this.#numbers.get("duration")?.slice();
    if (!given || !durations) return;
    const settled = settleDurations(durations, packets, this.#lines, this.#report);
    if (settled.imputed + settled.negative === 0) return;
    this.#keepRaw(given.column, "duration");
    this.#set(floatColumn("duration", durations), durationField(given.field, settled));
  }

  #derivePacketSize(packets: Float64Array | null): void {
    const sent = this.#numbers.get("bytes_sent");
    const received = this.#numbers.get("bytes_received");
    if (!sent || !received || !packets) return;
    const mean = meanPacketSize(sent, received, packets, this.#lines, this.#report);
    const given = this.#numbers.get("packet_size_mean");
    if (given) return checkMeanPacketSize(given, mean, this.#lines, this.#report);
    this.#set(
      floatColumn("packet_size_mean", mean),
      computed(
        "packet_size_mean",
        ["bytes_sent", "bytes_received", "packet_count"],
        "([bytes_sent] + [bytes_received]) / [packet_count]",
      ),
    );
  }

  #deriveTime(): void {
    const cell = this.#cells.get("timestamp");
    if (!(cell instanceof TimeCell)) return;
    const given = cell.builder.values();
    const field = direct("timestamp", cell.source);
    if (cell.kind === "stamp") {
      const assumed = cell.withoutZone > 0 && !this.#context.zoneGiven;
      this.#timeZone = assumed ? "assumed UTC" : "explicit";
      this.#set(timeColumn("timestamp", given), field);
      if (assumed) this.#warnWithoutZone(cell.withoutZone);
      return;
    }
    const { values, unit, timeZone } = readEpochs(given.slice(), this.#lines, this.#report);
    this.#timeZone = timeZone;
    if (values && unit) {
      const factor = unit.times / unit.over;
      this.#set(
        timeColumn("timestamp", values),
        unit.unit === "ms" ? field : { ...field, unit: { from: unit.unit, to: "ms", factor } },
      );
    }
    if (timeZone === "relative" || (unit && unit.unit !== "ms"))
      this.#keepRaw(floatColumn("timestamp", given), "timestamp");
  }

  #warnWithoutZone(count: number): void {
    this.#report.warn("W_ASSUMED_UTC", "Time stamps name no zone: they were taken as UTC", {
      column: "timestamp",
      count,
      remedy: 'load with { timeZone: "Europe/Berlin" }, or the zone of the capture',
    });
  }

  #deriveProtocol(): void {
    const given = this.#derived.get("protocol");
    if (!given || !(given.column instanceof TextColumn)) return;
    const { column, changed } = recode("protocol", given.column, normalizeProtocol);
    if (!changed) return;
    this.#keepRaw(given.column, "protocol");
    this.#set(column, given.field);
  }

  #deriveLabels(): void {
    const given = this.#derived.get("label");
    if (!given || !(given.column instanceof TextColumn)) return;
    const { benign } = this.#context;
    const { label, isAttack, labels, changed } = readLabels(given.column, ATTACK_WORDS, benign);
    if (changed) this.#keepRaw(given.column, "label");
    this.#set(label, given.field);
    const verdicts = this.#derived.get("is_attack");
    if (verdicts && benign === undefined) {
      this.#labels = countLabels(label, verdicts.column);
      return;
    }
    if (verdicts) this.#keepRaw(verdicts.column, "is_attack");
    this.#set(isAttack, computed("is_attack", [given.field.columns[0]!], "[label] means an attack"));
    this.#labels = labels;
    warnAboutLabels(labels, benign, this.#report);
  }

  #warn(): void {
    const missing = REQUIRED_FIELDS.filter((field) => !this.#derived.has(field));
    if (missing.length > 0) {
      this.#report.warn(
        "W_FIELDS_MISSING",
        `Cannot derive ${missing.join(", ")}: analyses that need them will say so`,
        {
          count: missing.length,
          remedy: `add the columns to ${this.#context.name} under these names`,
        },
      );
    }
    for (const [field, { column }] of this.#derived) {
      if (!(column instanceof FloatColumn) || column.infinite === 0 || field === "duration") continue;
      this.#report.warn("W_INFINITE", "Infinite values stay out of all statistics", {
        column: field,
        count: column.infinite,
      });
    }
  }

  #warnRecoded(column: string, count: number): void {
    this.#report.warn("W_ENCODING", "Texts that are not UTF-8 were read as Windows-1252", {
      column: cutText(column),
      count,
    });
  }

  #reasonFor(field: CanonicalField): string {
    if (field === "timestamp" && this.#timeZone === "relative")
      return "relative: times count from the start of the capture";
    return this.#cells.has(field) ? "the file's column holds no such values" : "the file has no such column";
  }
}

/** A name for the file's own column that no other has. */
function freeName(name: string, taken: Set<string>): string {
  const plain = isCanonicalField(name) ? `source:${name}` : name;
  let free = plain;
  for (let count = 2; taken.has(free); count++) free = `${plain}#${count}`;
  taken.add(free);
  return free;
}
