import { nullTranslator } from "@jupyterlab/translation";
import { prCurve, rocCurve } from "../../analysis/mod.ts";
import { Delegate } from "../shared/mod.ts";
import { CutOffPanel } from "./cutoff-panel.ts";
import { cutOffOf, type CutOff } from "./cutoff.ts";
import { makeTraining } from "./testing/payload.ts";

const NAMES = ["normal", "attack"];

/** A training of two classes whose curves and matrix follow from scores; the model says "attack" from `half` on. */
function trainingOf(truth: number[], scores: number[], half = 0.5) {
  const roc = rocCurve(Int32Array.from(truth), scores);
  const pr = prCurve(Int32Array.from(truth), scores);
  const finite = (threshold: number | undefined): number | null =>
    threshold === undefined || threshold === Infinity ? null : threshold;
  const positives = truth.filter((one) => one === 1).length;
  const counts = [0, 1].map((real) =>
    [0, 1].map(
      (said) => truth.filter((one, at) => one === real && Number(scores[at]! >= half) === said).length,
    ),
  );
  const common = { label: NAMES[1]!, positives, area: 0.5 };
  return makeTraining({
    classes: NAMES,
    attackClasses: ["attack"],
    confusion: { forest: counts },
    roc: {
      forest: [
        {
          ...common,
          points: Array.from(roc.fpr, (x, at) => [x, roc.tpr[at]!]),
          thresholds: Array.from(roc.thresholds, (one) => finite(one)),
        },
      ],
    },
    pr: {
      forest: [
        {
          ...common,
          points: Array.from(pr.recall, (x, at) => [x, pr.precision[at]!]),
          thresholds: Array.from(pr.recall, (_, at) => finite(pr.thresholds[at])),
        },
      ],
    },
  }).training;
}

describe("cutOffOf()", () => {
  it("gives what a hand-worked list of scores gives at each cut, and the model's own decision at one half", () => {
    const found = cutOffOf(trainingOf([0, 1, 0, 1, 1], [0.1, 0.4, 0.6, 0.7, 0.9]), "forest")!;
    expect(found.points.map(({ threshold, hits, falseAlarms }) => [threshold, hits, falseAlarms])).toEqual([
      [0.1, 3, 2],
      [0.4, 3, 1],
      [0.5, 2, 1],
      [0.7, 2, 0],
      [0.9, 1, 0],
    ]);
    expect([found.own, found.label, found.positives, found.flows]).toEqual([2, "attack", 3, 5]);
    expect(found.points[1]).toMatchObject({
      precision: 0.75,
      recall: 1,
      falsePositiveRate: 0.5,
      perThousand: 200,
    });
    expect(found.points[1]!.f1).toBeCloseTo(6 / 7, 12);
  });

  it("agrees with counting on random scores with ties, whatever the model decides by", () => {
    for (let seed = 1; seed <= 40; seed++) {
      let state = seed;
      const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      const truth = Array.from({ length: 60 }, (_, at) => (at < 2 ? at : Number(next() < 0.3)));
      const scores = truth.map((one) => Math.round(10 * (0.6 * next() + 0.3 * one)) / 10);
      const half = seed % 2 === 0 ? 0.5 : 0.35;
      const { points, own } = cutOffOf(trainingOf(truth, scores, half), "forest")!;
      const counted = (from: number): number[] =>
        [1, 0].map((real) => truth.filter((one, at) => one === real && scores[at]! >= from).length);
      for (const [at, { threshold, hits, falseAlarms }] of points.entries()) {
        if (at === own) expect([hits, falseAlarms]).toEqual(counted(half));
        else expect([threshold, hits, falseAlarms]).toEqual([threshold, ...counted(threshold!)]);
      }
      const called = points.map(({ hits, falseAlarms }) => hits + falseAlarms);
      expect(called).toEqual([...called].sort((a, b) => b - a));
      if (half === 0.5) expect(points[own]!.threshold).toBe(0.5);
    }
  });

  it("has a place for a model that calls nothing, or everything, positive", () => {
    const none = cutOffOf(trainingOf([0, 1, 1], [0.1, 0.2, 0.3]), "forest")!;
    expect([none.own, none.points.at(-1)]).toMatchObject([3, { hits: 0, falseAlarms: 0, recall: 0, f1: 0 }]);
    expect(none.points.at(-1)!.precision).toBeNaN();
    const all = cutOffOf(trainingOf([0, 1, 1], [0.7, 0.8, 0.9]), "forest")!;
    expect([all.own, all.points[0]]).toMatchObject([0, { threshold: 0.5, hits: 2, falseAlarms: 1 }]);
  });

  it("is nothing for three classes, an unknown model or a class without flows", () => {
    const { training } = makeTraining();
    expect(cutOffOf(training, "forest")).toBeNull();
    expect(cutOffOf(trainingOf([0, 1], [0.2, 0.8]), "mlp")).toBeNull();
    const one = {
      ...trainingOf([0, 1], [0.2, 0.8]),
      confusion: {
        forest: [
          [0, 0],
          [1, 1],
        ],
      },
    };
    expect(cutOffOf(one, "forest")).toBeNull();
  });
});

describe("CutOffPanel", () => {
  const delegate = new Delegate();
  const context = { trans: nullTranslator.load("trafficlab"), delegate, announce: () => undefined };

  function panelOf(cutOff: CutOff) {
    const moved: number[] = [];
    const { node } = new CutOffPanel(context, cutOff, (at) => moved.push(at));
    const slider = node.querySelector<HTMLInputElement>("input")!;
    const rows = (): string[][] =>
      Array.from(node.querySelectorAll("tbody tr"), (row) =>
        Array.from(row.children, (cell) => cell.textContent.trim()),
      );
    const send = (target: Element, type: string): void => {
      const event = new Event(type);
      Object.defineProperty(event, "target", { value: target });
      delegate.dispatch(event, node);
    };
    return { moved, slider, rows, send, button: node.querySelector("button")! };
  }

  it("starts where the model decides, follows the slider in numbers and words, and goes back", () => {
    const panel = panelOf(cutOffOf(trainingOf([0, 1, 0, 1, 1], [0.1, 0.4, 0.6, 0.7, 0.9]), "forest")!);
    const own = ["0.5000", "0.6667", "0.6667", "0.6667", "200", "3"];
    expect(panel.rows().map((cells) => cells.slice(1))).toEqual([own, own]);
    expect([panel.slider.value, panel.button.hidden]).toEqual(["2", true]);
    panel.slider.value = "3";
    panel.send(panel.slider, "input");
    expect(panel.rows()[0]!.slice(1)).toEqual(["0.7000", "1", "0.6667", "0.8000", "0", "2"]);
    expect(panel.rows()[1]!.slice(1)).toEqual(own);
    expect(panel.slider.getAttribute("aria-valuetext")).toBe(
      "score 0.7000: precision 1, recall 0.6667, F1 0.8000, 0 false alarms per 1,000 flows",
    );
    panel.send(panel.button, "click");
    expect([panel.moved, panel.slider.value, panel.button.hidden]).toEqual([[3, 2], "2", true]);
  });
});
