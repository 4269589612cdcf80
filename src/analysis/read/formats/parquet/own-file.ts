import { CANONICAL_FIELDS, isCanonicalField, TEXT_FIELDS } from "../../../core/mod.ts";
import type { ColumnType, MappingJSON } from "../../../core/mod.ts";
import { countLabels, direct, TextColumn } from "../../../table/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import type { ReadResult } from "../../dialects/types.ts";
import type { ReportBuilder } from "../../report-builder.ts";

/** What `FlowTable.toParquet` notes in a file, as it is checked: anybody can write such a note. */
export interface OwnNote {
  byteMeaning: MappingJSON["byteMeaning"];
  direction: MappingJSON["direction"];
  timeZone: MappingJSON["timeZone"];
  /** Columns of numbers that are times. */
  times: ReadonlySet<string>;
}

const BYTE_MEANINGS = ["frame", "ip", "payload", "unknown"] as const;
const DIRECTIONS = ["two-way", "one-way", "mixed"] as const;
const TIME_ZONES = ["explicit", "assumed UTC", "relative", "none"] as const;

/** @returns null for a note that this version does not write. */
export function parseOwnNote(text: string | undefined): OwnNote | null {
  const note = parse(text ?? "");
  if (note?.["version"] !== 1) return null;
  const byteMeaning = BYTE_MEANINGS.find((known) => known === note["byteMeaning"]);
  const direction = DIRECTIONS.find((known) => known === note["direction"]);
  const timeZone = TIME_ZONES.find((known) => known === note["timeZone"]);
  const times = note["times"];
  if (!byteMeaning || !direction || !timeZone || !Array.isArray(times)) return null;
  return { byteMeaning, direction, timeZone, times: new Set(times.map(String)) };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const note: unknown = JSON.parse(text);
    return typeof note === "object" && note !== null ? (note as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/**
 * The table that was written, as it was: nothing is mapped or computed again.
 *
 * @returns null when the columns cannot be such a table, whatever the note says.
 */
export function ownTable(
  columns: readonly StoredColumn[],
  { byteMeaning, direction, timeZone }: OwnNote,
  report: ReportBuilder,
): ReadResult | null {
  const byName = new Map(columns.map((column) => [column.name, column]));
  if (byName.size !== columns.length || !columns.every(isAsNamed)) return null;
  report.kept = columns[0]?.length ?? 0;
  const label = byName.get("label");
  const labels = label instanceof TextColumn ? countLabels(label, byName.get("is_attack") ?? null) : [];
  const fields = CANONICAL_FIELDS.filter((field) => byName.has(field)).map((field) => direct(field, field));
  return {
    columns: [...columns],
    mapping: { dialect: "trafficlab", byteMeaning, direction, timeZone, fields },
    report: report.build(labels),
  };
}

/** Whether a column that has a canonical field's name is of its type. */
function isAsNamed({ name, type }: StoredColumn): boolean {
  if (!isCanonicalField(name)) return true;
  const wanted: readonly ColumnType[] = TEXT_FIELDS.has(name)
    ? ["text"]
    : name === "timestamp"
      ? ["time"]
      : name === "is_attack"
        ? ["boolean"]
        : ["float", "int"];
  return wanted.includes(type);
}
