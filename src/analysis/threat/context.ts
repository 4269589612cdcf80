/** What the flows around a flow say: counts over its source, its destination and its pair in the two minutes up to it. */
import type { Column } from "../core/mod.ts";
import { stateMeaning } from "../features/mod.ts";
import type { BatchNumbers, FlowColumns } from "./fields.ts";

/** How far back the counts look, in ms. */
const WINDOW_MS = 120_000;
/** Fewest flows of a pair whose times can be called even. */
const FEWEST_EVEN = 6;
/** Rows between two steps. */
const CHUNK = 16_384;

/**
 * Counts of the flows of a batch, each over the 120 s up to the flow's own time (flows of the same time included, so that the order of rows says
 * nothing). Rows without a time or without the address that is counted by have NaN.
 *
 * @returns Nothing where the flows have no times or no addresses.
 */
export function* contextNumbers(flows: FlowColumns): Generator<void, BatchNumbers, void> {
  const times = numbersOf(flows, "timestamp");
  const source = codesOf(flows, "src_ip");
  const target = codesOf(flows, "dst_ip");
  if (!times || !source || !target) return {};
  const ports = portsOf(flows);
  const order = ordered(times);
  yield;
  const pair = joined(source, target);
  const sourcePort = joined(source, ports);
  const pairPort = joined(pair, ports);
  yield;
  const failed = failedOf(flows);
  const counts = {
    source: new Int32Array(most(source)),
    failed: new Int32Array(most(source)),
    destinations: new Int32Array(most(source)),
    ports: new Int32Array(most(source)),
    pair: new Int32Array(most(pair)),
    sourcePort: new Int32Array(most(sourcePort)),
    pairPort: new Int32Array(most(pairPort)),
    target: new Int32Array(most(target)),
    sources: new Int32Array(most(target)),
  };
  const enter = (row: number, by: 1 | -1): void => {
    const from = source[row]!;
    const to = target[row]!;
    // The first flow of a pair to come in, and the last to go out, change how many hosts it counts for.
    const edge = by === 1 ? 0 : 1;
    if (from >= 0) {
      counts.source[from]! += by;
      if (failed?.[row] === 1) counts.failed[from]! += by;
      if (pair[row]! >= 0 && counts.pair[pair[row]!]! === edge) counts.destinations[from]! += by;
      if (sourcePort[row]! >= 0) {
        if (counts.sourcePort[sourcePort[row]!]! === edge) counts.ports[from]! += by;
        counts.sourcePort[sourcePort[row]!]! += by;
      }
    }
    if (to >= 0) {
      counts.target[to]! += by;
      if (pair[row]! >= 0 && counts.pair[pair[row]!]! === edge) counts.sources[to]! += by;
    }
    if (pair[row]! >= 0) counts.pair[pair[row]!]! += by;
    if (pairPort[row]! >= 0) counts.pairPort[pairPort[row]!]! += by;
  };
  const missing = (): Float64Array => new Float64Array(flows.rowCount).fill(NaN);
  const result = {
    source_flows: missing(),
    source_destinations: missing(),
    source_ports: missing(),
    source_failed_share: missing(),
    pair_flows: missing(),
    target_flows: missing(),
    target_sources: missing(),
    periodicity: yield* periodicities(times, pairPort, order),
  };
  let oldest = 0;
  for (let at = 0; at < order.length;) {
    const time = times[order[at]!]!;
    let end = at;
    while (end < order.length && times[order[end]!]! === time) enter(order[end++]!, 1);
    while (times[order[oldest]!]! <= time - WINDOW_MS) enter(order[oldest++]!, -1);
    for (let place = at; place < end; place++) {
      const row = order[place]!;
      const from = source[row]!;
      const to = target[row]!;
      if (from >= 0) {
        result.source_flows[row] = counts.source[from]!;
        result.source_destinations[row] = counts.destinations[from]!;
        result.source_ports[row] = ports[row]! < 0 ? NaN : counts.ports[from]!;
        if (failed) result.source_failed_share[row] = counts.failed[from]! / (counts.source[from]! + 2);
      }
      if (pairPort[row]! >= 0) result.pair_flows[row] = counts.pairPort[pairPort[row]!]!;
      if (to >= 0) {
        result.target_flows[row] = counts.target[to]!;
        result.target_sources[row] = counts.sources[to]!;
      }
    }
    if (at >>> 14 !== end >>> 14) yield;
    at = end;
  }
  return result;
}

