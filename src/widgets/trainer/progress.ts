/** How a running training stands: one line a model, from the service's reports. */
import { formatNumber, visibleText, type Progress } from "../../analysis/mod.ts";
import { h, s, sign, spoken, type ViewContext } from "../shared/mod.ts";
import { modelName } from "./words.ts";

/** More steps than this are drawn as a bar, not as dots. */
const MAX_DOTS = 12;
/** Lines drawn at most; phases come from a service that may say anything. */
const MAX_LINES = 20;

/** One phase of the work: a model, or what comes before and after them. */
export interface ProgressLine {
  phase: string;
  done: number;
  total: number | null;
  unit: string;
  /** A later phase has begun. */
  isOver: boolean;
}

/** Collects reports into lines, in the order in which the phases began. */
export class ProgressLines {
  get lines(): readonly ProgressLine[] {
    return this._lines;
  }

  /** What was said last about the best model so far; "" for nothing. */
  get message(): string {
    return this._message;
  }

  /** Begins anew. */
  clear(): void {
    this._lines = [];
    this._message = "";
  }

  add({ phase, done, total, unit, message }: Progress): void {
    const known = this._lines.findIndex((line) => line.phase === phase);
    const line = { phase, done, total: total !== undefined && total > 0 ? total : null, unit, isOver: false };
    const at = known === -1 ? this._lines.length : known;
    this._lines = [...this._lines.slice(0, at), line, ...this._lines.slice(at + 1)]
      .map((one, place) => (place < at ? { ...one, isOver: true } : one))
      .slice(-MAX_LINES);
    if (message !== undefined && message !== "") this._message = message;
  }

  private _lines: ProgressLine[] = [];
  private _message = "";
}

/** The lines of a running training: a dot for each fold, filled when it is done; words say the same. */
export function progressList(context: ViewContext, progress: ProgressLines): HTMLElement | null {
  const { trans } = context;
  if (progress.lines.length === 0) return null;
  return h(
    "section",
    { class: "jp-TrainerWidget-progress", "aria-label": trans.__("Progress of each model") },
    h("ul", {}, ...progress.lines.map((line) => lineNode(context, line))),
    progress.message === ""
      ? null
      : h("p", { class: "jp-TrafficLab-note", text: visibleText(progress.message, 300) }),
  );
}

function lineNode({ trans }: ViewContext, line: ProgressLine): HTMLElement {
  const { phase, total, unit, isOver } = line;
  const done = isOver && total !== null ? total : line.done;
  const isDone = isOver || (total !== null && done >= total);
  const amount =
    total === null
      ? trans.__("%1 %2", formatNumber(done), visibleText(unit, 20))
      : trans.__("%1 of %2 %3", formatNumber(done), formatNumber(total), visibleText(unit, 20));
  return h(
    "li",
    { class: isDone ? "jp-TrainerWidget-line jp-mod-done" : "jp-TrainerWidget-line" },
    sign(isDone ? "✓" : "◐", "jp-TrainerWidget-lineSign"),
    h("span", { class: "jp-TrainerWidget-lineName", text: modelName(trans, phase) }),
    total !== null && total <= MAX_DOTS ? dots(done, total) : bar(done, total),
    h("span", { class: "jp-TrainerWidget-lineAmount", text: amount }),
    isDone ? spoken(trans.__(", done")) : null,
  );
}

function dots(done: number, total: number): Element {
  return s(
    "svg",
    {
      class: "jp-TrainerWidget-dots",
      width: total * 12,
      height: 10,
      viewBox: `0 0 ${total * 12} 10`,
      "aria-hidden": "true",
    },
    ...Array.from({ length: total }, (_, at) =>
      s("circle", { cx: at * 12 + 5, cy: 5, r: 3.5, class: at < done ? "jp-mod-done" : "" }),
    ),
  );
}

function bar(done: number, total: number | null): Element {
  const width = total === null ? 0 : Math.min(100, (100 * done) / total);
  return s(
    "svg",
    {
      class: "jp-TrainerWidget-lineBar",
      viewBox: "0 0 100 6",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    s("rect", { class: "jp-TrainerWidget-lineAll", width: 100, height: 6 }),
    s("rect", { class: "jp-TrainerWidget-linePart", width, height: 6 }),
  );
}
