/** What the training part decides: fills, scales, categories. */
import { codedError } from "../core/mod.ts";
import type { CanonicalField, Table } from "../core/mod.ts";
import { PORT_CLASSES, STATE_CLASSES } from "./classes.ts";
import { CATEGORY_FEATURES, checkFields } from "./columns.ts";
import type { CategoryColumn, CategoryFeature, FeatureColumn } from "./columns.ts";
import { NUMERIC_FEATURES } from "./derived.ts";
import type { NumericFeature } from "./derived.ts";
import { blocks, codeSource, FieldReader, NumberSource } from "./field-reader.ts";
import type { Steps } from "./field-reader.ts";
import type { CheckedOptions, ScalerKind } from "./options.ts";
import { median, quantiles } from "./order-statistics.ts";

/** Rows between two pauses: about a millisecond. */
const BLOCK = 1 << 14;

/** The features that a table has the fields for. */
export interface FeaturePlan {
  readonly numeric: readonly NumericFeature[];
  readonly categories: readonly CategoryFeature[];
}

/** @throws {RangeError} code BAD_INPUT, when the table has a field for none of them. */
export function planFeatures(table: Table, { include }: CheckedOptions): FeaturePlan {
  const has = (field: CanonicalField): boolean => table.columnNames.includes(field);
  const plan = {
    numeric: NUMERIC_FEATURES.filter(({ group, needs }) => include.includes(group) && needs.every(has)),
    categories: CATEGORY_FEATURES.filter(({ group, needs }) => include.includes(group) && has(needs)),
  };
  if (plan.numeric.length + plan.categories.length === 0)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot make features: the table has none of the fields for ${include.join(", ")}; load it with a mapping`,
    );
  return plan;
}

/**
 * Checks that a table can be the training part, without reading its rows.
 *
 * @throws {RangeError} or {TypeError} code BAD_INPUT, when it lacks a field, or has one of another kind, or no rows.
 */
export function checkTraining(train: Table, plan: FeaturePlan): void {
  checkFields(
    train,
    [...plan.numeric, ...plan.categories].map(({ name }) => ({ kind: "missing", feature: name })),
  );
  if (train.rowCount === 0)
    throw codedError(RangeError, "BAD_INPUT", "Cannot fit features: the training part must have rows, got 0");
}

/**
 * The columns as the training part decides them.
 *
 * A feature without a value in any row of it is left out, and so are the categories of a text without one. A generator, so that it can be
 * paused every millisecond or so.
 *
 * @param done Called with the number of features that are fitted.
 */
export function* fitColumns(
  train: Table,
  plan: FeaturePlan,
  options: CheckedOptions,
  done: (features: number) => void,
): Steps<FeatureColumn[]> {
  checkTraining(train, plan);
  const columns: FeatureColumn[] = [];
  let features = 0;
  const space = new Float64Array(plan.numeric.length > 0 ? train.rowCount : 0);
  for (const feature of plan.numeric) {
    columns.push(...(yield* numberColumns(train, feature, options.scaler, space)));
    done(++features);
    yield;
  }
  for (const feature of plan.categories) {
    columns.push(...(yield* categoryColumns(train, feature, options.maxCategories)));
    done(++features);
    yield;
  }
  if (columns.length === 0)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      "Cannot fit features: every field of the training part is missing in all rows",
    );
  return columns;
}

/** @param space For the values of the column. */
function* numberColumns(
  train: Table,
  feature: NumericFeature,
  scaler: ScalerKind,
  space: Float64Array,
): Steps<FeatureColumn[]> {
  const reader = new FieldReader(train, feature.needs, BLOCK);
  const source = new NumberSource(feature, reader);
  const block = new Float64Array(BLOCK);
  let filled = 0;
  yield* blocks(train.rowCount, BLOCK, (from, to) => {
    reader.read(from, to);
    source.values(to - from, block);
    for (let i = 0; i < to - from; i++) {
      const value = block[i]!;
      if (value === value) space[filled++] = value;
    }
  });
  if (filled === 0) return [];
  const present = space.subarray(0, filled);
  const missing = train.rowCount - filled;
  const [low = NaN, fill = NaN, high = NaN] =
    scaler === "robust" ? yield* quantiles(present, [0.25, 0.5, 0.75]) : [NaN, yield* median(present), NaN];
  const number: FeatureColumn = {
    kind: "number",
    feature: feature.name,
    fill,
    ...(scaler === "none"
      ? { center: 0, scale: 1 }
      : scaler === "robust"
        ? { center: fill, scale: usable(high - low) }
        : yield* standardScale(present, missing, fill)),
  };
  return missing > 0 ? [number, { kind: "missing", feature: feature.name }] : [number];
}

/** Mean and deviation over all rows, those that were filled included. A feature that never changes is only centred. */
function* standardScale(
  present: Float64Array,
  missing: number,
  fill: number,
): Steps<{ center: number; scale: number }> {
  const rows = present.length + missing;
  let least = Infinity;
  let most = -Infinity;
  yield* blocks(present.length, BLOCK, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = present[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  });
  // Halved and doubled by the largest size, so that sums of 1e300 stay finite.
  const largest = Math.max(Math.abs(least), Math.abs(most), Number.MIN_VALUE);
  const unit = largest > 1e100 ? largest : 1;
  let sum = (fill / unit) * missing;
  yield* blocks(present.length, BLOCK, (from, to) => {
    for (let i = from; i < to; i++) sum += present[i]! / unit;
  });
  const mean = sum / rows;
  const away = fill / unit - mean;
  let squares = away * away * missing;
  yield* blocks(present.length, BLOCK, (from, to) => {
    for (let i = from; i < to; i++) {
      const distance = present[i]! / unit - mean;
      squares += distance * distance;
    }
  });
  const deviation = Math.sqrt(squares / rows);
  // Rounding leaves a deviation of about 1e-16 of the mean in a column of equal numbers.
  return { center: mean * unit, scale: least === most ? 1 : usable(deviation * unit) };
}

function usable(scale: number): number {
  return scale > 0 && Number.isFinite(1 / scale) && Number.isFinite(scale) ? scale : 1;
}

function* categoryColumns(train: Table, feature: CategoryFeature, most: number): Steps<CategoryColumn[]> {
  const source = codeSource(train, feature);
  const { categories } = source;
  const counts = new Float64Array(categories.length);
  const codes = new Int32Array(BLOCK);
  yield* blocks(train.rowCount, BLOCK, (from, to) => {
    source.codes(from, to, codes);
    for (let i = 0; i < to - from; i++) if (codes[i]! >= 0) counts[codes[i]!]!++;
  });
  const used = categories
    .map((value, code) => ({ value, count: counts[code]! }))
    .filter(({ count }) => count > 0);
  const order = feature.fixed === "port" ? PORT_CLASSES : feature.fixed === "state" ? STATE_CLASSES : null;
  const chosen = order
    ? order.filter((value) => used.some((category) => category.value === value))
    : used
        .sort((a, b) => b.count - a.count || byCodeUnit(a.value, b.value))
        .slice(0, most)
        .map(({ value }) => value)
        .sort(byCodeUnit);
  return chosen.map((value) => ({ kind: "category", feature: feature.name, value }));
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
