import {
  CANONICAL_FIELDS,
  codedError,
  cutText,
  isCanonicalField,
  quote,
  REQUIRED_FIELDS,
} from "../../core/mod.ts";
import type { CanonicalField, LoadReport, MappedField, MappingJSON } from "../../core/mod.ts";
import {
  cannotDerive,
  direct,
  floatColumn,
  FloatColumn,
  numberColumn,
  TextColumn,
  timeColumn,
} from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import {
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
import type { LineMap } from "../line-map.ts";
import { uniqueNames } from "../names.ts";
import type { ReportBuilder } from "../report-builder.ts";
import type { ReadContext, ReadResult } from "./types.ts";

/** Stratosphere's words; "background" and "unknown" say that the data set does not say. */
const ATTACK_WORDS: ReadonlySet<string> = new Set(["malicious"]);
const DETAIL_NAMES = ["detailedlabel", "detailed-label", "detailed_label"];

/**
 * The canonical fields of a Zeek conn.log.
 *
 * @param source The log's columns by name.
 * @param names The log's own order of names.
 */
export async function deriveZeekConn(
  source: ReadonlyMap<string, StoredColumn>,
  lines: LineMap,
  report: ReportBuilder,
  context: ReadContext,
  names: readonly string[],
): Promise<ReadResult> {
  const conn = new ConnLog(source, lines, report, context);
  await conn.derive(names);
  return conn.result();
}

class ConnLog {
  readonly #source: ReadonlyMap<string, StoredColumn>;
  readonly #lines: LineMap;
  readonly #report: ReportBuilder;
  readonly #context: ReadContext;
  readonly #canonical = new Map<CanonicalField, { column: StoredColumn; field: MappedField }>();
  readonly #reasons = new Map<CanonicalField, string>();
  #labels: LoadReport["labels"] = [];
  #byteMeaning: MappingJSON["byteMeaning"] = "unknown";
  #timeZone: MappingJSON["timeZone"] = "none";

  constructor(
    source: ReadonlyMap<string, StoredColumn>,
    lines: LineMap,
    report: ReportBuilder,
    context: ReadContext,
  ) {
    this.#source = source;
    this.#lines = lines;
    this.#report = report;
    this.#context = context;
  }

  async derive(names: readonly string[]): Promise<void> {
    const { pause } = this.#context;
    const packets = this.#derivePackets();
    await pause();
    this.#deriveBytes(packets);
    await pause();
    this.#deriveDuration(packets);
    await pause();
    this.#deriveTime();
    await pause();
    this.#copyText("src_ip", "id.orig_h");
    this.#copyText("dst_ip", "id.resp_h");
    this.#copyText("protocol", "proto", (column) => recode("protocol", column, normalizeProtocol).column);
    this.#copyText("service", "service");
    this.#copyText("state", "conn_state");
    this.#derivePorts();
    await pause();
    this.#deriveLabels();
    if (REQUIRED_FIELDS.some((name) => this.#canonical.has(name))) return;
    throw codedError(
      SyntaxError,
      "E_REQUIRED_UNDERIVABLE",
      `Cannot load ${this.#context.name}: none of the five required fields can be derived, got the fields ${quote(names.join(", "))}`,
    );
  }

  result(): ReadResult {
    const fields = CANONICAL_FIELDS.map(
      (name) =>
        this.#canonical.get(name)?.field ?? cannotDerive(name, this.#reasons.get(name) ?? "not in this log"),
    );
    const canonical = [...this.#canonical.values()].map(({ column }) => column);
    const source = [...this.#source.values()];
    const names = uniqueNames([
      ...canonical.map((column) => column.name),
      ...source.map(({ name }) => (isCanonicalField(name) ? `source:${name}` : name)),
    ]);
    return {
      columns: [...canonical, ...source].map((column, i) =>
        column.name === names[i] ? column : column.named(names[i]!),
      ),
      mapping: {
        dialect: "zeek-tsv",
        byteMeaning: this.#byteMeaning,
        direction: "two-way",
        timeZone: this.#timeZone,
        fields,
      },
      report: this.#report.build(this.#labels),
    };
  }

  #derivePackets(): Float64Array | null {
    const sent = this.#numbers("orig_pkts");
    const received = this.#numbers("resp_pkts");
    if (sent) this.#set(numberColumn("packets_sent", sent), direct("packets_sent", "orig_pkts"));
    if (received)
      this.#set(numberColumn("packets_received", received), direct("packets_received", "resp_pkts"));
    if (!sent || !received) {
      this.#reasons.set("packet_count", "the log has no orig_pkts and resp_pkts");
      this.#reasons.set("packet_size_mean", "the log has no packet counts");
      return null;
    }
    const packets = sumOf(sent, received);
    this.#set(
      numberColumn("packet_count", packets),
      computed("packet_count", ["orig_pkts", "resp_pkts"], "[orig_pkts] + [resp_pkts]"),
    );
    return packets;
  }

  #deriveBytes(packets: Float64Array | null): void {
    const found =
      (this.#context.bytes === "ip" && this.#bytesFrom("ip", "orig_ip_bytes", "resp_ip_bytes")) ||
      this.#bytesFrom("payload", "orig_bytes", "resp_bytes");
    if (!found) {
      for (const field of ["bytes_sent", "bytes_received", "packet_size_mean"] as const)
        this.#reasons.set(field, "the log has no byte counts");
      return;
    }
    const { sent, received, from, to } = found;
    this.#byteMeaning = found.meaning;
    this.#set(numberColumn("bytes_sent", sent), direct("bytes_sent", from));
    this.#set(numberColumn("bytes_received", received), direct("bytes_received", to));
    if (found.meaning === "ip") this.#compareWithPayload(sent, received);
    if (!packets) return;
    const mean = meanPacketSize(sent, received, packets, this.#lines, this.#report);
    this.#set(
      floatColumn("packet_size_mean", mean),
      computed(
        "packet_size_mean",
        [from, to, "orig_pkts", "resp_pkts"],
        `([${from}] + [${to}]) / ([orig_pkts] + [resp_pkts])`,
      ),
    );
  }

  /** Both directions of one way to count bytes, or null when the log lacks one. */
  #bytesFrom(
    meaning: "ip" | "payload",
    from: string,
    to: string,
  ): {
    meaning: "ip" | "payload";
    from: string;
    to: string;
    sent: Float64Array;
    received: Float64Array;
  } | null {
    const sent = this.#numbers(from);
    const received = this.#numbers(to);
    return sent && received ? { meaning, from, to, sent, received } : null;
  }

  /** Payload above IP bytes is genuine where Zeek missed packets; it is told and not repaired. */
  #compareWithPayload(sent: Float64Array, received: Float64Array): void {
    const payloadSent = this.#numbers("orig_bytes");
    const payloadReceived = this.#numbers("resp_bytes");
    if (!payloadSent || !payloadReceived) return;
    for (let row = 0; row < sent.length; row++) {
      if (!(payloadSent[row]! > sent[row]! || payloadReceived[row]! > received[row]!)) continue;
      this.#report.warn(
        "W_PAYLOAD_ABOVE_IP",
        "Payload bytes exceed IP bytes: Zeek missed packets of these flows, so their bytes are too low",
        {
          line: this.#lines.lineOf(row),
          column: "bytes_sent",
        },
      );
    }
  }

  #deriveDuration(packets: Float64Array | null): void {
    const duration = this.#numbers("duration");
    if (!duration) {
      this.#reasons.set("duration", "the log has no duration");
      return;
    }
    const settled = settleDurations(duration, packets, this.#lines, this.#report);
    this.#set(floatColumn("duration", duration), durationField(direct("duration", "duration"), settled));
  }

  #deriveTime(): void {
    const seconds = this.#numbers("ts");
    if (!seconds) return;
    const { values, unit, timeZone } = readEpochs(seconds, this.#lines, this.#report);
    this.#timeZone = timeZone;
    if (!values || !unit) {
      this.#reasons.set(
        "timestamp",
        timeZone === "relative" ? "relative: ts counts from the start of the capture" : "ts holds no times",
      );
      return;
    }
    const factor = unit.times / unit.over;
    this.#set(timeColumn("timestamp", values), {
      ...direct("timestamp", "ts"),
      unit: { from: unit.unit, to: "ms", factor },
    });
  }

  /** For ICMP the port columns hold type and code. */
  #derivePorts(): void {
    const protocol = this.#source.get("proto");
    const categories = protocol instanceof TextColumn ? protocol.categories : [];
    const isIcmp = Uint8Array.from(categories, (name) => (/^(?:ipv6-)?icmp6?$/i.test(name) ? 1 : 0));
    for (const [name, from] of [
      ["src_port", "id.orig_p"],
      ["dst_port", "id.resp_p"],
    ] as const) {
      const ports = this.#numbers(from);
      if (!ports) continue;
      if (protocol && isIcmp.includes(1)) {
        for (let row = 0; row < ports.length; row++)
          if (isIcmp[protocol.values[row]!] === 1) ports[row] = NaN;
      }
      this.#set(numberColumn(name, ports), direct(name, from));
    }
  }

  #deriveLabels(): void {
    const name = this.#context.label ?? "label";
    const source = this.#source.get(name);
    if (!(source instanceof TextColumn)) {
      this.#checkLabelOptions();
      this.#reasons.set("label", "the log has no label column");
      this.#reasons.set("is_attack", "the log has no label column");
      return;
    }
    const { label, isAttack, labels } = readLabels(source, ATTACK_WORDS, this.#context.benign);
    this.#labels = labels;
    warnAboutLabels(labels, this.#context.benign, this.#report);
    this.#set(label, direct("label", name));
    this.#set(isAttack, computed("is_attack", [name], `[${name}] means an attack`));
    const detail = DETAIL_NAMES.find((detailName) => this.#source.get(detailName) instanceof TextColumn);
    if (detail) this.#copyText("label_detail", detail);
  }

  /** The options that name labels need a text column of labels. */
  #checkLabelOptions(): void {
    const { name, label, benign } = this.#context;
    if (label === undefined && benign === undefined) return;
    const columns = cutText([...this.#source.keys()].map((column) => quote(column)).join(", "), 400);
    const rule =
      label === undefined
        ? "benign needs a label column, got none"
        : `label must name a text column, got ${quote(label)}`;
    throw codedError(RangeError, "BAD_INPUT", `Cannot load ${name}: ${rule}; there are ${columns}`);
  }

  #copyText(
    name: CanonicalField,
    from: string,
    change: (column: TextColumn) => TextColumn = (column) => column.named(name),
  ): void {
    const column = this.#source.get(from);
    if (column instanceof TextColumn) this.#set(change(column), direct(name, from));
    else if (column) this.#reasons.set(name, `${from} holds no text`);
  }

  /** A source column's numbers as a new array, or null when the log has no such numbers. */
  #numbers(name: string): Float64Array | null {
    const column = this.#source.get(name);
    if (!column || column.type === "text") return null;
    const values = new Float64Array(column.values);
    if (column.missing > 0 && !(column instanceof FloatColumn))
      for (let row = 0; row < values.length; row++) if (column.isMissing(row)) values[row] = NaN;
    return values;
  }

  #set(column: StoredColumn, field: MappedField): void {
    this.#canonical.set(field.field, { column, field });
  }
}
