/** What both static forms say in the same words. */
import type { LoadWarning, MappedField, Provenance, TableHandle } from "../core/mod.ts";
import { countOf } from "../core/mod.ts";
import { formatBytes, formatCount, formatDuration } from "./format.ts";
import { visibleText } from "./plain.ts";

/** "Traffic Lab · Profile", source, flows, dialect, start of the hash. */
export function titleParts(what: string, provenance: Provenance, rowCount: number): string[] {
  const { source } = provenance;
  return [
    `Traffic Lab · ${what}`,
    visibleText(source.name),
    countOf(rowCount, "flow"),
    ...(source.dialect === undefined ? [] : [source.dialect]),
    ...(source.sha256 === undefined ? [] : [`${source.sha256.slice(0, 8)}…`]),
  ];
}

/** What a field was made from: columns, formula, change of unit. */
export function mappingSource(field: MappedField): string {
  const from = field.formula ?? field.columns.join(", ");
  const unit =
    field.unit === undefined || field.unit.from === field.unit.to
      ? ""
      : ` (${field.unit.from} → ${field.unit.to})`;
  return `${from}${unit}`;
}

/** Why a field is as it is, and what the user's choice stands in place of. */
export function mappingNote({ reason, replacedGuess }: MappedField): string {
  const instead = typeof replacedGuess === "string" ? `instead of ${replacedGuess}` : "";
  return [reason ?? "", instead].filter((part) => part !== "").join("; ");
}

/** A warning of a load: its code, how often, what it means, where, and what to do. */
export function warningText(warning: LoadWarning): string {
  const { lines } = warning;
  const more = warning.count > lines.length ? ", …" : "";
  const where =
    lines.length === 0 ? "" : ` (${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}${more})`;
  const message = warning.message.replace(/\.$/, "");
  const remedy = warning.remedy === undefined ? "" : ` ${warning.remedy}`;
  return `${warning.code}, ${formatCount(warning.count)}×: ${message}${where}.${remedy}`;
}

/** One line that tells a result's origin: library, runtime, source, hash, time taken. */
export function provenanceText(provenance: Provenance, handle: TableHandle): string {
  const { source, runtime, seed, timing } = provenance;
  const took = timing === undefined ? 0 : Object.values(timing).reduce((sum, ms) => sum + ms, 0);
  return [
    provenance.library,
    `${runtime.name} ${runtime.version}`,
    `source ${visibleText(source.name)}${source.bytes === undefined ? "" : `, ${formatBytes(source.bytes)}`}`,
    ...(source.sha256 === undefined ? [] : [`sha256 ${source.sha256}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    `table ${visibleText(handle)}`,
    ...(took > 0 ? [`took ${formatDuration(took / 1000)}`] : []),
  ].join(" · ");
}
