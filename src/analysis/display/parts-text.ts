/** The parts of the plain text form that a profile and a table share. */
import type { LoadReport, MappingJSON, RowSample } from "../core/mod.ts";
import { groupDigits, isCanonicalField } from "../core/mod.ts";
import { formatCount, formatPercent, formatValue, kindOf } from "./format.ts";
import { mappingNote, mappingSource, warningText } from "./parts.ts";
import type { CellColumn } from "./parts-html.ts";
import { displayWidth, visibleText } from "./plain.ts";
import { reportSentence } from "./sentences.ts";
import { indent, textTable, wrap } from "./text-table.ts";

const MAX_ROWS = 5;
const MAX_REJECTED = 5;
const MAX_CELL = 24;

export function mappingPlain(mapping: MappingJSON, nameWidth: number): string {
  if (mapping.fields.length === 0) return "";
  const about = `bytes: ${mapping.byteMeaning}; direction: ${mapping.direction}; time zone: ${mapping.timeZone}`;
  const table = textTable(
    [
      { head: "field", max: nameWidth },
      { head: "status" },
      { head: "made from, or why not", max: 60 },
      { head: "sure", align: "right" },
    ],
    mapping.fields.map((field) => [
      field.field,
      field.status,
      visibleText(field.status === "cannot derive" ? mappingNote(field) : mappingSource(field)),
      field.status === "cannot derive" ? "" : formatPercent(field.confidence),
    ]),
  );
  return `Fields (${mapping.dialect}; ${about})\n${indent(table)}`;
}

export function reportPlain(report: LoadReport, width: number): string {
  const parts = [wrap(`Load report: ${visibleText(reportSentence(report), 600)}`, width, "  ")];
  const rejected = report.rejectedRows.slice(0, MAX_REJECTED);
  for (const row of rejected) {
    parts.push(
      wrap(`- line ${row.line}: ${visibleText(row.reason)}: ${visibleText(row.text, 80)}`, width, "    "),
    );
  }
  if (report.rejected > rejected.length)
    parts.push(`- and ${formatCount(report.rejected - rejected.length)} more rejected rows`);
  for (const warning of report.warnings.slice(0, 20)) {
    parts.push(wrap(`- ${visibleText(warningText(warning), 600)}`, width, "    "));
  }
  const total = report.labels.reduce((sum, label) => sum + label.count, 0);
  const labels = [...report.labels].sort((a, b) => b.count - a.count).slice(0, 10);
  if (labels.length > 0) {
    const table = textTable(
      [
        { head: "label", max: 40 },
        { head: "flows", align: "right" },
        { head: "share", align: "right" },
        { head: "counts as" },
      ],
      labels.map((label) => [
        label.value === "" ? "(empty)" : visibleText(label.value),
        formatCount(label.count),
        formatPercent(total === 0 ? 0 : label.count / total),
        label.isAttack === null ? "unknown" : label.isAttack ? "attack" : "benign",
      ]),
    );
    const more =
      report.labels.length > labels.length
        ? `, the ${labels.length} most frequent of ${groupDigits(report.labels.length)}`
        : "";
    parts.push(`\nLabels${more}\n${indent(table)}`);
  }
  return parts.join("\n");
}

/** The first rows, in as many columns as the width holds. */
export function rowsPlain(
  sample: RowSample,
  columns: readonly CellColumn[],
  rowCount: number,
  width: number,
): string {
  const rows = sample.cells.slice(0, MAX_ROWS);
  if (rows.length === 0 || sample.columns.length === 0) return "No rows.";
  const known = new Map(columns.map((column) => [column.name, column]));
  const shown: { head: string; align: "left" | "right"; max: number; cells: string[] }[] = [];
  let used = 0;
  for (const [index, name] of sample.columns.entries()) {
    const column = known.get(name);
    const kind =
      column === undefined
        ? "text"
        : kindOf({ ...column, role: column.role ?? (isCanonicalField(name) ? name : "source") });
    const cells = rows.map((row) => visibleText(formatValue(row[index] ?? null, kind)));
    const head = visibleText(name);
    const widest = [head, ...cells].reduce((most, cell) => Math.max(most, displayWidth(cell)), 0);
    used += Math.min(widest, MAX_CELL) + 2;
    if (used > width && shown.length > 0) break;
    shown.push({
      head,
      align: kind === "text" || kind === "boolean" ? "left" : "right",
      max: MAX_CELL,
      cells,
    });
  }
  const wide =
    shown.length < sample.columns.length
      ? `, ${shown.length} of ${groupDigits(sample.columns.length)} columns`
      : "";
  const table = textTable(
    shown,
    rows.map((_, row) => shown.map((column) => column.cells[row] ?? "")),
  );
  return `First ${rows.length} of ${groupDigits(rowCount)} rows${wide}\n${indent(table)}`;
}
