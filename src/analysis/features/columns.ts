/** What stands in the columns of the matrix, and which fields of a table they need. */
import { codedError, quote } from "../core/mod.ts";
import type { CanonicalField, Table } from "../core/mod.ts";
import { NUMERIC_FEATURES } from "./derived.ts";
import type { NumericFeature } from "./derived.ts";

/** A text that is turned into one column per category. */
export interface CategoryFeature {
  /** Before "=" in the names of its columns. */
  readonly name: string;
  readonly group: "canonical" | "flow" | "port";
  readonly needs: CanonicalField;
  /** Categories that are always the same; null where the training part decides. */
  readonly fixed: "port" | "state" | null;
}

export const CATEGORY_FEATURES: readonly CategoryFeature[] = [
  { name: "protocol", group: "canonical", needs: "protocol", fixed: null },
  { name: "service", group: "canonical", needs: "service", fixed: null },
  { name: "state", group: "canonical", needs: "state", fixed: null },
  { name: "state_class", group: "flow", needs: "state", fixed: "state" },
  { name: "port_class", group: "port", needs: "dst_port", fixed: "port" },
];

/** A column of numbers. */
export interface NumberColumn {
  readonly kind: "number";
  readonly feature: string;
  /** Stands for a missing, infinite or undefined value: the median of the training part. */
  readonly fill: number;
  readonly center: number;
  readonly scale: number;
}

/** 1 where the feature was missing, else 0. */
export interface MissingColumn {
  readonly kind: "missing";
  readonly feature: string;
}

/** 1 where the text is this one, else 0; a missing text and one that training did not have are 0 everywhere. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly feature: string;
  readonly value: string;
}

export type FeatureColumn = NumberColumn | MissingColumn | CategoryColumn;

export function columnName(column: FeatureColumn): string {
  switch (column.kind) {
    case "number":
      return column.feature;
    case "missing":
      return `${column.feature}_missing`;
    case "category":
      return `${column.feature}=${column.value}`;
  }
}

export function numericFeature(name: string): NumericFeature | undefined {
  return NUMERIC_FEATURES.find((feature) => feature.name === name);
}

export function categoryFeature(name: string): CategoryFeature | undefined {
  return CATEGORY_FEATURES.find((feature) => feature.name === name);
}

/** The fields that a feature or one of its columns is made from, by name; none for a name that is no feature's. */
export function fieldsOfFeature(name: string): readonly CanonicalField[] {
  const category = categoryFeature(name.replace(/=.*$/s, ""));
  return numericFeature(name.replace(/_missing$/, ""))?.needs ?? (category ? [category.needs] : []);
}

/**
 * Checks that a table has the fields that the columns are made from, in their kinds.
 *
 * @throws {RangeError} code BAD_INPUT, naming every field that lacks and why; {TypeError} for a field of another kind.
 */
export function checkFields(table: Table, columns: readonly FeatureColumn[]): void {
  const needed = new Set<CanonicalField>();
  const texts = new Set<CanonicalField>();
  for (const { feature } of columns) {
    for (const field of numericFeature(feature)?.needs ?? []) needed.add(field);
    const category = categoryFeature(feature);
    if (!category) continue;
    needed.add(category.needs);
    if (category.fixed !== "port") texts.add(category.needs);
  }
  const missing = [...needed].filter((field) => !table.columnNames.includes(field));
  if (missing.length > 0) {
    const named = missing.map((field) => {
      const reason = table.mapping.field(field).reason;
      return reason === undefined ? quote(field) : `${quote(field)} (${reason})`;
    });
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot make features: the table lacks ${named.join(", ")}; load it with a mapping for them`,
    );
  }
  for (const field of needed) {
    if ((table.column(field).type === "text") === texts.has(field)) continue;
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot make features: ${quote(field)} must be ${texts.has(field) ? "text" : "numbers"}, got ${table.column(field).type}`,
    );
  }
}
