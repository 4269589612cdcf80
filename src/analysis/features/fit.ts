/** What the training part decides: fills, scales, categories. */
import { codedError } from "../core/mod.ts";
import type { CanonicalField, Table } from "../core/mod.ts";
import { PORT_CLASSES, STATE_CLASSES } from "./classes.ts";
import { CATEGORY_FEATURES, categoryCodes, checkFields, numericValues } from "./columns.ts";
import type { CategoryColumn, CategoryFeature, FeatureColumn } from "./columns.ts";
import { NUMERIC_FEATURES } from "./derived.ts";
import type { NumericFeature } from "./derived.ts";
import type { CheckedOptions, ScalerKind } from "./options.ts";

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
 * The columns as the training part decides them.
 *
 * A feature without a value in any row of it is left out, and so are the categories of a text without one. A generator, so that it can be
 * paused between features.
 */
export function* fitColumns(
  train: Table,
  plan: FeaturePlan,
  options: CheckedOptions,
): Generator<void, FeatureColumn[], void> {
  const wanted = [...plan.numeric, ...plan.categories].map(({ name }) => ({
    kind: "missing" as const,
    feature: name,
  }));
  checkFields(train, wanted);
  if (train.rowCount === 0)
    throw codedError(RangeError, "BAD_INPUT", "Cannot fit features: the training part must have rows, got 0");
  const columns: FeatureColumn[] = [];
  for (const feature of plan.numeric) {
    columns.push(...numberColumns(train, feature, options.scaler));
    yield;
  }
  for (const feature of plan.categories) {
    columns.push(...categoryColumns(train, feature, options.maxCategories));
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

function numberColumns(train: Table, feature: NumericFeature, scaler: ScalerKind): FeatureColumn[] {
  const values = numericValues(train, feature);
  const present = values.filter((value) => value === value).sort();
  if (present.length === 0) return [];
  const fill = quantile(present, 0.5);
  const missing = values.length - present.length;
  const number = {
    kind: "number",
    feature: feature.name,
    fill,
    ...scaleOf(present, missing, fill, scaler),
  } as const;
  return missing > 0 ? [number, { kind: "missing", feature: feature.name }] : [number];
}

/** Over all rows, those that were filled included. A feature that never changes is only centred. */
function scaleOf(
  present: Float64Array,
  missing: number,
  fill: number,
  scaler: ScalerKind,
): { center: number; scale: number } {
  if (scaler === "none") return { center: 0, scale: 1 };
  if (scaler === "robust") {
    const range = quantile(present, 0.75) - quantile(present, 0.25);
    return { center: fill, scale: usable(range) };
  }
  const rows = present.length + missing;
  // Halved and doubled by the largest size, so that sums of 1e300 stay finite.
  const largest = Math.max(Math.abs(present[0]!), Math.abs(present.at(-1)!), Number.MIN_VALUE);
  const unit = largest > 1e100 ? largest : 1;
  let sum = (fill / unit) * missing;
  for (const value of present) sum += value / unit;
  const mean = sum / rows;
  const away = fill / unit - mean;
  let squares = away * away * missing;
  for (const value of present) {
    const distance = value / unit - mean;
    squares += distance * distance;
  }
  const deviation = Math.sqrt(squares / rows);
  // Rounding leaves a deviation of about 1e-16 of the mean in a column of equal numbers.
  const constant = present[0] === present.at(-1);
  return { center: mean * unit, scale: constant ? 1 : usable(deviation * unit) };
}

function usable(scale: number): number {
  return scale > 0 && Number.isFinite(1 / scale) && Number.isFinite(scale) ? scale : 1;
}

/** R-7, of sorted numbers. */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  const weight = place - Math.floor(place);
  return below * (1 - weight) + above * weight;
}

function categoryColumns(train: Table, feature: CategoryFeature, most: number): CategoryColumn[] {
  const { codes, categories } = categoryCodes(train, feature);
  const counts = new Float64Array(categories.length);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]!++;
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
