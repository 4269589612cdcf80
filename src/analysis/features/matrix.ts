import type { CanonicalField, Table } from "../core/mod.ts";
import { categoryFeature, numericFeature } from "./columns.ts";
import type { FeatureColumn } from "./columns.ts";
import { codeSource, FieldReader, NumberSource } from "./field-reader.ts";
import type { CheckedOptions } from "./options.ts";

/** Rows that are filled at a time: a block of the matrix stays in the processor's cache while all of its columns are written. */
const BLOCK = 512;

/** Fills the columns of a feature in a block of rows. */
type Filler = (from: number, to: number) => void;

/**
 * The features of a table's rows, row-major.
 *
 * @param columns Those of one feature side by side; the table has the fields of them all.
 */
export function fillMatrix(
  table: Table,
  columns: readonly FeatureColumn[],
  options: CheckedOptions,
): Float64Array {
  const width = columns.length;
  const data = new Float64Array(table.rowCount * width);
  const needed = columns.flatMap(
    ({ feature }): readonly CanonicalField[] => numericFeature(feature)?.needs ?? [],
  );
  const reader = new FieldReader(table, needed, BLOCK);
  const fillers: Filler[] = [];
  for (let first = 0; first < width;) {
    const { feature } = columns[first]!;
    let end = first;
    while (end < width && columns[end]!.feature === feature) end++;
    const part = columns.slice(first, end);
    fillers.push(
      numericFeature(feature)
        ? numberFiller(reader, part, options, { data, width, first })
        : categoryFiller(table, part, { data, width, first }),
    );
    first = end;
  }
  for (let from = 0; from < table.rowCount; from += BLOCK) {
    const to = Math.min(from + BLOCK, table.rowCount);
    reader.read(from, to);
    for (const fill of fillers) fill(from, to);
  }
  return data;
}

/** Where in the matrix a feature stands. */
interface Place {
  readonly data: Float64Array;
  readonly width: number;
  /** Its first column. */
  readonly first: number;
}

function numberFiller(
  reader: FieldReader,
  part: readonly FeatureColumn[],
  { scaler, clip }: CheckedOptions,
  { data, width, first }: Place,
): Filler {
  const source = new NumberSource(numericFeature(part[0]!.feature)!, reader);
  const values = new Float64Array(BLOCK);
  const most = scaler === "none" || clip === null ? Number.MAX_VALUE : clip;
  return (from, to) => {
    const count = to - from;
    source.values(count, values);
    part.forEach((column, place) => {
      let at = from * width + first + place;
      if (column.kind === "missing") {
        for (let i = 0; i < count; i++, at += width) data[at] = values[i] !== values[i] ? 1 : 0;
      } else if (column.kind === "number") {
        const { fill, center, scale } = column;
        for (let i = 0; i < count; i++, at += width) {
          const value = values[i]!;
          const scaled = ((value === value ? value : fill) - center) / scale;
          data[at] = scaled > most ? most : scaled < -most ? -most : scaled;
        }
      }
    });
  };
}

function categoryFiller(table: Table, part: readonly FeatureColumn[], { data, width, first }: Place): Filler {
  const source = codeSource(table, categoryFeature(part[0]!.feature)!);
  const placeOf = new Map(part.map((column, i) => [column.kind === "category" ? column.value : "", i]));
  const places = Int32Array.from(source.categories, (value) => placeOf.get(value) ?? -1);
  const codes = new Int32Array(BLOCK);
  return (from, to) => {
    source.codes(from, to, codes);
    for (let row = from; row < to; row++) {
      const code = codes[row - from]!;
      const place = code < 0 ? -1 : places[code]!;
      if (place >= 0) data[row * width + first + place] = 1;
    }
  };
}
