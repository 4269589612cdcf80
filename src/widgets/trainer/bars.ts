/** Small marks inside tables; the number beside each says the same. */
import type { Interval } from "../../analysis/mod.ts";
import { s } from "../shared/mod.ts";

/** A share of one as the filled part of a line. */
export function shareBar(share: number, tone = ""): SVGSVGElement {
  const width = Number.isFinite(share) ? Math.max(0, Math.min(100, 100 * share)) : 0;
  return s(
    "svg",
    {
      class: `jp-TrainerWidget-bar ${tone}`.trim(),
      viewBox: "0 0 100 6",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    s("rect", { class: "jp-TrainerWidget-barAll", width: 100, height: 6 }),
    s("rect", { class: "jp-TrainerWidget-barPart", width, height: 6 }),
  );
}

/** The ends of an axis. */
export interface Axis {
  from: number;
  to: number;
}

/** An axis that holds all intervals, wide enough that a difference of the last digit does not fill it. */
export function axisOf(intervals: readonly Interval[]): Axis {
  const ends = intervals.flatMap(({ value, low, high }) => [value, low, high]).filter(Number.isFinite);
  if (ends.length === 0) return { from: 0, to: 1 };
  const from = Math.min(...ends);
  const to = Math.max(...ends);
  const room = Math.max(0.02, 0.05 * (to - from));
  // Scores that lie in 0 to 1 have no room beyond it.
  return {
    from: from >= 0 ? Math.max(0, from - room) : from - room,
    to: to <= 1 ? Math.min(1, to + room) : to + room,
  };
}

/** A value with its interval on an axis that all rows share; what lies beyond its ends is not drawn. */
export function intervalMark({ value, low, high }: Interval, { from, to }: Axis): SVGSVGElement {
  const at = (x: number): number => (100 * (x - from)) / (to - from);
  const ends = [low, high].map((end) =>
    Math.max(0, Math.min(100, Number.isFinite(end) ? at(end) : at(value))),
  );
  const isOn = Number.isFinite(value) && to > from && value >= from && value <= to;
  const [left = 0, right = 0] = ends;
  return s(
    "svg",
    {
      class: "jp-TrainerWidget-interval",
      viewBox: "0 0 100 10",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    s("rect", { class: "jp-TrainerWidget-intervalAxis", x: 0, y: 4.6, width: 100, height: 0.8 }),
    ...(isOn
      ? [
          s("rect", {
            class: "jp-TrainerWidget-intervalRange",
            x: left,
            y: 3,
            width: Math.max(1, right - left),
            height: 4,
          }),
          s("rect", {
            class: "jp-TrainerWidget-intervalValue",
            x: Math.max(0, Math.min(98.5, at(value) - 0.75)),
            y: 0,
            width: 1.5,
            height: 10,
          }),
        ]
      : []),
  );
}
