import type { Steps } from "./field-reader.ts";

/** So few numbers are sorted. */
const FEW = 2048;
/** Numbers between two pauses. */
const STRIDE = 1 << 16;
const KEYS = 1 << 16;
/** The sign's place in the first 16 bits of a number. */
const SIGN = 0x8000;

/** The median. @param values Without NaN, one or more; not changed. */
export function* median(values: Float64Array): Steps<number> {
  const [middle] = yield* quantiles(values, [0.5]);
  return middle!;
}

/**
 * Quantiles between the two nearest numbers, as R's type 7 and numpy.quantile.
 *
 * @param values Without NaN, one or more; not changed.
 * @param shares Rising.
 */
export function* quantiles(values: Float64Array, shares: readonly number[]): Steps<number[]> {
  const places = shares.map((share) => (values.length - 1) * share);
  const found = yield* numbersAt(
    values,
    places.flatMap((place) => [Math.floor(place), Math.ceil(place)]),
  );
  return places.map((place, i) => {
    const weight = place - Math.floor(place);
    return found[2 * i]! * (1 - weight) + found[2 * i + 1]! * weight;
  });
}

/**
 * The numbers that stand at some places of the sorted numbers, without sorting them all.
 *
 * Counts by the first 16 bits, goes on with the numbers that share them with a wanted one by the next 16, and so on: at most four passes,
 * whatever the numbers are. Little-endian, as the runtimes are.
 *
 * @param values Without NaN; not changed.
 * @param places From 0, ascending.
 */
export function* numbersAt(
  values: Float64Array,
  places: readonly number[],
  word: number = 3,
): Steps<number[]> {
  if (values.length <= FEW) {
    const sorted = values.slice().sort();
    return places.map((place) => sorted[place]!);
  }
  if (word < 0) return places.map(() => values[0]!);
  const words = new Uint16Array(values.buffer, values.byteOffset, 4 * values.length);
  const counts = new Uint32Array(KEYS);
  for (let from = 0; from < values.length; from += STRIDE) {
    const end = 4 * Math.min(from + STRIDE, values.length);
    for (let at = 4 * from + word; at < end; at += 4) counts[words[at]!]!++;
    yield;
  }
  // Among negative numbers the larger bits are the smaller number.
  const falling = word < 3 && words[3]! >= SIGN;
  const found: number[] = [];
  let before = 0;
  for (let step = 0; step < KEYS && found.length < places.length; step++) {
    const key = word === 3 ? (step < SIGN ? KEYS - 1 - step : step - SIGN) : falling ? KEYS - 1 - step : step;
    const after = before + counts[key]!;
    const here = places.filter((place) => place >= before && place < after).map((place) => place - before);
    if (here.length > 0) {
      const sharing = yield* sharingWord(values, words, word, key, after - before);
      found.push(...(yield* numbersAt(sharing, here, word - 1)));
    }
    before = after;
  }
  return found;
}

function* sharingWord(
  values: Float64Array,
  words: Uint16Array,
  word: number,
  key: number,
  count: number,
): Steps<Float64Array> {
  if (count === values.length) return values;
  const sharing = new Float64Array(count);
  let filled = 0;
  for (let from = 0; from < values.length; from += STRIDE) {
    const end = Math.min(from + STRIDE, values.length);
    for (let i = from; i < end; i++) if (words[4 * i + word] === key) sharing[filled++] = values[i]!;
    yield;
  }
  return sharing;
}
