import { cutText, quote, saysUnknown } from "../core/mod.ts";
import type { LoadReport, MappedField, MappingJSON } from "../core/mod.ts";
import { booleanColumn, emptyValidity, setValid, textColumn } from "../table/mod.ts";
import type { BooleanColumn, TextColumn } from "../table/mod.ts";
import { isAttackLabel, normalizeLabel } from "./labels.ts";
import type { LineMap } from "./line-map.ts";
import type { ReportBuilder } from "./report-builder.ts";
import type { Numbers } from "./mapping/numbers.ts";
import { epochUnit, toMilliseconds } from "./times.ts";
import type { EpochUnit } from "./times.ts";

/** Shared by readers: the rules of docs/formats.md that hold for every dialect. */

/** Largest share by which a given mean packet size may differ from bytes over packets. */
const MEAN_TOLERANCE = 0.01;

/** What became of durations. */
export interface Settled {
  /** Unset ones that were taken as 0. */
  imputed: number;
  /** Negative ones that were taken as missing. */
  negative: number;
  /** All durations, where some of them changed. */
  values: Float64Array | null;
}

/**
 * Durations by the common rules: negative is missing; unset with at most one packet is 0.
 *
 * @param given Seconds, NaN where unset.
 * @param packets Packets of each row, or null when the source does not tell.
 */
export function settleDurations(
  given: Numbers,
  packets: Numbers | null,
  lines: LineMap,
  report: ReportBuilder,
): Settled {
  const settled: Settled = { imputed: 0, negative: 0, values: null };
  for (let row = 0; row < given.length; row++) {
    const duration = given[row]!;
    if (duration > 0 && duration < Infinity) continue;
    const count = packets ? packets[row]! : NaN;
    if (duration < 0) {
      (settled.values ??= new Float64Array(given))[row] = NaN;
      settled.negative++;
      report.warn("W_NEGATIVE_DURATION", "Negative durations were taken as missing", {
        line: lines.lineOf(row),
        column: "duration",
      });
    } else if (duration === Infinity) {
      report.warn("W_INFINITE", "Infinite values stay out of all statistics", {
        line: lines.lineOf(row),
        column: "duration",
      });
    } else if (duration !== duration && count <= 1) {
      (settled.values ??= new Float64Array(given))[row] = 0;
      settled.imputed++;
    } else if (duration === 0 && count > 1) {
      report.warn(
        "W_ZERO_DURATION",
        "Durations of 0 s with more than one packet were kept: the clock was too coarse for them",
        {
          line: lines.lineOf(row),
          column: "duration",
        },
      );
    }
  }
  if (settled.imputed > 0) {
    report.warn("W_IMPUTED_DURATION", "Unset durations of flows with at most one packet were taken as 0 s", {
      column: "duration",
      count: settled.imputed,
    });
  }
  return settled;
}

/** The entry of a duration column after settling. */
export function durationField(field: MappedField, { imputed }: Pick<Settled, "imputed">): MappedField {
  if (imputed === 0) return field;
  return {
    ...field,
    status: "imputed",
    reason: `${imputed} unset durations of flows with at most one packet are 0 s`,
  };
}

/** Bytes per packet; missing where there is no packet, which is counted. */
export function meanPacketSize(
  sent: Numbers,
  received: Numbers,
  packets: Numbers,
  lines: LineMap,
  report: ReportBuilder,
): Float64Array {
  const mean = new Float64Array(packets.length);
  for (let row = 0; row < mean.length; row++) {
    const count = packets[row]!;
    mean[row] = count > 0 ? (sent[row]! + received[row]!) / count : NaN;
    if (count === 0) warnAboutNoPackets(row, lines, report);
  }
  return mean;
}

/** Warns where a given mean packet size contradicts bytes over packets, or where there is no packet; the given value stays. */
export function checkMeanPacketSize(
  given: Numbers,
  sent: Numbers,
  received: Numbers,
  packets: Numbers,
  lines: LineMap,
  report: ReportBuilder,
): void {
  for (let row = 0; row < given.length; row++) {
    const count = packets[row]!;
    if (count === 0) warnAboutNoPackets(row, lines, report);
    if (!(count > 0)) continue;
    const computed = (sent[row]! + received[row]!) / count;
    if (Math.abs(given[row]! - computed) > MEAN_TOLERANCE * Math.abs(computed)) {
      report.warn(
        "W_MEAN_MISMATCH",
        "packet_size_mean differs by more than 1 % from (bytes_sent + bytes_received) / packet_count; the given value is kept",
        {
          line: lines.lineOf(row),
          column: "packet_size_mean",
        },
      );
    }
  }
}

function warnAboutNoPackets(row: number, lines: LineMap, report: ReportBuilder): void {
  report.warn("W_ZERO_PACKETS", "Flows without any packet were kept; their packet size is missing", {
    line: lines.lineOf(row),
    column: "packet_count",
  });
}

/** Sum of two columns of one source; missing where both are, and a missing side counts as 0 otherwise. */
export function sumOf(a: Numbers, b: Numbers): Float64Array {
  const sum = new Float64Array(a.length);
  for (let row = 0; row < sum.length; row++) {
    const x = a[row]!;
    const y = b[row]!;
    sum[row] = Number.isNaN(x) ? y : Number.isNaN(y) ? x : x + y;
  }
  return sum;
}

/** Epoch numbers as a time column, with what is known of their zone; no column for relative times. */
export interface Times {
  values: Float64Array | null;
  unit: EpochUnit | null;
  timeZone: MappingJSON["timeZone"];
}

