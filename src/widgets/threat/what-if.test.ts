import { nullTranslator } from "@jupyterlab/translation";
import type { Row } from "../../analysis/mod.ts";
import { DEFAULT_TEXTS, readForm } from "./fields.ts";
import { changeText, curveSentence } from "./what-if-view.ts";
import { curvesOf, lineCurve, stepCurve, withField, type Outcome } from "./what-if.ts";

const trans = nullTranslator.load("");
const flow = readForm(DEFAULT_TEXTS).flow;

function outcome(score: number): Outcome {
  return { score, level: score >= 50 ? "HIGH" : score >= 25 ? "MEDIUM" : "LOW" };
}

/** A score that falls in one step at 12 packets, and rises in steps with the bytes sent. */
function ask(row: Row): Outcome {
  const packets = Number(row["packet_count"]);
  const sent = Number(row["bytes_sent"]);
  return outcome((packets < 12 ? 30 : 10) + (sent > 5_000_000 ? 20 : 0) + (row["state"] === "S0" ? 30 : 0));
}

describe("lineCurve()", () => {
  it("holds the flow's own value among its points", () => {
    const curve = lineCurve(ask, flow, "packet_count");
    expect(curve.points[curve.own]).toMatchObject({ value: 25, score: 10, level: "LOW" });
    expect(curve.points.map(({ at }) => at)).toEqual(
      [...curve.points.map(({ at }) => at)].sort((a, b) => a - b),
    );
  });

  it("finds the nearest value that gives another level, to the unit", () => {
    const { change } = lineCurve(ask, flow, "packet_count");
    expect(change).toEqual({ level: "MEDIUM", from: 0, to: 11, near: 11, open: "down" });
    const low = lineCurve(ask, { ...flow, packet_count: 3 }, "packet_count").change;
    expect(low).toMatchObject({ level: "LOW", from: 12, near: 12, open: "up" });
    expect(changeText(trans, "packet_count", low!)).toBe("LOW if Packets ≥ 12");
    const silent = (row: Row): Outcome => outcome(row["bytes_received"] === 0 ? 30 : 0);
    const only = lineCurve(silent, flow, "bytes_received").change;
    expect(changeText(trans, "bytes_received", only!)).toBe("MEDIUM if Received is 0 B");
  });

  it("offers only changes that hold when they are made", () => {
    for (const packets of [0, 3, 11, 12, 40, 99_000])
      for (const sent of [0, 2000, 4.9e6, 6e6]) {
        const row = { ...flow, packet_count: packets, bytes_sent: sent };
        for (const curve of curvesOf(ask, row)) {
          const { change, field } = curve;
          if (change !== null) expect(ask(withField(row, field, change.near)).level).toBe(change.level);
        }
      }
  });

  it("names a stretch that ends again by both its ends", () => {
    const ring = (row: Row): Outcome => {
      const packets = Number(row["packet_count"]);
      return outcome(packets >= 100 && packets <= 2000 ? 60 : 0);
    };
    const up = lineCurve(ring, flow, "packet_count").change;
    expect(up).toMatchObject({ level: "HIGH", from: 100, near: 100, open: null });
    expect(changeText(trans, "packet_count", up!)).toMatch(/^HIGH if Packets is 100 to 1,\d\d\d$/);
    const down = lineCurve(ring, { ...flow, packet_count: 50_000 }, "packet_count").change;
    expect(down).toMatchObject({ level: "HIGH", open: null });
    expect(down?.near).toBe(down?.to);
  });

  it("has no change where nothing changes the level, and none where the flow cannot be assessed", () => {
    expect(lineCurve(() => outcome(5), flow, "duration").change).toBeNull();
    const blind = (): Outcome => ({ level: "NOT_ASSESSABLE", score: null });
    expect(lineCurve(blind, flow, "duration").change).toBeNull();
    expect(curveSentence(trans, lineCurve(blind, flow, "duration"))).toContain("cannot be assessed");
  });
});

describe("stepCurve()", () => {
  it("asks about each value, and about the flow's own where it is another", () => {
    const curve = stepCurve(ask, { ...flow, state: "CON" }, "state", [null, "SF", "S0"]);
    expect(curve.points.map(({ value }) => value)).toEqual([null, "SF", "S0", "CON"]);
    expect(curve.own).toBe(3);
    expect(curve.change).toMatchObject({ level: "MEDIUM", near: "S0" });
    expect(changeText(trans, "state", curve.change!)).toBe("MEDIUM if State is S0: no answer");
  });
});

describe("withField()", () => {
  it("drops the counts by direction when their sum changes, and only then", () => {
    const row = { packet_count: 5, packets_sent: 5, packets_received: 0 };
    expect(withField(row, "packet_count", 7)).toEqual({ packet_count: 7 });
    expect(withField(row, "packet_count", 5)).toEqual(row);
    expect(withField(row, "state", null)).toEqual(row);
    expect(withField({ state: "S0" }, "state", null)).toEqual({});
  });
});
