/** Splits by time: what trains is earlier than what tests. */
import { checkOneOf, checkOptions, codedError, describe, groupDigits } from "../core/mod.ts";
import { checkFolds, testRows } from "./splits.ts";
import type { Split } from "./splits.ts";
import { badRange } from "./truth.ts";

export interface TimeOptions {
  /** Rows without a time: "refuse" them (default), or set them "apart", in neither part. */
  untimed?: "refuse" | "apart";
}

export interface TimeSplit extends Split {
  /** Rows without a time, in neither part. */
  readonly untimed: Uint32Array;
  /** The earliest time of the test part. */
  readonly cut: number;
}

export interface TimeFolds {
  readonly splits: Split[];
  readonly untimed: Uint32Array;
}

/**
 * Trains on the earlier rows and tests on the later ones. Rows of one time stay together, so that the test part may be a little larger
 * or smaller than asked.
 *
 * @param times UTC epoch ms, or any other number that rises with time; NaN where there is none.
 * @throws {RangeError} code BAD_INPUT, for rows without a time, or when all rows have one time.
 */
export function timeSplit(
  times: ArrayLike<number>,
  options: TimeOptions & { testSize?: number } = {},
): TimeSplit {
  const action = "split by time";
  checkOptions(action, options, ["testSize", "untimed"]);
  const { order, untimed } = inTime(action, times, options);
  if (order.length < 2) throw badRange(action, `at least 2 rows must have a time, got ${order.length}`);
  const wanted = order.length - testRows(action, order.length, options.testSize);
  const at = cutNear(times, order, wanted);
  if (at === null) throw badRange(action, "rows must differ in time, got one time in all of them");
  return {
    train: order.slice(0, at).sort(),
    test: order.slice(at).sort(),
    untimed,
    cut: times[order[at]!]!,
  };
}

/**
 * Expanding windows: fold i trains on everything before its test part, and tests on the part of rows / (folds + 1) that follows, as
 * scikit-learn's TimeSeriesSplit; rows of one time stay together.
 *
 * @throws {RangeError} code BAD_INPUT, for rows without a time, or too few different times.
 */
export function timeKFold(
  times: ArrayLike<number>,
  options: TimeOptions & { folds?: number } = {},
): TimeFolds {
  const action = "make folds by time";
  checkOptions(action, options, ["folds", "untimed"]);
  const { order, untimed } = inTime(action, times, options);
  const folds = checkFolds(action, options.folds, order.length);
  const size = Math.floor(order.length / (folds + 1));
  const cuts = Array.from({ length: folds }, (_, fold) =>
    cutNear(times, order, order.length - (folds - fold) * size),
  );
  const ends = [...cuts.slice(1), order.length];
  const splits = cuts.map((from, fold) => {
    const to = ends[fold]!;
    if (from === null || to === null || from >= to)
      throw badRange(action, `there must be enough different times for ${folds} folds; take fewer`);
    return { train: order.slice(0, from).sort(), test: order.slice(from, to).sort() };
  });
  return { splits, untimed };
}

/** Rows that have a time, in its order, and the others. */
function inTime(
  action: string,
  times: ArrayLike<number>,
  { untimed = "refuse" }: TimeOptions,
): { order: Uint32Array; untimed: Uint32Array } {
  checkOneOf(action, "untimed", untimed, ["refuse", "apart"]);
  if (!ArrayBuffer.isView(times) && !Array.isArray(times))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: times must be a list of numbers, got ${describe(times)}`,
    );
  const timed: number[] = [];
  const others: number[] = [];
  for (let row = 0; row < times.length; row++) (Number.isFinite(times[row]) ? timed : others).push(row);
  if (others.length > 0 && untimed === "refuse")
    throw badRange(
      action,
      `every row must have a time, got ${groupDigits(others.length)} without, the first in row ${others[0]!}; drop them or set them apart with untimed: "apart"`,
    );
  const order = Uint32Array.from(timed).sort((a, b) => times[a]! - times[b]! || a - b);
  return { order, untimed: Uint32Array.from(others) };
}

/** The place nearest to `wanted` at which the time changes, the earlier of two; null where it never does. */
function cutNear(times: ArrayLike<number>, order: Uint32Array, wanted: number): number | null {
  const time = times[order[wanted]!]!;
  let before = wanted;
  while (before > 0 && times[order[before - 1]!] === time) before--;
  let after = wanted;
  while (after < order.length && times[order[after]!] === time) after++;
  if (before === 0 && after === order.length) return null;
  if (before === 0) return after;
  if (after === order.length) return before;
  return wanted - before <= after - wanted ? before : after;
}
