/** From flows to rows of numbers that can be compared with each other, and back to what is usual in a field. */
import { log1p, meanSpread, medianInto, quantileInto, zOf } from "../../kernels/mod.ts";
import type { Spread } from "../../kernels/mod.ts";
import { codedError, countOf, quote } from "../core/mod.ts";
import type { Job, Matrix, Table } from "../core/mod.ts";
import { fieldsOf } from "./fields.ts";
import type { FlowField, FlowMatrixOptions, FlowTransform } from "./fields.ts";
import { classesOf, fitKinds, kindCodes, kindUnits } from "./kinds.ts";
import type { KindScale } from "./kinds.ts";

/** Rows that are worked on between two pauses. */
const CHUNK_ROWS = 32_768;
/** Durations are taken in ms, so that short flows differ. */
const MS = 1000;

/** What was learnt of a field. */
export interface FieldScale {
  readonly field: FlowField;
  /** Stands for missing and infinite values: the median. */
  readonly fill: number;
  /** 5th and 95th percentile. */
  readonly typical: readonly [number, number];
  /** Of the transformed values. */
  readonly spread: Spread;
  /** Values that were missing or infinite. */
  readonly missing: number;
  readonly infinite: number;
  readonly isConstant: boolean;
}

/** A table's rows in standard units. */
export interface FlowMatrix {
  /**
   * Shape (rows, fields and classes of kinds), finite; mean 0 and standard deviation 1 (ddof 0) in each column of the fitted table, where its
   * values vary. The fields stand first.
   */
  readonly X: Matrix & { readonly data: Float64Array; readonly names: string[] };
  /** Values as the table has them, filled; one array a field. */
  readonly values: readonly Float64Array[];
  /** The class of each row, one array a field of kinds; -1 for none. */
  readonly kinds: readonly Int8Array[];
}

/** The fields of a table with their scales. Fit it on the table itself, or on the baseline that others are measured by. */
export class FlowScale {
  readonly transform: FlowTransform;
  readonly fields: readonly FieldScale[];
  readonly kinds: readonly KindScale[];

  constructor(fields: readonly FieldScale[], transform: FlowTransform, kinds: readonly KindScale[] = []) {
    this.fields = fields;
    this.transform = transform;
    this.kinds = kinds;
  }

  /** Names of the matrix's columns. */
  get names(): string[] {
    return [
      ...this.fields.map(({ field }) => field),
      ...this.kinds.flatMap(({ field }) => classesOf(field).map((name) => `${field}=${name}`)),
    ];
  }

  /** A value of the table in standard units. */
  standard(at: number, value: number): number {
    const { field, spread } = this.fields[at]!;
    return zOf(transformed(value, field, this.transform), spread);
  }
}

/**
 * Learns fields and scales.
 *
 * @param others Tables that will be measured by them, too: only fields that all have are taken.
 * @throws {RangeError} code BAD_INPUT, when a field lacks or no value of it is there.
 */
export async function fitFlowScale(
  job: Job,
  action: string,
  table: Table,
  { fields, transform = "log", kinds = false }: FlowMatrixOptions,
  others: readonly Table[] = [],
): Promise<FlowScale> {
  const names = [table, ...others]
    .map((one) => fieldsOf(action, one, fields))
    .reduce((common, one) => common.filter((name) => one.includes(name)));
  const scales: FieldScale[] = [];
  for (const field of names) {
    await job.pause();
    const scale = fieldScale(table, field, transform);
    if (scale !== null) scales.push(scale);
    else if (fields !== undefined)
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot ${action}: ${quote(field)} must have values, got none`,
      );
  }
  if (scales.length === 0) {
    const list = names.map((name) => quote(name)).join(", ");
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: at least one field must have values, got none in ${list === "" ? "the fields that both tables have" : list}`,
    );
  }
  return new FlowScale(scales, transform, kinds ? await fitKinds(job, [table, ...others]) : []);
}

/** A table's rows by a scale. */
export async function flowMatrix(job: Job, table: Table, scale: FlowScale): Promise<FlowMatrix> {
  const { fields, transform, names } = scale;
  const rows = table.rowCount;
  const columns = names.length;
  const data = new Float64Array(rows * columns);
  const values: Float64Array[] = [];
  for (const [column, { field, fill, spread }] of fields.entries()) {
    const numbers = table.numeric(field);
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      await job.pause();
      const to = Math.min(rows, from + CHUNK_ROWS);
      for (let row = from; row < to; row++) {
        const value = numbers[row]!;
        if (!isFinite(value)) numbers[row] = fill;
        data[row * columns + column] = zOf(transformed(numbers[row]!, field, transform), spread);
      }
    }
    values.push(numbers);
  }
  const kinds: Int8Array[] = [];
  let first = fields.length;
  for (const { field, shares } of scale.kinds) {
    const codes = await kindCodes(job, table, field);
    const units = shares.map(kindUnits);
    for (let row = 0; row < rows; row++)
      for (let at = 0; at < units.length; at++)
        data[row * columns + first + at] = units[at]![codes[row] === at ? 1 : 0];
    kinds.push(codes);
    first += shares.length;
  }
  return { X: { data, rows, columns, names }, values, kinds };
}

/** The fields of a matrix alone, without the classes of kinds. */
export function fieldsAlone({ X, values }: FlowMatrix): Matrix {
  const { data, rows, columns, names } = X;
  const kept = values.length;
  if (kept === columns) return X;
  const out = new Float64Array(rows * kept);
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < kept; at++) out[row * kept + at] = data[row * columns + at]!;
  return { data: out, rows, columns: kept, names: names.slice(0, kept) };
}

/** What had to be filled or tells nothing, in sentences. */
export function scaleNotes({ fields }: FlowScale, rowCount: number): string[] {
  const notes: string[] = [];
  for (const { field, missing, infinite } of fields) {
    if (missing + infinite === 0) continue;
    const parts = [
      ...(missing > 0 ? [`${countOf(missing, "missing value")}`] : []),
      ...(infinite > 0 ? [`${countOf(infinite, "infinite value")}`] : []),
    ];
    notes.push(`${field}: the median stands for ${parts.join(" and ")} of ${countOf(rowCount, "flow")}.`);
  }
  const constant = fields.filter(({ isConstant }) => isConstant).map(({ field }) => field);
  if (constant.length > 0) {
    const verb = constant.length === 1 ? "is" : "are";
    notes.push(
      `${constant.join(", ")} ${verb} the same in all flows and ${constant.length === 1 ? "tells" : "tell"} nothing.`,
    );
  }
  return notes;
}

/** null where the field has no finite value. */
function fieldScale(table: Table, field: FlowField, transform: FlowTransform): FieldScale | null {
  const column = table.column(field);
  const all = table.numeric(field);
  const finite = all.filter((value) => isFinite(value));
  if (finite.length === 0) return null;
  const fill = medianInto(finite.slice());
  const first = finite[0]!;
  const isConstant = finite.every((value) => value === first);
  const filled = all.map((value) => transformed(isFinite(value) ? value : fill, field, transform));
  return {
    field,
    fill,
    typical: [quantileInto(finite.slice(), 0.05), quantileInto(finite, 0.95)],
    spread: meanSpread(filled, 0),
    missing: column.missing,
    infinite: column.infinite,
    isConstant,
  };
}

/** Values below 0 keep their sign: a capture may hold a duration of -1. */
function transformed(value: number, field: FlowField, transform: FlowTransform): number {
  if (transform === "none") return value;
  const scaled = field === "duration" ? value * MS : value;
  return scaled < 0 ? -log1p(-scaled) : log1p(scaled);
}
