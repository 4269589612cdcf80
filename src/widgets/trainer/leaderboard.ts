import {
  formatBytes,
  formatDuration,
  visibleText,
  type LeaderboardRow,
  type TrainingData,
} from "../../analysis/mod.ts";
import { button, h, spoken, type ViewContext } from "../shared/mod.ts";
import { axisOf, intervalMark, shareBar, type Axis } from "./bars.ts";
import {
  classText,
  exactInterval,
  isLowerBetter,
  metricName,
  modelName,
  rangeText,
  scoreText,
} from "./words.ts";

/** Classes whose bars fit into a cell. */
const MAX_BARS = 8;

/** What stands where a model has no number. */
const NONE = "–";

/** The models, best first: validation and held-out score with intervals, accuracy, times, size, and whether the lead is one. */
export class Leaderboard {
  constructor(context: ViewContext, training: TrainingData, actions: { show: (name: string) => void }) {
    const { trans } = context;
    const scored = training.leaderboard.filter(({ failed }) => failed === undefined);
    // A guess lies so far off that the others would stand in one place.
    const skilled = scored.filter(({ model }) => model !== "dummy");
    const axis = axisOf((skilled.length > 0 ? skilled : scored).map(({ test }) => test));
    const metric = metricName(trans, training.metric);
    const heads: [string, string, boolean][] = [
      [trans.__("Model"), trans.__("pick one to see its matrix and curves below"), false],
      [
        trans.__("Validation %1", metric),
        trans.__("mean over the folds of the training part; models are ordered by it"),
        true,
      ],
      [
        trans.__("Held-out %1", metric),
        trans.__("on flows that nothing was fitted or chosen on; 95 % interval by drawing them anew"),
        true,
      ],
      [trans.__("Accuracy"), trans.__("the share of held-out flows that are right"), true],
      [trans.__("F1 by class"), trans.__("a bar a class; the numbers are in the table below"), false],
      [trans.__("Fit"), trans.__("time of the fit on the whole training part"), true],
      [trans.__("Predict"), trans.__("time for the held-out flows"), true],
      [trans.__("Size"), trans.__("of the model file"), true],
    ];
    const rows = training.leaderboard.map((row) => {
      const name = button(context, modelName(trans, row.name), () => actions.show(row.name), {
        class: "jp-TrainerWidget-pick",
        title: visibleText(row.name),
        "aria-pressed": "false",
      });
      this._picks.set(row.name, name);
      return row.failed === undefined
        ? scoredRow(context, { training, row, axis, name })
        : failedRow(context, row, heads.length);
    });
    this._scroll = h(
      "div",
      { class: "jp-TrafficLab-scroll", role: "region", tabindex: 0, "aria-label": trans.__("Leaderboard") },
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map(([text, title, isNumber]) =>
              h("th", { scope: "col", class: isNumber ? "" : "jp-mod-text", title, text }),
            ),
          ),
        ),
        h("tbody", {}, ...rows),
      ),
    );
    this.node = h(
      "section",
      { class: "jp-TrainerWidget-leaderboard" },
      h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Leaderboard") }),
      h("p", { class: "jp-TrafficLab-note", text: axisNote(context, training, axis) }),
      this._scroll,
    );
  }

  readonly node: HTMLElement;

  /** Puts the focus where the result begins. */
  focus(): void {
    this._scroll.focus({ preventScroll: true });
  }

  /** Shows which model's details are shown. */
  setShown(name: string | null): void {
    for (const [model, node] of this._picks) {
      node.setAttribute("aria-pressed", String(model === name));
      node.closest("tr")?.classList.toggle("jp-mod-shown", model === name);
    }
  }

  private readonly _scroll: HTMLElement;
  private readonly _picks = new Map<string, HTMLButtonElement>();
}