/** @param numbers Changed in place. */
export function readEpochs(numbers: Float64Array, lines: LineMap, report: ReportBuilder): Times {
  const unit = epochUnit(numbers);
  if (unit === "none") return { values: null, unit: null, timeZone: "none" };
  if (unit === "relative") {
    report.warn("W_RELATIVE_TIME", "Times count from the start of the capture: there is no absolute time", {
      column: "timestamp",
    });
    return { values: null, unit: null, timeZone: "relative" };
  }
  toMilliseconds(numbers, unit, (row) =>
    report.warn("W_BAD_TIME", "Times that no calendar holds were taken as missing", {
      line: lines.lineOf(row),
      column: "timestamp",
    }),
  );
  return { values: numbers, unit, timeZone: "explicit" };
}

/** What a label column gives. */
export interface LabelColumns {
  label: TextColumn;
  isAttack: BooleanColumn;
  labels: LoadReport["labels"];
  /** Whether normalising changed a text. */
  changed: boolean;
}

/**
 * Normalises a label column and says of each value whether it means an attack.
 *
 * @param attacks Lower-case words that mean an attack in this dialect; "all others" when every label that is not benign does.
 */
export function readLabels(
  source: TextColumn,
  attacks: ReadonlySet<string> | "all others",
  benign: readonly string[] | undefined,
): LabelColumns {
  const wanted = benign ? new Set(benign.map((value) => normalizeLabel(value).toLowerCase())) : null;
  const { column: label, changed } = recode("label", source, (text) => {
    const normal = normalizeLabel(text);
    return normal === "" || normal === "-" || normal === "(empty)" ? null : normal;
  });
  const verdicts = label.categories.map((category) => isAttackLabel(category, attacks, wanted));
  const { isAttack, counts } = judgeRows(label, verdicts);
  const labels = label.categories.map((value, code) => ({
    value,
    count: counts[code]!,
    isAttack: verdicts[code]!,
  }));
  return { label, isAttack, labels: labels.filter(({ count }) => count > 0), changed };
}

/** What is said of each row's label, missing where nothing is; and how often each label stands there. */
function judgeRows(
  label: TextColumn,
  verdicts: readonly (boolean | null)[],
): { isAttack: BooleanColumn; counts: Uint32Array } {
  const codes = label.values;
  const attack = new Uint8Array(codes.length);
  const counts = new Uint32Array(verdicts.length);
  const ofCode = Uint8Array.from(verdicts, (verdict) => (verdict === true ? 1 : 0));
  const areKnown = label.missing === 0 && !verdicts.includes(null);
  const known = emptyValidity(areKnown ? 0 : codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    counts[code]!++;
    attack[row] = ofCode[code]!;
    if (!areKnown && verdicts[code] !== null) setValid(known, row);
  }
  return { isAttack: booleanColumn("is_attack", attack, areKnown ? undefined : known), counts };
}

/** Warns of labels whose meaning nobody told, and of benign values that no row has. */
export function warnAboutLabels(
  labels: LoadReport["labels"],
  benign: readonly string[] | undefined,
  report: ReportBuilder,
): void {
  for (const { value, count, isAttack } of labels) {
    if (isAttack !== null || saysUnknown(value)) continue;
    report.warn(
      "W_UNKNOWN_LABEL",
      "Some labels do not say whether they mean an attack: is_attack is missing for them",
      {
        column: "label",
        count,
        remedy: 'say which values are benign, as { benign: ["normal"] }',
      },
    );
  }
  const known = new Set(labels.map(({ value }) => value.toLowerCase()));
  const unused = (benign ?? []).filter((value) => !known.has(normalizeLabel(value).toLowerCase()));
  if (unused.length === 0) return;
  report.warn(
    "W_UNUSED_BENIGN",
    `No row has the benign label ${unused.map((value) => quote(value)).join(", ")}`,
    {
      count: unused.length,
      remedy: `the labels are ${cutText(labels.map(({ value }) => quote(value)).join(", "))}`,
    },
  );
}

/** A text column with each distinct text changed, null to missing; texts that become equal become one. */
export function recode(
  name: string,
  source: TextColumn,
  change: (text: string) => string | null,
): { column: TextColumn; changed: boolean } {
  if (source.categories.every((text) => change(text) === text))
    return { column: source.named(name), changed: false };
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(source.categories, (text) => {
    const changed = change(text);
    if (changed === null) return -1;
    if (!codeOf.has(changed)) codeOf.set(changed, codeOf.size);
    return codeOf.get(changed)!;
  });
  const values = new Int32Array(source.length);
  for (let row = 0; row < values.length; row++) values[row] = codes[source.values[row]!] ?? -1;
  return { column: textColumn(name, values, [...codeOf.keys()]), changed: true };
}

/** Names of IP protocols that data sets also give as numbers. */
const PROTOCOLS = new Map([
  ["1", "icmp"],
  ["2", "igmp"],
  ["6", "tcp"],
  ["17", "udp"],
  ["47", "gre"],
  ["58", "ipv6-icmp"],
  ["132", "sctp"],
]);

/** A protocol by its lower-case name. */
export function normalizeProtocol(text: string): string {
  const word = text.toLowerCase();
  return PROTOCOLS.get(word) ?? word;
}

/** The entry of a computed field. */
export function computed(field: MappedField["field"], columns: string[], formula: string): MappedField {
  return { field, status: "computed", columns, formula, confidence: 1, by: "dialect" };
}
