import type { TextColumn } from "../../table/mod.ts";

/** Rows that hold one direction of a flow each. Times in epoch ms; NaN where missing. */
export interface DirectedRows {
  srcIp: TextColumn;
  dstIp: TextColumn;
  srcPort: Float64Array;
  /** For ICMP type * 256 + code, or the type with the code as its fraction. */
  dstPort: Float64Array;
  /** Lower-case names. */
  protocol: TextColumn;
  start: Float64Array;
  end: Float64Array;
}

/** Flows made of such rows: `row` is the originator's, `reverse` the responder's, or -1 where nothing came back. In the rows' order. */
export interface PairedRows {
  row: Uint32Array;
  reverse: Int32Array;
}

/** Longest time between the spans of two rows of one flow, ms. */
const LONGEST_GAP = 60_000;
/** Rows that are looked at for a partner, latest first: bounds the time that a flood of equal rows takes. */
const MAX_CANDIDATES = 32;
/** Stands for the port where there is none. */
const WITHOUT_PORT = 65_536;
/** Type of the ICMP question that a type answers; other types are no answers. */
const ICMP_ANSWERS: ReadonlyMap<number, number> = new Map([
  [0, 8],
  [14, 13],
  [16, 15],
  [18, 17],
  [129, 128],
]);
const ICMP_QUESTIONS: ReadonlySet<number> = new Set(ICMP_ANSWERS.values());

/**
 * Makes one flow of two rows with reversed addresses and ports and the same protocol whose spans touch within 60 s: each row takes the
 * partner that began nearest before it. The originator is who began earlier; at the same time the side with the higher port; else the
 * first row. Of ICMP only a question and its answer are a pair, and who asks is the originator.
 */
export function pairDirections(rows: DirectedRows): PairedRows {
  const { start, end } = rows;
  const partner = new Int32Array(start.length).fill(-1);
  const answers = new Uint8Array(start.length);
  const waiting = new Map<string, [number[], number[]]>();
  const conversations = new Conversations(rows);
  for (const row of rowsByStart(start)) {
    const found = conversations.find(row);
    if (!found) continue;
    answers[row] = found.answers ? 1 : 0;
    let lists = waiting.get(found.key);
    if (!lists) waiting.set(found.key, (lists = [[], []]));
    const other = takeNearest(lists[1 - found.side]!, row, start, end);
    if (other < 0) lists[found.side].push(row);
    else {
      partner[row] = other;
      partner[other] = row;
    }
  }
  return orderPairs(rows, partner, answers);
}

/** Rows with a start, earliest first; equal ones in their order. */
function rowsByStart(start: Float64Array): Uint32Array {
  const rows = Uint32Array.from(start.keys()).filter((row) => !Number.isNaN(start[row]!));
  return rows.sort((a, b) => start[a]! - start[b]! || a - b);
}

/** Tells which conversation a row belongs to, and who of the two speaks in it. */
class Conversations {
  readonly #rows: DirectedRows;
  /** By code of the address columns: the same number for the same address. */
  readonly #sources: number[];
  readonly #destinations: number[];
  readonly #isIcmp: boolean[];

  constructor(rows: DirectedRows) {
    this.#rows = rows;
    const numbers = new Map<string, number>();
    const numberOf = (address: string): number => {
      if (!numbers.has(address)) numbers.set(address, numbers.size);
      return numbers.get(address)!;
    };
    this.#sources = rows.srcIp.categories.map(numberOf);
    this.#destinations = rows.dstIp.categories.map(numberOf);
    this.#isIcmp = rows.protocol.categories.map((name) => /icmp/.test(name));
  }

  /** @returns null for a row that does not tell: without an address, or ICMP that is no question and no answer. */
  find(row: number): { key: string; side: 0 | 1; answers: boolean } | null {
    const { srcIp, dstIp, srcPort, dstPort, protocol } = this.#rows;
    const source = this.#sources[srcIp.values[row]!];
    const destination = this.#destinations[dstIp.values[row]!];
    if (source === undefined || destination === undefined) return null;
    const kind = protocol.values[row]!;
    if (this.#isIcmp[kind] === true) {
      if (source === destination) return null;
      const type = icmpType(dstPort[row]!);
      if (ICMP_QUESTIONS.has(type))
        return { key: `${source} ${destination} ${kind} ${type}`, side: 0, answers: false };
      const question = ICMP_ANSWERS.get(type);
      if (question === undefined) return null;
      return { key: `${destination} ${source} ${kind} ${question}`, side: 1, answers: true };
    }
    const from = endOf(source, srcPort[row]!);
    const to = endOf(destination, dstPort[row]!);
    // From an end to itself both rows fall on one side, and stay alone: nothing tells who speaks.
    return from < to
      ? { key: `${from} ${to} ${kind}`, side: 0, answers: false }
      : { key: `${to} ${from} ${kind}`, side: 1, answers: false };
  }
}

/** A number for an address and its port. */
function endOf(address: number, port: number): number {
  return address * (WITHOUT_PORT + 1) + (port >= 0 && port < WITHOUT_PORT ? port : WITHOUT_PORT);
}

function icmpType(port: number): number {
  return Math.floor(port >= 256 ? port / 256 : port);
}

/** Takes the row that began last out of those that wait, if its span touches the one of `row`; of several that began together the first. */
function takeNearest(waiting: number[], row: number, start: Float64Array, end: Float64Array): number {
  let best = -1;
  const last = Math.max(0, waiting.length - MAX_CANDIDATES);
  for (let i = waiting.length - 1; i >= last; i--) {
    const candidate = waiting[i]!;
    if (best >= 0 && start[candidate]! < start[waiting[best]!]!) break;
    if (start[row]! - end[candidate]! <= LONGEST_GAP) best = i;
  }
  return best < 0 ? -1 : waiting.splice(best, 1)[0]!;
}

function orderPairs(rows: DirectedRows, partner: Int32Array, answers: Uint8Array): PairedRows {
  const row: number[] = [];
  const reverse: number[] = [];
  for (let first = 0; first < partner.length; first++) {
    const second = partner[first]!;
    if (second >= 0 && second < first) continue;
    const swap = second >= 0 && speaksFirst(second, first, rows, answers);
    row.push(swap ? second : first);
    reverse.push(swap ? first : second);
  }
  return { row: Uint32Array.from(row), reverse: Int32Array.from(reverse) };
}

function speaksFirst(
  row: number,
  other: number,
  { start, srcPort }: DirectedRows,
  answers: Uint8Array,
): boolean {
  if (answers[row] !== answers[other]) return answers[row] === 0;
  return start[row] === start[other] ? srcPort[row]! > srcPort[other]! : start[row]! < start[other]!;
}
