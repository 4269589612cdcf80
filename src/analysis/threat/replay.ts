/** A table's flows window after window, as they would have come: what is around each flow is kept up as the windows move on. */
import { runJob, runSteps } from "../core/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { packetScale } from "./asymmetry.ts";
import { contextNumbers, evenness, ordered, pairPorts } from "./context.ts";
import { MEMORY_MS, worstFirst, worstOf } from "./feed.ts";
import type { FeedOptions, WindowAssessment } from "./feed.ts";
import type { BatchNumbers } from "./fields.ts";
import { FEWEST_FLOWS, signatureKeys } from "./repetition.ts";
import { batchOf, rowsOf } from "./subject.ts";

/** What packets are measured by. */
const PACKET_FIELDS: ReadonlySet<string> = new Set(["packet_count", "packet_size_mean"]);

/** @param table With times. */
export async function* replay(
  table: FlowTable,
  { assessor, windowMs, level, signal }: FeedOptions,
): AsyncGenerator<WindowAssessment> {
  const times = table.numeric("timestamp");
  const moving = await runJob("the replay", { signal }, (job) =>
    runSteps(job, MovingBatch.of(table, ordered(times))),
  );
  const { order } = moving;
  let closed = -Infinity;
  for (let at = 0; at < order.length;) {
    const from = Math.floor(times[order[at]!]! / windowMs) * windowMs;
    const to = from + windowMs;
    const first = at;
    while (at < order.length && times[order[at]!]! < to) at++;
    while (times[order[moving.oldest]!]! < closed - MEMORY_MS) moving.forget();
    const numbers = moving.take(at);
    const inside = order.slice(first, at);
    const flows = rowsOf(table, inside);
    const {
      score,
      level: levels,
      evidence,
    } = await runJob("the replay", { signal }, (job) => runSteps(job, assessor.scoreAmong(flows, numbers)));
    const all = [...inside.keys()];
    const alarming = Uint32Array.from(worstFirst(all, levels, evidence, level));
    const packets =
      alarming.length === 0 ? null : packetScale(packetsOf(table, order.subarray(moving.oldest, at)));
    const rows = Uint32Array.from(alarming, (place) => inside[place]!);
    const assessments = assessor.assessAmong(table, rows, { numbers: batchOf(numbers, alarming), packets });
    yield {
      ...{ from, to },
      ...worstOf(all, score),
      alerts: assessments.map((assessment, index) => ({ row: rows[index]!, assessment })),
    };
    closed = to;
  }
}

function packetsOf(table: FlowTable, rows: Uint32Array): FlowTable {
  return rowsOf(table.select(table.columnNames.filter((name) => PACKET_FIELDS.has(name))), rows);
}

/** The flows that are looked back to, of a table by time, and what they say of those that were taken in last. */
class MovingBatch {
  readonly order: Uint32Array;
  /** Place of the first flow that is looked back to. */
  oldest = 0;
  #end = 0;
  readonly #times: Float64Array;
  /** Counts over two minutes are the same in all flows as in the batch, which is longer. */
  readonly #context: BatchNumbers;
  readonly #pairs: Int32Array | null;
  /** Of each pair: its flows by time, where they begin, and the first that is not forgotten. */
  readonly #places: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #firsts: Uint32Array;
  readonly #signatures: Float64Array;
  readonly #alike: Float64Array;

  private constructor(table: FlowTable, order: Uint32Array, context: BatchNumbers, signatures: Float64Array) {
    this.order = order;
    this.#times = table.numeric("timestamp");
    this.#context = context;
    this.#pairs = Object.keys(context).length === 0 ? null : pairPorts(table);
    this.#signatures = signatures;
    this.#alike = new Float64Array(table.rowCount);
    const pairs = this.#pairs ?? new Int32Array(0);
    const count = pairs.reduce((most, pair) => Math.max(most, pair + 1), 0);
    this.#starts = new Uint32Array(count + 1);
    for (const row of order) if ((pairs[row] ?? -1) >= 0) this.#starts[pairs[row]! + 1]!++;
    for (let pair = 0; pair < count; pair++) this.#starts[pair + 1]! += this.#starts[pair]!;
    this.#places = new Uint32Array(this.#starts[count]!);
    const next = this.#starts.slice();
    order.forEach((row, place) => {
      const pair = pairs[row] ?? -1;
      if (pair >= 0) this.#places[next[pair]!++] = place;
    });
    this.#firsts = this.#starts.slice(0, count);
  }

  static *of(table: FlowTable, order: Uint32Array): Generator<void, MovingBatch, void> {
    const context = yield* contextNumbers(table);
    const signatures = yield* signatureKeys(table);
    return new MovingBatch(table, order, context, signatures);
  }

  /** Lets go of the oldest flow. */
  forget(): void {
    this.#alike[this.#signatures[this.order[this.oldest++]!]!]!--;
  }

  /** Takes flows in up to a place. @returns What is around each of them. */
  take(end: number): BatchNumbers {
    const from = this.#end;
    for (; this.#end < end; this.#end++) this.#alike[this.#signatures[this.order[this.#end]!]!]!++;
    const rows = this.order.subarray(from, end);
    return { ...this.#contextOf(rows), ...this.#repetitionOf(rows) };
  }

  #contextOf(rows: Uint32Array): BatchNumbers {
    const pairs = this.#pairs;
    if (pairs === null) return {};
    const even = new Map<number, number>();
    const periodicity = Float64Array.from(rows, (row) => {
      const pair = pairs[row]!;
      if (pair < 0) return NaN;
      const known = even.get(pair) ?? this.#evennessOf(pair);
      even.set(pair, known);
      return known;
    });
    return { ...batchOf(this.#context, rows), periodicity };
  }

  /** Of the flows of a pair that are looked back to. */
  #evennessOf(pair: number): number {
    const stop = this.#starts[pair + 1]!;
    let first = this.#firsts[pair]!;
    while (first < stop && this.#places[first]! < this.oldest) first++;
    this.#firsts[pair] = first;
    let [mean, squares, gaps] = [0, 0, 0];
    for (let at = first + 1; at < stop && this.#places[at]! < this.#end; at++) {
      const gap =
        this.#times[this.order[this.#places[at]!]!]! - this.#times[this.order[this.#places[at - 1]!]!]!;
      // Welford 1962.
      const away = gap - mean;
      mean += away / ++gaps;
      squares += away * (gap - mean);
    }
    return evenness(gaps + 1, mean, squares);
  }

  #repetitionOf(rows: Uint32Array): BatchNumbers {
    const count = this.#end - this.oldest;
    if (count < FEWEST_FLOWS) return {};
    const alike = Float64Array.from(rows, (row) => this.#alike[this.#signatures[row]!]!);
    return { signature_flows: alike, signature_share: alike.map((one) => (one - 1) / count) };
  }
}
