import type { Column } from "../core/mod.ts";
import { BooleanColumn, emptyValidity, FloatColumn, numberColumn, setValid, TextColumn } from "./columns.ts";
import type { StoredColumn } from "./columns.ts";

/**
 * Columns of one name from several tables, one after the other. Numbers stay numbers; columns of different kinds become text.
 *
 * @param parts The column in each table, null where a table lacks it: its rows are missing.
 * @param lengths Rows of each table, shape (tables,).
 */
export function concatColumns(
  name: string,
  parts: readonly (Column | null)[],
  lengths: readonly number[],
): StoredColumn {
  const types = new Set(parts.flatMap((part) => (part && part.missing < part.length ? [part.type] : [])));
  if (types.size === 0) for (const part of parts) if (part) types.add(part.type);
  const [type] = types;
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  if (types.size === 1 && type === "boolean") return concatBooleans(name, parts, lengths, rows);
  if (types.size === 1 && type === "time")
    return new FloatColumn(name, concatNumbers(parts, lengths, rows), "time");
  if ([...types].every((kind) => kind === "int" || kind === "float")) {
    const values = concatNumbers(parts, lengths, rows);
    return types.has("float") ? new FloatColumn(name, values) : numberColumn(name, values);
  }
  return concatTexts(name, parts, lengths, rows);
}

/** Texts by their categories; other cells by their text. */
function concatTexts(
  name: string,
  parts: readonly (Column | null)[],
  lengths: readonly number[],
  rows: number,
): TextColumn {
  const codes = new Int32Array(rows).fill(-1);
  const codeOf = new Map<string, number>();
  const code = (text: string): number => {
    if (!codeOf.has(text)) codeOf.set(text, codeOf.size);
    return codeOf.get(text)!;
  };
  let offset = 0;
  parts.forEach((part, i) => {
    const recode = part?.categories && Int32Array.from(part.categories, code);
    for (let row = 0; part && row < part.length; row++) {
      if (part.isMissing(row)) continue;
      codes[offset + row] = recode ? recode[part.values[row]!]! : code(String(part.at(row)));
    }
    offset += lengths[i]!;
  });
  return new TextColumn(name, codes, [...codeOf.keys()]).withUsedCategories();
}

function concatNumbers(
  parts: readonly (Column | null)[],
  lengths: readonly number[],
  rows: number,
): Float64Array {
  const values = new Float64Array(rows).fill(NaN);
  let offset = 0;
  parts.forEach((part, i) => {
    for (let row = 0; part && row < part.length; row++)
      if (!part.isMissing(row)) values[offset + row] = part.values[row]!;
    offset += lengths[i]!;
  });
  return values;
}

function concatBooleans(
  name: string,
  parts: readonly (Column | null)[],
  lengths: readonly number[],
  rows: number,
): BooleanColumn {
  const values = new Uint8Array(rows);
  const validity = emptyValidity(rows);
  let offset = 0;
  parts.forEach((part, i) => {
    for (let row = 0; part && row < part.length; row++) {
      if (part.isMissing(row)) continue;
      values[offset + row] = part.values[row]!;
      setValid(validity, offset + row);
    }
    offset += lengths[i]!;
  });
  return new BooleanColumn(name, values, validity);
}
