import { codedError, cutText, describe, quote } from "../core/mod.ts";

/** Which rows or columns danfo's `loc`, `iloc` and `query` name: labels, places, truth values, or one slice as "from:to". */
export type Choice = readonly (string | number | boolean)[];

/**
 * The places that labels name; `undefined` takes all.
 *
 * One text with a colon is a slice, its end left out ("10:20", "a:c", ":5"), unless it is itself a label: names such as "source:label" are.
 *
 * @param axis "row" or "column", for messages.
 * @throws {RangeError} code BAD_INPUT for a label that is not there or stands twice; {TypeError} for anything but a list.
 */
export function placesOfLabels(
  axis: "row" | "column",
  labels: readonly (string | number)[],
  choice: unknown,
): number[] {
  if (choice === undefined) return labels.map((_, at) => at);
  const chosen = checkChoice(axis, choice, labels.length);
  if (chosen.length > 0 && chosen.every((entry) => typeof entry === "boolean")) return placesOfTruths(chosen);
  const places = new Map(labels.map((label, at) => [label, at]));
  const [only] = chosen;
  if (chosen.length === 1 && typeof only === "string") {
    const found = findLabel(places, only);
    if (found !== undefined) return [found];
    const ends = splitSlice(only);
    if (ends) {
      const place = (end: string, whenOpen: number): number =>
        end === "" ? whenOpen : (findLabel(places, end) ?? refuseLabel(axis, end, labels));
      return range(place(ends[0], 0), place(ends[1], labels.length));
    }
  }
  return checkOnce(
    axis,
    chosen.map((label) => places.get(label as string | number) ?? refuseLabel(axis, label, labels)),
  );
}

/** The same by places from 0. */
export function placesOfNumbers(axis: "row" | "column", count: number, choice: unknown): number[] {
  if (choice === undefined) return range(0, count);
  const chosen = checkChoice(axis, choice, count);
  if (chosen.length > 0 && chosen.every((entry) => typeof entry === "boolean")) return placesOfTruths(chosen);
  const [only] = chosen;
  if (chosen.length === 1 && typeof only === "string") {
    const ends = splitSlice(only) ?? refusePlace(axis, only, count);
    const place = (end: string, whenOpen: number): number => {
      if (end === "") return whenOpen;
      return /^\d+$/.test(end) && Number(end) <= count ? Number(end) : refusePlace(axis, only, count);
    };
    return range(place(ends[0], 0), place(ends[1], count));
  }
  return checkOnce(
    axis,
    chosen.map((at) =>
      typeof at === "number" && Number.isInteger(at) && at >= 0 && at < count
        ? at
        : refusePlace(axis, at, count),
    ),
  );
}

/** The places of the true ones. @throws {RangeError} when there are more or less of them than rows; {TypeError} for other kinds. */
export function placesWhereTrue(condition: unknown, count: number): number[] {
  const truths = valuesOf(condition);
  if (!Array.isArray(truths) || !truths.every((truth) => typeof truth === "boolean")) {
    const rule = "the condition must be truth values, as frame.column(name).gt(5) gives";
    throw codedError(TypeError, "BAD_INPUT", `Cannot choose rows: ${rule}, got ${describe(truths)}`);
  }
  checkCount("row", truths.length, count);
  return placesOfTruths(truths);
}

/** The values of a danfo Series; anything else as it is. */
export function valuesOf(given: unknown): unknown {
  const isSeries = given !== null && typeof given === "object" && !Array.isArray(given) && "values" in given;
  return isSeries ? given.values : given;
}

function checkChoice(axis: string, choice: unknown, count: number): Choice {
  const list = valuesOf(choice);
  if (!Array.isArray(list)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot choose ${axis}s: ${axis}s must be a list as [1, 2] or ["0:10"], got ${describe(list)}`,
    );
  }
  if (list.length > 0 && list.every((entry) => typeof entry === "boolean"))
    checkCount(axis, list.length, count);
  return list as Choice;
}

function checkCount(axis: string, given: number, count: number): void {
  if (given === count) return;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot choose ${axis}s: expected a truth value for each of the ${count} ${axis}s, got ${given}`,
  );
}

function placesOfTruths(truths: Choice): number[] {
  const places: number[] = [];
  truths.forEach((isChosen, at) => {
    if (isChosen === true) places.push(at);
  });
  return places;
}

/** A label given as text may be a number, and danfo lets texts be quoted once more. */
function findLabel(places: ReadonlyMap<string | number, number>, text: string): number | undefined {
  return (
    places.get(text) ??
    (text.trim() === "" ? undefined : places.get(Number(text))) ??
    places.get(text.replaceAll(/^["'`]|["'`]$/g, ""))
  );
}

function splitSlice(text: string): [string, string] | null {
  const parts = text.split(":");
  return parts.length === 2 ? [parts[0]!.trim(), parts[1]!.trim()] : null;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function checkOnce(axis: string, places: number[]): number[] {
  const seen = new Set<number>();
  const twice = places.find((place) => seen.size === seen.add(place).size);
  if (twice === undefined) return places;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot choose ${axis}s: each may be named once, got the ${axis} at ${twice} twice`,
  );
}

function refuseLabel(axis: string, label: unknown, labels: readonly (string | number)[]): never {
  const known = cutText(
    labels
      .slice(0, 50)
      .map((one) => (typeof one === "string" ? quote(one) : one))
      .join(", "),
    400,
  );
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot choose ${axis}s: no ${axis} is labelled ${describe(label)}; there are ${known}`,
  );
}

function refusePlace(axis: string, place: unknown, count: number): never {
  const rule = `${axis}s are whole numbers from 0 to ${count - 1}, or one slice as "0:${count}"`;
  throw codedError(RangeError, "BAD_INPUT", `Cannot choose ${axis}s: ${rule}, got ${describe(place)}`);
}
