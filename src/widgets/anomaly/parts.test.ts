import { nullTranslator } from "@jupyterlab/translation";
import { cutForBudget, cutPoints, nearest, placeIn, scoreNames } from "./cuts.ts";
import { clusterMarks, mapLabels } from "./marks.ts";
import { clustersCSV, rankedCSV } from "./ranked-csv.ts";
import { makeAnomalies, makeBehavior } from "./testing/payloads.ts";
import { FlowCells, flowText, scoreText } from "./words.ts";
import type { ChartTheme } from "../shared/mod.ts";

const trans = nullTranslator.load("trafficlab");

describe("cuts", () => {
  it("are ordered from the lowest score, one for each", () => {
    const payload = makeAnomalies();
    payload.cuts = [
      { score: 0.9, flagged: 1 },
      { score: 0.5, flagged: 3 },
      { score: 0.5, flagged: 4 },
    ];
    expect(cutPoints(payload).map(({ score }) => score)).toEqual([0.5, 0.9]);
  });

  it("are found by the number of flows they flag", () => {
    const points = [
      { score: 0.2, flagged: 40 },
      { score: 0.6, flagged: 9 },
      { score: 0.9, flagged: 1 },
    ];
    expect(cutForBudget(points, 12)?.score).toBe(0.6);
    expect(cutForBudget([], 12)).toBeNull();
    expect(nearest([], 3)).toBe(-1);
  });

  it("stand where their score is on bins of any width", () => {
    const histogram = { edges: [0, 1, 10, 100], counts: [1, 1, 1], scale: "log" as const };
    expect([-1, 0, 0.5, 1, 55, 100, 200].map((value) => placeIn(histogram, value))).toEqual([
      0,
      0,
      0.5 / 3,
      1 / 3,
      2.5 / 3,
      1,
      1,
    ]);
    expect(placeIn({ edges: [], counts: [], scale: "linear" }, 3)).toBe(0);
  });

  it("offer the consensus first, then each detector that has a histogram", () => {
    const payload = makeAnomalies();
    delete payload.histograms["dbscan"];
    expect(scoreNames(payload)).toEqual(["consensus", "isolationForest", "zScore"]);
  });
});

function nameAt(at: number): string | null {
  if (at < 40) return "normal";
  return at < 90 ? `attack ${at % 10}` : null;
}

describe("marks", () => {
  it("list the most frequent labels, and put the rest together", () => {
    const points = Array.from({ length: 100 }, (_, at) => ({
      label: nameAt(at),
      isAttack: at < 40 ? false : at < 90 ? true : null,
    }));
    const { labels, nameOf } = mapLabels(trans, points);
    expect(labels.map(({ name, count }) => [name, count])).toEqual([
      ["normal", 40],
      ["attack 0", 5],
      ["attack 1", 5],
      ["attack 2", 5],
      ["attack 3", 5],
      ["attack 4", 5],
      ["other labels", 25],
      ["no label", 10],
    ]);
    expect(["normal", "attack 9", null].map((label) => nameOf({ label, isAttack: null }))).toEqual([
      "normal",
      "other labels",
      "no label",
    ]);
  });

  it("are none where no flow has a label", () => {
    expect(mapLabels(trans, [{ label: null, isAttack: null }]).labels).toEqual([]);
  });

  it("give every cluster of twenty a color and shape of its own", () => {
    const categories = Array.from({ length: 8 }, (_, at) => `color ${at}`);
    const shapes = Array.from({ length: 8 }, (_, at) => `shape ${at}`);
    const marks = clusterMarks({ categories, shapes } as ChartTheme, 20);
    expect(new Set(marks.map(({ color, shape }) => color + shape)).size).toBe(20);
  });
});

describe("words", () => {
  const cells = new FlowCells({
    columns: ["duration", "packet_count", "bytes_sent", "src_ip", "dst_ip", "dst_port", "label"],
    rowIndex: [4, 9],
    cells: [
      [0.25, 3, 1200, null, null, 443, "x"],
      [0.25, 3, 1200, "10.0.0.1", "2001:db8::1", 443, "x"],
    ],
  });

  it("name a flow by its endpoints, or by its size where it has none", () => {
    expect(flowText(trans, cells, 4)).toBe("port 443 · 250 ms · 3 packets · 1.2 kB sent");
    expect(flowText(trans, cells, 9)).toBe("10.0.0.1 → [2001:db8::1]:443");
    expect(flowText(trans, cells, 5)).toBe("");
  });

  it("give a flow to be assessed without its labels and without what is missing", () => {
    expect(cells.flow(4)).toEqual({ duration: 0.25, packet_count: 3, bytes_sent: 1200, dst_port: 443 });
    expect(cells.flow(5)).toBeNull();
  });

  it("show scores so that neighbors are told apart", () => {
    expect([1, 0.99974, 0.5].map(scoreText)).toEqual(["1.0000", "0.9997", "0.5000"]);
  });
});

describe("files of what is held here", () => {
  it("cannot run as formulas and keep their columns whatever the texts hold", () => {
    const payload = makeAnomalies();
    payload.ranked = payload.ranked.slice(0, 1);
    payload.sample.cells[0]![4] = '=HYPERLINK("http://x","y")';
    payload.sample.cells[0]![5] = "a,b\nc";
    expect(rankedCSV(payload)).toBe(
      "row,score,flagged,vote isolationForest,vote dbscan,vote zScore,reasons,duration,packet_count,bytes_sent,dst_port,protocol,label,src_ip,dst_ip\n" +
        '59,1,true,1,1,0,"bytes_sent 5900 B, usually 100 B to 2 kB; duration 5.9 s, usually 8 s to 9 s",' +
        '5.9,59,5900,112,"\'=HYPERLINK(""http://x"",""y"")","a,b\nc",10.0.0.59,10.0.1.9\n',
    );
  });

  it("have a line for each cluster", () => {
    expect(clustersCSV(makeBehavior()).split("\n").slice(0, 2)).toEqual([
      "cluster,name,flows,share,mean duration,median duration,mean bytes_sent,median bytes_sent",
      "0,Short light DNS exchanges,30,0.5,1.5,1,1200,1000",
    ]);
  });
});
