/** The parts of a static page that a profile and a table share. */
import type {
  ColumnType,
  Correlation,
  LoadReport,
  MappedField,
  MappingJSON,
  Provenance,
  RowSample,
  TableHandle,
} from "../core/mod.ts";
import type { CanonicalField } from "../core/mod.ts";
import { groupDigits, isCanonicalField } from "../core/mod.ts";
import { formatCount, formatNumber, formatPercent, kindOf } from "./format.ts";
import { dataHtml, htmlList, htmlTable, paragraph, valueCell } from "./html.ts";
import { strongestPairs } from "./pairs.ts";
import { mappingNote, mappingSource, provenanceText, titleParts, warningText } from "./parts.ts";
import { reportSentence } from "./sentences.ts";
import type { StaticLimits } from "./static-limits.ts";

/** What the heading of an output is made of. */
export interface Titled {
  profile: { rowCount: number; provenance: Provenance };
}

export function titleHtml(what: string, { profile }: Titled): string {
  const [first, ...rest] = titleParts(what, profile.provenance, profile.rowCount);
  return `<p><b>${dataHtml(first ?? what)}</b>${rest.map((part) => ` · ${dataHtml(part)}`).join("")}</p>`;
}

export function mappingHtml(mapping: MappingJSON): string {
  if (mapping.fields.length === 0) return "";
  const rows = mapping.fields.map((field: MappedField) => [
    field.field,
    field.status,
    mappingSource(field),
    field.status === "cannot derive" ? "" : formatPercent(field.confidence),
    field.status === "cannot derive" ? "" : field.by,
    mappingNote(field),
  ]);
  const about = `bytes: ${mapping.byteMeaning}; direction: ${mapping.direction}; time zone: ${mapping.timeZone}`;
  return htmlTable(
    `Fields (${mapping.dialect}; ${about})`,
    [
      { head: "field" },
      { head: "status" },
      { head: "made from" },
      { head: "confidence", numeric: true },
      { head: "by" },
      { head: "reason" },
    ],
    rows,
  );
}

export function reportHtml(report: LoadReport, limits: StaticLimits): string {
  return [
    `<p><b>Load report</b>: ${dataHtml(reportSentence(report))}</p>`,
    rejectedHtml(report, limits),
    htmlList(report.warnings.map(warningText)),
    labelsHtml(report, limits),
  ].join("");
}

function rejectedHtml(report: LoadReport, limits: StaticLimits): string {
  if (report.rejected === 0) return "";
  const listed = report.rejectedRows.slice(0, limits.rejectedRows);
  const caption =
    listed.length < report.rejected
      ? `Rejected rows, the first ${listed.length} of ${groupDigits(report.rejected)}`
      : "Rejected rows";
  return htmlTable(
    caption,
    [{ head: "line" }, { head: "reason" }, { head: "text" }],
    listed.map((row) => [String(row.line), row.reason, row.text]),
  );
}

function labelsHtml(report: LoadReport, limits: StaticLimits): string {
  if (report.labels.length === 0) return "";
  const total = report.labels.reduce((sum, label) => sum + label.count, 0);
  const shown = [...report.labels].sort((a, b) => b.count - a.count).slice(0, limits.labels);
  const caption =
    shown.length < report.labels.length
      ? `Labels, the ${shown.length} most frequent of ${groupDigits(report.labels.length)}`
      : "Labels";
  return htmlTable(
    caption,
    [
      { head: "label" },
      { head: "flows", numeric: true },
      { head: "share", numeric: true },
      { head: "counts as" },
    ],
    shown.map((label) => [
      label.value === "" ? "(empty)" : label.value,
      formatCount(label.count),
      formatPercent(total === 0 ? 0 : label.count / total),
      label.isAttack === null ? "unknown" : label.isAttack ? "attack" : "benign",
    ]),
  );
}

/** Both matrices where they can be read, else the strongest pairs. */
export function correlationHtml(
  correlation: Correlation,
  repeated: ReadonlySet<string>,
  limits: StaticLimits,
): string {
  const { columns } = correlation;
  if (columns.length < 2) return "";
  if (columns.length <= limits.matrix) {
    return (
      matrixHtml("Correlation (Pearson)", columns, correlation.pearson) +
      matrixHtml("Rank correlation (Spearman)", columns, correlation.spearman)
    );
  }
  const pairs = strongestPairs(correlation, limits.pairs, repeated);
  const all = (columns.length * (columns.length - 1)) / 2;
  const caption =
    pairs.length < all
      ? `Correlation, the ${pairs.length} strongest of ${groupDigits(all)} pairs`
      : "Correlation";
  return htmlTable(
    caption,
    [
      { head: "column" },
      { head: "with" },
      { head: "Pearson", numeric: true },
      { head: "Spearman", numeric: true },
    ],
    pairs.map((pair) => [
      pair.a,
      pair.b,
      valueCell(pair.pearson, "number"),
      valueCell(pair.spearman, "number"),
    ]),
  );
}

function matrixHtml(
  caption: string,
  columns: readonly string[],
  matrix: readonly (readonly (number | null)[])[],
): string {
  const rows = columns.map((name, row) => [
    name,
    ...columns.map((_, column) => {
      const value = matrix[row]?.[column] ?? null;
      return value === null ? formatNumber(null) : { text: value.toFixed(2), title: String(value) };
    }),
  ]);
  return htmlTable(caption, [{ head: "" }, ...columns.map((head) => ({ head, numeric: true }))], rows);
}

/** What is known of a column whose cells are shown. */
export interface CellColumn {
  name: string;
  type: ColumnType;
  role?: CanonicalField | "source";
}

/** The first rows; cells short, exact on hover. */
export function rowsHtml(
  sample: RowSample,
  columns: readonly CellColumn[],
  rowCount: number,
  limits: StaticLimits,
): string {
  const shown = sample.columns.slice(0, limits.rowColumns);
  const cells = sample.cells.slice(0, limits.rows);
  if (shown.length === 0 || cells.length === 0) return paragraph("No rows.");
  const known = new Map(columns.map((column) => [column.name, column]));
  const kinds = shown.map((name) => kindOfNamed(name, known));
  const wide =
    shown.length < sample.columns.length
      ? `, ${shown.length} of ${groupDigits(sample.columns.length)} columns`
      : "";
  return htmlTable(
    `First ${cells.length} of ${groupDigits(rowCount)} rows${wide}`,
    [
      { head: "row" },
      ...shown.map((head, index) => ({
        head,
        numeric: kinds[index] !== "text" && kinds[index] !== "boolean",
      })),
    ],
    cells.map((row, index) => [
      String(sample.rowIndex[index] ?? index),
      ...shown.map((_, column) => valueCell(row[column] ?? null, kinds[column] ?? "text")),
    ]),
  );
}

function kindOfNamed(name: string, known: ReadonlyMap<string, CellColumn>): ReturnType<typeof kindOf> {
  const column = known.get(name);
  return column === undefined
    ? "text"
    : kindOf({ ...column, role: column.role ?? (isCanonicalField(name) ? name : "source") });
}

export function provenanceHtml(provenance: Provenance, handle: TableHandle): string {
  return `<p><small>${dataHtml(provenanceText(provenance, handle))}</small></p>`;
}