/** 1 / (1 + standard deviation / mean) of the times between the flows of each key, for keys of 6 flows and more. */
function* periodicities(
  times: Float64Array,
  keys: Int32Array,
  order: Uint32Array,
): Generator<void, Float64Array, void> {
  const groups = most(keys);
  const count = new Int32Array(groups);
  const last = new Float64Array(groups);
  const mean = new Float64Array(groups);
  const squares = new Float64Array(groups);
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!;
    const key = keys[row]!;
    if (key >= 0) {
      const gap = times[row]! - last[key]!;
      last[key] = times[row]!;
      const gaps = count[key]!++;
      if (gaps > 0) {
        // Welford 1962.
        const away = gap - mean[key]!;
        mean[key]! += away / gaps;
        squares[key]! += away * (gap - mean[key]!);
      }
    }
    if (at % CHUNK === CHUNK - 1) yield;
  }
  const result = new Float64Array(times.length).fill(NaN);
  for (let row = 0; row < result.length; row++) {
    const key = keys[row]!;
    if (key >= 0) result[row] = evenness(count[key]!, mean[key]!, squares[key]!);
  }
  return result;
}

/** How even times are: NaN for too few flows. @param squares Of the gaps' distances from their mean, summed. */
export function evenness(flows: number, mean: number, squares: number): number {
  if (flows < FEWEST_EVEN || !(mean > 0)) return NaN;
  return 1 / (1 + Math.sqrt(squares / (flows - 1)) / mean);
}

/** The source, target and port of each flow as one number; -1 where one is missing. null without addresses. */
export function pairPorts(flows: FlowColumns): Int32Array | null {
  const source = codesOf(flows, "src_ip");
  const target = codesOf(flows, "dst_ip");
  return source && target && joined(joined(source, target), portsOf(flows));
}

/** Rows that have a time, by time. */
export function ordered(times: Float64Array): Uint32Array {
  const rows = new Uint32Array(times.length);
  let count = 0;
  let sorted = true;
  for (let row = 0; row < times.length; row++) {
    if (!(times[row]! - times[row]! === 0)) continue;
    if (count > 0 && times[rows[count - 1]!]! > times[row]!) sorted = false;
    rows[count++] = row;
  }
  const some = rows.subarray(0, count);
  return sorted ? some : some.sort((a, b) => times[a]! - times[b]! || a - b);
}

/** One number for each pair of codes that occurs; -1 where either is missing. */
function joined(a: Int32Array, b: Int32Array): Int32Array {
  const width = most(b);
  const known = new Map<number, number>();
  const result = new Int32Array(a.length);
  for (let row = 0; row < a.length; row++) {
    if (a[row]! < 0 || b[row]! < 0) {
      result[row] = -1;
      continue;
    }
    const key = a[row]! * width + b[row]!;
    let code = known.get(key);
    if (code === undefined) known.set(key, (code = known.size));
    result[row] = code;
  }
  return result;
}

/** One more than the highest code. */
function most(codes: Int32Array): number {
  let highest = -1;
  for (let row = 0; row < codes.length; row++) if (codes[row]! > highest) highest = codes[row]!;
  return highest + 1;
}

function columnOf(flows: FlowColumns, name: string): Column | null {
  return flows.columnNames.includes(name) ? flows.column(name) : null;
}

function codesOf(flows: FlowColumns, name: string): Int32Array | null {
  const column = columnOf(flows, name);
  return column?.type === "text" && column.missing < column.length ? (column.values as Int32Array) : null;
}

function numbersOf(flows: FlowColumns, name: string): Float64Array | null {
  const column = columnOf(flows, name);
  if (column === null || column.type === "text" || column.missing === column.length) return null;
  if (column.values instanceof Float64Array) return column.values;
  return Float64Array.from(column.values, (value, row) => (column.isMissing(row) ? NaN : value));
}

/** Ports as codes; -1 where missing or none. */
function portsOf(flows: FlowColumns): Int32Array {
  const ports = numbersOf(flows, "dst_port");
  if (ports === null) return new Int32Array(flows.rowCount).fill(-1);
  return Int32Array.from(ports, (port) => (port >= 0 && port <= 65535 ? port : -1));
}

/** 1 where the state means that the connection failed; null where there are no states. */
function failedOf(flows: FlowColumns): Uint8Array | null {
  const column = columnOf(flows, "state");
  if (column?.type !== "text" || column.missing === column.length) return null;
  const meaning = (column.categories ?? []).map((state) => (stateMeaning(state) === "failed" ? 1 : 0));
  return Uint8Array.from(column.values, (code) => (code < 0 ? 0 : meaning[code]!));
}
