/** How a Parquet column is asked of DuckDB, so that its values come as our own decoder makes them. */
import type { ColumnKind } from "./column-kind.ts";

/** Types under which DuckDB shows the values that a kind stands for; of others it has its own idea. */
const TYPES: Partial<Record<ColumnKind["storage"], readonly string[]>> = {
  boolean: ["BOOLEAN"],
  int32: ["TINYINT", "SMALLINT", "INTEGER"],
  uint32: ["UTINYINT", "USMALLINT", "UINTEGER"],
  int64: ["BIGINT"],
  uint64: ["UBIGINT"],
  float: ["FLOAT"],
  double: ["DOUBLE"],
  text: ["VARCHAR"],
};
const STAMPS = ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE"];
const NANOS_PER_MS = 1_000_000;
/** Digits that a double holds, whatever they are. */
const EXACT_DIGITS = 15;

/**
 * A column's values as DOUBLE.
 *
 * @param column Its name in the query.
 * @param type DuckDB's type of it.
 * @returns null for values that DuckDB would show in another way than our decoder does.
 */
export function numberSql(
  { storage, becomes, over }: ColumnKind,
  column: string,
  type: string,
): string | null {
  if (becomes === "time") return timeSql(over, column, type);
  if (isExactDecimal(type)) return `${column}::double`;
  if (over !== 1 || storage === "text" || TYPES[storage]?.includes(type) !== true) return null;
  return storage === "boolean" ? `${column}::integer::double` : `${column}::double`;
}

/** Decimals of so few digits are divided as doubles there, too. */
function isExactDecimal(type: string): boolean {
  const width = /^DECIMAL\((\d+),/.exec(type)?.[1];
  return width !== undefined && Number(width) <= EXACT_DIGITS;
}

export function isTextFor({ storage }: ColumnKind, type: string): boolean {
  return storage === "text" && TYPES.text!.includes(type);
}

/** Times as milliseconds, with one rounding. */
function timeSql(over: number, column: string, type: string): string | null {
  if (type === "DATE") return `(${column} - date '1970-01-01')::double * 86400000`;
  if (over === 1 && STAMPS.includes(type)) return `epoch_ms(${column})::double`;
  if (over === 1000 && STAMPS.includes(type)) return `epoch_us(${column})::double / 1000`;
  if (over === NANOS_PER_MS && type === "TIMESTAMP_NS") {
    const nanos = `epoch_ns(${column})`;
    return `(${nanos} // ${NANOS_PER_MS})::double + (${nanos} % ${NANOS_PER_MS})::double / ${NANOS_PER_MS}`;
  }
  return null;
}
