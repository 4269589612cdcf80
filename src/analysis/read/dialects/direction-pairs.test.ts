import { prng } from "../../../kernels/mod.ts";
import { textColumnFromStrings } from "../../table/mod.ts";
import { pairDirections } from "./direction-pairs.ts";
import type { DirectedRows, PairedRows } from "./direction-pairs.ts";

interface Row {
  from: string | null;
  to: string | null;
  protocol?: string;
  start: number;
  end?: number;
}

/** Ends as "address:port". */
function rowsOf(rows: readonly Row[]): DirectedRows {
  const address = (end: string | null): string | null => end?.split(":")[0] ?? null;
  const ports = (ends: (string | null)[]): Float64Array =>
    Float64Array.from(ends, (end) => Number(end?.split(":")[1] ?? NaN));
  return {
    srcIp: textColumnFromStrings(
      "sa",
      rows.map(({ from }) => address(from)),
    ),
    dstIp: textColumnFromStrings(
      "da",
      rows.map(({ to }) => address(to)),
    ),
    srcPort: ports(rows.map(({ from }) => from)),
    dstPort: ports(rows.map(({ to }) => to)),
    protocol: textColumnFromStrings(
      "pr",
      rows.map(({ protocol }) => protocol ?? "tcp"),
    ),
    start: Float64Array.from(rows, ({ start }) => start * 1000),
    end: Float64Array.from(rows, ({ start, end }) => (end ?? start) * 1000),
  };
}

/** Each flow as "row" or "row<reverse". */
function pairs(...rows: Row[]): string[] {
  return show(pairDirections(rowsOf(rows)));
}

function show({ row, reverse }: PairedRows): string[] {
  return Array.from(row, (first, i) => (reverse[i]! < 0 ? `${first}` : `${first}<${reverse[i]}`));
}

const ASK = { from: "a:40000", to: "b:80" };
const ANSWER = { from: "b:80", to: "a:40000" };

describe("pairDirections()", () => {
  test("takes reversed ends of one protocol together, and nothing else", () => {
    expect(pairs({ ...ASK, start: 1 }, { ...ANSWER, start: 2 })).toEqual(["0<1"]);
    expect(pairs({ ...ASK, start: 1 }, { ...ANSWER, start: 2, protocol: "udp" })).toEqual(["0", "1"]);
    expect(pairs({ ...ASK, start: 1 }, { from: "b:81", to: "a:40000", start: 2 })).toEqual(["0", "1"]);
    expect(pairs({ ...ASK, start: 1 }, { ...ASK, start: 2 })).toEqual(["0", "1"]);
    expect(pairs({ ...ASK, start: 1 }, { from: "b:80", to: null, start: 2 })).toEqual(["0", "1"]);
  });

  test("makes who began earlier the originator, then the side with the higher port, then the first row", () => {
    expect(pairs({ ...ANSWER, start: 2 }, { ...ASK, start: 1 })).toEqual(["1<0"]);
    expect(pairs({ ...ANSWER, start: 1 }, { ...ASK, start: 1 })).toEqual(["1<0"]);
    expect(pairs({ ...ANSWER, start: 1 }, { ...ASK, start: 2 })).toEqual(["0<1"]);
    const same = { from: "b:53", to: "a:53", start: 1 };
    expect(pairs({ from: "a:53", to: "b:53", start: 1 }, same)).toEqual(["0<1"]);
  });

  test("takes spans that touch within 60 s", () => {
    expect(pairs({ ...ASK, start: 1, end: 5 }, { ...ANSWER, start: 65 })).toEqual(["0<1"]);
    expect(pairs({ ...ASK, start: 1, end: 5 }, { ...ANSWER, start: 66 })).toEqual(["0", "1"]);
    expect(pairs({ ...ASK, start: 1, end: 500 }, { ...ANSWER, start: 400 })).toEqual(["0<1"]);
  });

  test("takes the partner that began nearest, of those that began together the first", () => {
    expect(
      pairs({ ...ASK, start: 0, end: 60 }, { ...ASK, start: 60, end: 120 }, { ...ANSWER, start: 61 }),
    ).toEqual(["0", "1<2"]);
    expect(pairs({ ...ASK, start: 1 }, { ...ASK, start: 1 }, { ...ANSWER, start: 1 })).toEqual(["0<2", "1"]);
  });

  test("leaves rows from an end to itself, and rows without time, alone", () => {
    const self = { from: "a:5", to: "a:5", start: 1 };
    expect(pairs(self, self)).toEqual(["0", "1"]);
    expect(pairs({ ...ASK, start: NaN }, { ...ANSWER, start: 1 })).toEqual(["0", "1"]);
  });

  test("takes an ICMP question and its answer together, whose ports are types and codes", () => {
    const icmp = { protocol: "icmp", start: 1 };
    const echo = { from: "a:0", to: "b:2048", ...icmp };
    const reply = { from: "b:0", to: "a:0", ...icmp };
    const unreachable = { from: "b:0", to: "a:771", ...icmp };
    expect(pairs(reply, echo)).toEqual(["1<0"]);
    expect(pairs({ from: "a:0", to: "b:8.0", ...icmp }, reply)).toEqual(["0<1"]);
    expect(pairs(echo, unreachable)).toEqual(["0", "1"]);
    expect(pairs(echo, { from: "b:0", to: "a:2048", ...icmp })).toEqual(["0", "1"]);
    expect(pairs({ from: "a:0", to: "a:2048", ...icmp }, { from: "a:0", to: "a:0", ...icmp })).toEqual([
      "0",
      "1",
    ]);
  });

  test("uses each row once, in either place, whatever the rows are", () => {
    const random = prng(7);
    const ends = ["a:1", "b:1", "a:2", "b:2", "c:1"];
    for (let run = 0; run < 60; run++) {
      const rows = Array.from({ length: 30 }, (): Row => {
        const start = Math.floor(random.next() * 300);
        return {
          from: ends[Math.floor(random.next() * ends.length)]!,
          to: ends[Math.floor(random.next() * ends.length)]!,
          start,
          end: start + Math.floor(random.next() * 20),
        };
      });
      const { row, reverse } = pairDirections(rowsOf(rows));
      const used = [...row, ...reverse].filter((place) => place >= 0).sort((a, b) => a - b);
      expect(used).toEqual(rows.map((_, place) => place));
      row.forEach((first, i) => {
        if (reverse[i]! < 0) return;
        const [one, other] = [rows[first]!, rows[reverse[i]!]!];
        expect([other.from, other.to]).toEqual([one.to, one.from]);
        expect(one.start).toBeLessThanOrEqual(other.start);
        expect(other.start - one.end!).toBeLessThanOrEqual(60);
      });
    }
  });

  test("answers a flood of equal rows at once", () => {
    const flood: Row[] = Array.from({ length: 20_000 }, (_, i) => ({ ...ASK, start: i * 100 }));
    const answers: Row[] = Array.from({ length: 20_000 }, (_, i) => ({ ...ANSWER, start: i * 100 + 80 }));
    const { row } = pairDirections(rowsOf([...flood, ...answers]));
    expect(row).toHaveLength(40_000 - 19_999);
  });
});
