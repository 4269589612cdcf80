import type { SchemaElement } from "hyparquet";

/** How a column's values are stored in the file. */
export type Storage =
  | "boolean"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "int96"
  | "float16"
  | "float"
  | "double"
  | "decimal"
  | "text"
  | "hex";

/** How a column of a Parquet file becomes one of ours. */
export interface ColumnKind {
  storage: Storage;
  /** Bytes of a value, where all have as many. */
  width: number;
  becomes: "int" | "number" | "float" | "time" | "boolean" | "text";
  /** Values are multiplied by the one, then divided by the other. */
  times: number;
  over: number;
}

/** Bytes of the longest values that all have the same length. */
const MAX_WIDTH = 4096;
const MS_PER_DAY = 86_400_000;
/** What times are divided by to become milliseconds. */
const PER_MILLISECOND = { MILLIS: 1, MICROS: 1e3, NANOS: 1e6 };

/** @returns null for values that a table of flows has no column for, such as shapes and intervals. */
export function kindOf(element: SchemaElement): ColumnKind | null {
  const { type, type_length: length = 0, converted_type: converted, logical_type: logical } = element;
  if (type === "FIXED_LEN_BYTE_ARRAY" && !(length > 0 && length <= MAX_WIDTH)) return null;
  if (converted === "INTERVAL" || converted === "BSON" || isOther(logical?.type)) return null;
  const decimal = decimalKind(element);
  if (decimal) return decimal;
  switch (type) {
    case "BOOLEAN":
      return kind("boolean", 0, "boolean");
    case "INT32":
      return converted === "DATE" || logical?.type === "DATE"
        ? kind("int32", 4, "time", MS_PER_DAY)
        : isUnsigned(element)
          ? kind("uint32", 4, "number")
          : kind("int32", 4, "int");
    case "INT64":
      return int64Kind(element);
    case "INT96":
      return kind("int96", 12, "time");
    case "FLOAT":
      return kind("float", 4, "float");
    case "DOUBLE":
      return kind("double", 8, "float");
    case "BYTE_ARRAY":
      return kind("text", 0, "text");
    case "FIXED_LEN_BYTE_ARRAY":
      return logical?.type === "FLOAT16" && length === 2
        ? kind("float16", 2, "float")
        : kind("hex", length, "text");
    default:
      return null;
  }
}

function kind(
  storage: Storage,
  width: number,
  becomes: ColumnKind["becomes"],
  times: number = 1,
  over: number = 1,
): ColumnKind {
  return { storage, width, becomes, times, over };
}

function isOther(type: string | undefined): boolean {
  return (
    type === "INTERVAL" ||
    type === "BSON" ||
    type === "GEOMETRY" ||
    type === "GEOGRAPHY" ||
    type === "VARIANT"
  );
}

function decimalKind(element: SchemaElement): ColumnKind | null {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted !== "DECIMAL" && logical?.type !== "DECIMAL") return null;
  const scale = (logical?.type === "DECIMAL" ? logical.scale : element.scale) ?? 0;
  const over = Number(`1e${scale}`);
  if (type === "INT32") return kind("int32", 4, "number", 1, over);
  if (type === "INT64") return kind("int64", 8, "number", 1, over);
  return kind("decimal", type === "FIXED_LEN_BYTE_ARRAY" ? (element.type_length ?? 0) : 0, "number", 1, over);
}

function int64Kind(element: SchemaElement): ColumnKind {
  const { converted_type: converted, logical_type: logical } = element;
  if (logical?.type === "TIMESTAMP") return kind("int64", 8, "time", 1, PER_MILLISECOND[logical.unit]);
  if (converted === "TIMESTAMP_MILLIS") return kind("int64", 8, "time");
  if (converted === "TIMESTAMP_MICROS") return kind("int64", 8, "time", 1, PER_MILLISECOND.MICROS);
  return kind(isUnsigned(element) ? "uint64" : "int64", 8, "number");
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted?.startsWith("UINT_") === true || (logical?.type === "INTEGER" && !logical.isSigned);
}
