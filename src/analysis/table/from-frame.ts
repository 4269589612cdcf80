import type { DanfoColumn } from "../adapters/mod.ts";
import { codedError, isCanonicalField, LIBRARY_VERSION, TEXT_FIELDS } from "../core/mod.ts";
import type { CanonicalField, ColumnType, MappingJSON } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import {
  booleanColumn,
  emptyValidity,
  FloatColumn,
  numberColumn,
  setValid,
  TextColumn,
  textColumnFromStrings,
} from "./columns.ts";
import type { StoredColumn } from "./columns.ts";
import { countLabels } from "./labels.ts";
import { direct } from "./mapping.ts";
import type { TableMeta } from "./stored-table.ts";

/**
 * A table from the plain columns of a data frame.
 *
 * @param make Builds the table; passed in, because the class stands above this file.
 * @throws {TypeError} code BAD_INPUT, for a canonical field whose cells are of another kind.
 */
export function tableFromFrameColumns<T>(
  columns: readonly DanfoColumn[],
  make: (columns: StoredColumn[], meta: TableMeta) => T,
): T {
  const stored = columns.map((column) =>
    storeColumn(isCanonicalField(column.name) ? canonicalColumn(column, column.name) : column),
  );
  const rows = stored[0]?.length ?? 0;
  const mapping: MappingJSON = {
    dialect: "trafficlab",
    byteMeaning: "unknown",
    direction: "two-way",
    timeZone: stored.some((column) => column.name === "timestamp") ? "explicit" : "none",
    fields: stored.flatMap((column) =>
      isCanonicalField(column.name) ? direct(column.name, column.name) : [],
    ),
  };
  const label = stored.find((column) => column.name === "label");
  const labels =
    label instanceof TextColumn
      ? countLabels(label, stored.find((column) => column.name === "is_attack") ?? null)
      : [];
  return make(stored, {
    mapping,
    report: {
      read: rows,
      kept: rows,
      rejected: 0,
      dropped: {},
      merged: 0,
      rejectedRows: [],
      warnings: [],
      labels,
      truncated: false,
    },
    provenance: {
      library: `trafficlab ${LIBRARY_VERSION}`,
      formatVersion: 1,
      source: { name: "data frame", dialect: "trafficlab" },
      rows,
      call: "FlowTable.fromDanfo",
      parameters: {},
      runtime: { ...currentHost().runtime },
    },
  });
}

/** A frame's column in the type that its canonical field has: numbers may be texts, times (epoch ms) and truth values; nothing else changes its kind. */
function canonicalColumn(column: DanfoColumn, field: CanonicalField): DanfoColumn {
  const { name, type, values } = column;
  const isNumber = type === "float" || type === "int";
  if (values.length === 0 || Array.from(values).every((cell) => cell === null || cell === undefined))
    return { name, type: typeOf(field), values };
  if (TEXT_FIELDS.has(field)) return { name, type: "text", values };
  if (field === "timestamp" && (isNumber || type === "time")) return { name, type: "time", values };
  if (field === "is_attack" && (type === "boolean" || isNumber)) return { name, type: "boolean", values };
  if (typeOf(field) === "float" && isNumber) return column;
  const wanted =
    field === "timestamp"
      ? "dates or epoch milliseconds"
      : field === "is_attack"
        ? "truth values"
        : "numbers";
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot make a table of a data frame: column "${name}" must hold ${wanted}, got ${type}`,
    { column: name },
  );
}

function typeOf(field: CanonicalField): ColumnType {
  if (TEXT_FIELDS.has(field)) return "text";
  return field === "timestamp" ? "time" : field === "is_attack" ? "boolean" : "float";
}

function storeColumn({ name, type, values: cells }: DanfoColumn): StoredColumn {
  const values = Array.from(cells, (cell) => cell ?? null);
  if (type === "text")
    return textColumnFromStrings(
      name,
      values.map((value) => (value === null ? null : String(value))),
    );
  if (type === "boolean") {
    const validity = emptyValidity(values.length);
    const bits = new Uint8Array(values.length);
    values.forEach((value, row) => {
      if (value === null || Number.isNaN(value)) return;
      bits[row] = value ? 1 : 0;
      setValid(validity, row);
    });
    return booleanColumn(name, bits, validity);
  }
  const numbers = Float64Array.from(values, (value) => (value === null ? NaN : Number(value)));
  return type === "int" ? numberColumn(name, numbers) : new FloatColumn(name, numbers, type);
}
