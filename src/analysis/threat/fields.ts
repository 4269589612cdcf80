/** The numbers that the formulas of rules read, a block of flows at a time. */
import type { CanonicalField, Column, DerivedName } from "../core/mod.ts";
import { placesOfPorts, PORT_CLASSES, servicePortClass, stateMeaning } from "../features/mod.ts";

/** Rows that are worked on at a time: small enough to stay in the processor's cache. */
export const BLOCK = 4096;

/** What holds flows: a FlowTable, or the columns of one typed flow. */
export interface FlowColumns {
  readonly rowCount: number;
  readonly columnNames: readonly string[];
  column(name: string): Column;
}

/** Numbers that only a batch of flows has, one a row. */
export type BatchNumbers = Partial<Record<DerivedName, Float64Array>>;

/** Numbers that stand for texts, by name. Texts that no formula names are -1, missing ones NaN. */
export class TextCodes {
  readonly #codes = new Map<string, Map<string, number>>();

  /** The code of a text that a formula names; made when first asked for. */
  codeOf(name: string, text: string): number {
    const codes = this.#codes.get(name) ?? new Map<string, number>();
    this.#codes.set(name, codes);
    const code = codes.get(text) ?? codes.size;
    codes.set(text, code);
    return code;
  }

  /** The code of a text of the data. */
  find(name: string, text: string | null): number {
    return text === null ? NaN : (this.#codes.get(name)?.get(text) ?? -1);
  }
}

const SHORTEST = 0.001;
const DERIVED_FROM: Readonly<Record<string, readonly CanonicalField[]>> = {
  total_bytes: ["bytes_sent", "bytes_received"],
  packets_per_s: ["packet_count", "duration"],
  bytes_per_s: ["bytes_sent", "bytes_received", "duration"],
};

/** Reads names of formulas out of flows, block by block. */
export class FieldBlocks {
  readonly #blocks = new Map<string, Float64Array>();
  readonly #readers: ((from: number, to: number) => void)[] = [];

  constructor(flows: FlowColumns, names: Iterable<string>, codes: TextCodes, batch: BatchNumbers) {
    const size = Math.min(BLOCK, flows.rowCount);
    for (const name of names) this.#add(flows, name, codes, batch, size);
  }

  /** The storage of a name: row `from` of the last `read` stands at 0. */
  block(name: string): Float64Array {
    return this.#blocks.get(name)!;
  }

  read(from: number, to: number): void {
    for (const reader of this.#readers) reader(from, to);
  }

  #add(flows: FlowColumns, name: string, codes: TextCodes, batch: BatchNumbers, size: number): Float64Array {
    const known = this.#blocks.get(name);
    if (known) return known;
    const inputs = DERIVED_FROM[name]?.map((field) => this.#add(flows, field, codes, batch, size));
    const out = new Float64Array(size);
    this.#blocks.set(name, out);
    const reader = inputs
      ? derivedReader(name, inputs, out)
      : (batchReader(batch[name as DerivedName], out) ?? columnReader(flows, name, codes, out));
    this.#readers.push(reader);
    return out;
  }
}

type Reader = (from: number, to: number) => void;

function derivedReader(name: string, inputs: readonly Float64Array[], out: Float64Array): Reader {
  const [a, b, c] = inputs as [Float64Array, Float64Array, Float64Array];
  if (name === "total_bytes")
    return (from, to) => {
      for (let i = 0; i < to - from; i++) out[i] = a[i]! + b[i]!;
    };
  if (name === "packets_per_s")
    return (from, to) => {
      for (let i = 0; i < to - from; i++) out[i] = a[i]! / Math.max(b[i]!, SHORTEST);
    };
  return (from, to) => {
    for (let i = 0; i < to - from; i++) out[i] = (a[i]! + b[i]!) / Math.max(c[i]!, SHORTEST);
  };
}

function batchReader(values: Float64Array | undefined, out: Float64Array): Reader | null {
  return values ? (from, to) => out.set(values.subarray(from, to)) : null;
}

function columnReader(flows: FlowColumns, name: string, codes: TextCodes, out: Float64Array): Reader {
  const column = (field: string, type: "text" | "number"): Column | null => {
    if (!flows.columnNames.includes(field)) return null;
    const found = flows.column(field);
    return (found.type === "text") === (type === "text") ? found : null;
  };
  switch (name) {
    case "port_class":
      return portReader(column("dst_port", "number"), column("service", "text"), codes, out);
    case "state_class":
      return textReader(column("state", "text"), (text) => codes.find(name, stateMeaning(text) ?? ""), out);
    case "protocol":
    case "service":
    case "state":
      return textReader(column(name, "text"), (text) => codes.find(name, text.toLowerCase()), out);
    default:
      return numberReader(column(name, "number"), out);
  }
}

/** Infinite and negative numbers are no measurements: they count as missing. */
function numberReader(column: Column | null, out: Float64Array): Reader {
  if (column === null) return (from, to) => void out.fill(NaN, 0, to - from);
  const { values } = column;
  const gaps = column.missing > 0 && !(values instanceof Float64Array);
  return (from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      out[row - from] = value >= 0 && value < Infinity && !(gaps && column.isMissing(row)) ? value : NaN;
    }
  };
}

function textReader(column: Column | null, codeOf: (text: string) => number, out: Float64Array): Reader {
  if (column === null) return (from, to) => void out.fill(NaN, 0, to - from);
  const { values } = column;
  const known = Float64Array.from(column.categories ?? [], codeOf);
  return (from, to) => {
    for (let row = from; row < to; row++) out[row - from] = values[row]! < 0 ? NaN : known[values[row]!]!;
  };
}

function portReader(
  ports: Column | null,
  services: Column | null,
  codes: TextCodes,
  out: Float64Array,
): Reader {
  const known = placesOfPorts();
  const codeOfClass = Float64Array.from(PORT_CLASSES, (name) => codes.find("port_class", name));
  const byService = textReader(
    services,
    (service) => codes.find("port_class", servicePortClass(service)),
    out,
  );
  if (ports === null) return byService;
  const { values } = ports;
  const gaps = ports.missing > 0;
  return (from, to) => {
    byService(from, to);
    for (let row = from; row < to; row++) {
      const place = known[values[row]!];
      if (place !== undefined && !(gaps && ports.isMissing(row))) out[row - from] = codeOfClass[place]!;
    }
  };
}
