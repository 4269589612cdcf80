import { finishSteps } from "../core/mod.ts";
import type { ScenarioKind } from "../core/mod.ts";
import { booleanColumn, floatColumn, numberColumn, textColumn, timeColumn } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import { SortSpace } from "../../kernels/mod.ts";
import type { Ends, Exchange } from "./exchange.ts";

/** Numbers kept of each exchange. */
const NUMBERS = [
  "timestamp",
  "duration",
  "srcPort",
  "dstPort",
  "packetsSent",
  "packetsReceived",
  "payloadSent",
  "payloadReceived",
  "bytesSent",
  "bytesReceived",
] as const;
type NumberName = (typeof NUMBERS)[number];

/** Texts kept of each exchange. */
const TEXTS = ["srcIp", "dstIp", "protocol", "service", "state", "history", "detail", "label"] as const;
type TextName = (typeof TEXTS)[number];

/** Texts of a column as codes, in order of first appearance. */
class Texts {
  readonly codes: Int32Array;
  readonly #byText = new Map<string, number>();

  constructor(capacity: number) {
    this.codes = new Int32Array(capacity).fill(-1);
  }

  set(row: number, text: string | null): void {
    if (text === null) return;
    let code = this.#byText.get(text);
    if (code === undefined) {
      code = this.#byText.size;
      this.#byText.set(text, code);
    }
    this.codes[row] = code;
  }

  get categories(): string[] {
    return [...this.#byText.keys()];
  }
}

/** Flows as they are made, column by column; put in order of time at the end. */
export class FlowRows {
  readonly #numbers: Record<NumberName, Float64Array>;
  readonly #texts: Record<TextName, Texts>;
  #count = 0;

  constructor(capacity: number) {
    this.#numbers = Object.fromEntries(NUMBERS.map((name) => [name, new Float64Array(capacity)])) as Record<
      NumberName,
      Float64Array
    >;
    this.#texts = Object.fromEntries(TEXTS.map((name) => [name, new Texts(capacity)])) as Record<
      TextName,
      Texts
    >;
  }

  /** Adds a flow with the resolution of real meters, a microsecond. Several packets never arrive at once. */
  add(timestamp: number, ends: Ends, exchange: Exchange, detail: string, label: ScenarioKind): void {
    const row = this.#count++;
    const packets = exchange.packetsSent + exchange.packetsReceived;
    const numbers = this.#numbers;
    numbers.timestamp[row] = Math.floor(timestamp * 1000) / 1000;
    numbers.duration[row] = packets > 1 ? Math.max(1, Math.round(exchange.duration * 1e6)) / 1e6 : 0;
    numbers.srcPort[row] = ends.srcPort;
    numbers.dstPort[row] = ends.dstPort;
    numbers.packetsSent[row] = exchange.packetsSent;
    numbers.packetsReceived[row] = exchange.packetsReceived;
    numbers.payloadSent[row] = exchange.payloadSent;
    numbers.payloadReceived[row] = exchange.payloadReceived;
    numbers.bytesSent[row] = exchange.bytesSent;
    numbers.bytesReceived[row] = exchange.bytesReceived;
    const texts = this.#texts;
    texts.srcIp.set(row, ends.srcIp);
    texts.dstIp.set(row, ends.dstIp);
    texts.protocol.set(row, ends.protocol);
    texts.service.set(row, ends.service);
    texts.state.set(row, exchange.state);
    texts.history.set(row, exchange.history === "" ? null : exchange.history);
    texts.detail.set(row, detail);
    texts.label.set(row, label);
  }

  /** The rows in order of time; equal times in the order in which they were made. */
  inOrder(): OrderedFlows {
    const order = finishSteps(
      new SortSpace(this.#count).sort(this.#numbers.timestamp.subarray(0, this.#count)),
    );
    return new OrderedFlows(order, this.#numbers, this.#texts);
  }
}

/** Flows in order of time, as columns. */
export class OrderedFlows {
  readonly #order: Uint32Array;
  readonly #source: Record<NumberName, Float64Array>;
  readonly #texts: Record<TextName, Texts>;

  constructor(order: Uint32Array, numbers: Record<NumberName, Float64Array>, texts: Record<TextName, Texts>) {
    this.#order = order;
    this.#source = numbers;
    this.#texts = texts;
  }

  get count(): number {
    return this.#order.length;
  }

  numbers(name: NumberName): Float64Array {
    const source = this.#source[name];
    const order = this.#order;
    const values = new Float64Array(order.length);
    for (let i = 0; i < order.length; i++) values[i] = source[order[i]!]!;
    return values;
  }

  text(column: string, name: TextName): StoredColumn {
    const { codes, categories: texts } = this.#texts[name];
    const order = this.#order;
    // Codes again by first appearance in this order, so that the column is the one that reading the file back gives.
    const recode = new Int32Array(texts.length).fill(-1);
    const categories: string[] = [];
    const ordered = new Int32Array(order.length).fill(-1);
    for (let i = 0; i < order.length; i++) {
      const code = codes[order[i]!]!;
      if (code < 0) continue;
      if (recode[code] === -1) recode[code] = categories.push(texts[code]!) - 1;
      ordered[i] = recode[code]!;
    }
    return textColumn(column, ordered, categories);
  }

  /** The canonical fields. */
  canonicalColumns(): StoredColumn[] {
    const packetsSent = this.numbers("packetsSent");
    const packetsReceived = this.numbers("packetsReceived");
    const bytesSent = this.numbers("bytesSent");
    const bytesReceived = this.numbers("bytesReceived");
    const packets = packetsSent.map((sent, row) => sent + packetsReceived[row]!);
    const label = this.text("label", "label");
    const benign = label.type === "text" ? label.categories.indexOf("normal") : -1;
    return [
      floatColumn("duration", this.numbers("duration")),
      numberColumn("packet_count", packets),
      numberColumn("bytes_sent", bytesSent),
      numberColumn("bytes_received", bytesReceived),
      floatColumn(
        "packet_size_mean",
        packets.map((count, row) => (bytesSent[row]! + bytesReceived[row]!) / count),
      ),
      label,
      this.text("label_detail", "detail"),
      booleanColumn(
        "is_attack",
        Uint8Array.from(label.values, (code) => (code === benign ? 0 : 1)),
      ),
      timeColumn("timestamp", this.numbers("timestamp")),
      this.text("src_ip", "srcIp"),
      numberColumn("src_port", this.numbers("srcPort")),
      this.text("dst_ip", "dstIp"),
      numberColumn("dst_port", this.numbers("dstPort")),
      this.text("protocol", "protocol"),
      this.text("service", "service"),
      this.text("state", "state"),
      numberColumn("packets_sent", packetsSent),
      numberColumn("packets_received", packetsReceived),
    ];
  }
}