/** Where a model stands in the comparison, in a few words; a tie is never told as a win, nor a model that a baseline beats. */
export function standingOf({ trans }: ViewContext, training: TrainingData, row: LeaderboardRow): string {
  const { leaderboard, bestName } = training;
  const isBaseline = ({ model }: LeaderboardRow): boolean => model === "dummy" || model === "logistic";
  if (isBaseline(row))
    return row.tiedWithBest ? trans.__("baseline, tied with the best") : trans.__("baseline");
  if (row.name !== bestName) return row.tiedWithBest ? trans.__("tied with the best") : "";
  const above = leaderboard.slice(0, leaderboard.indexOf(row));
  if (above.some(isBaseline)) return trans.__("best model, but a baseline is above it");
  const isTied = leaderboard.some(
    (other) => other.tiedWithBest && other !== row && other.failed === undefined,
  );
  return isTied ? trans.__("best, tied") : trans.__("best");
}

function scoredRow(
  context: ViewContext,
  parts: { training: TrainingData; row: LeaderboardRow; axis: Axis; name: HTMLElement },
): HTMLElement {
  const { trans } = context;
  const { training, row, axis, name } = parts;
  const standing = standingOf(context, training, row);
  const timing = training.provenance.timing ?? {};
  const milliseconds = (key: string): string => {
    const value = timing[`${key}:${row.name}`];
    return typeof value === "number" ? formatDuration(value / 1000) : NONE;
  };
  const number = (text: string, title?: string): HTMLElement => h("td", { title, text });
  return h(
    "tr",
    { class: row.name === training.bestName ? "jp-mod-best" : "" },
    h(
      "th",
      { scope: "row", class: "jp-mod-text" },
      name,
      standing === "" ? null : h("span", { class: "jp-TrainerWidget-standing", text: standing }),
    ),
    score(context, row.validation),
    h(
      "td",
      { title: exactInterval(trans, row.test) },
      h("strong", { text: scoreText(row.test.value) }),
      h("span", { class: "jp-TrainerWidget-range", text: `${rangeText(trans, row.test)}` }),
      intervalMark(row.test, axis),
    ),
    score(context, row.accuracy),
    h("td", { class: "jp-mod-text" }, classBars(context, row)),
    number(milliseconds("fit")),
    number(milliseconds("predict")),
    number(formatBytes(row.bytes), trans.__("%1 bytes", row.bytes)),
  );
}

function score({ trans }: ViewContext, interval: LeaderboardRow["test"]): HTMLElement {
  return h(
    "td",
    { title: exactInterval(trans, interval) },
    scoreText(interval.value),
    h("span", { class: "jp-TrainerWidget-range", text: `${rangeText(trans, interval)}` }),
  );
}

function classBars({ trans }: ViewContext, row: LeaderboardRow): HTMLElement {
  const said = row.perClass.map(({ label, f1 }) => `${classText(trans, label)} ${scoreText(f1)}`);
  return h(
    "span",
    { class: "jp-TrainerWidget-classBars", title: said.join(", ") },
    ...row.perClass.slice(0, MAX_BARS).map(({ f1 }) => shareBar(f1)),
    spoken(said.slice(0, MAX_BARS).join(", ")),
  );
}

function failedRow({ trans }: ViewContext, row: LeaderboardRow, columns: number): HTMLElement {
  return h(
    "tr",
    { class: "jp-mod-failed" },
    h(
      "th",
      { scope: "row", class: "jp-mod-text" },
      modelName(trans, row.name),
      h("span", { class: "jp-TrainerWidget-standing", text: trans.__("failed") }),
    ),
    h("td", { class: "jp-mod-text", colspan: columns - 1, text: visibleText(row.failed ?? "", 400) }),
  );
}

function axisNote({ trans }: ViewContext, training: TrainingData, axis: Axis): string {
  const ends = [scoreText(axis.from), scoreText(axis.to)] as const;
  return isLowerBetter(training.metric)
    ? trans.__("Ordered by validation; lower is better. The marks run from %1 to %2.", ...ends)
    : trans.__("Ordered by validation. The marks run from %1 to %2.", ...ends);
}
