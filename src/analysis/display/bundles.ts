/** MIME bundles: what a notebook keeps of a result. */
import type {
  LoadReport,
  MappingJSON,
  MimeBundle,
  ResultPayload,
  Provenance,
  RowSample,
  Table,
  TableHandle,
} from "../core/mod.ts";
import { codedError, countOf, groupDigits, isCanonicalField, quote } from "../core/mod.ts";
import { boundedMapping, boundedProvenance, boundedReport, rowSample, shownNames } from "./bounded.ts";
import { formatCount } from "./format.ts";
import { htmlTable, paragraph } from "./html.ts";
import {
  mappingHtml,
  provenanceHtml,
  reportHtml,
  rowsHtml,
  titleHtml,
  type CellColumn,
} from "./parts-html.ts";
import { mappingPlain, reportPlain, rowsPlain } from "./parts-text.ts";
import { provenanceText, titleParts } from "./parts.ts";
import { payloadKind } from "./payload-kinds.ts";
import { profilePayload, type ProfileSource } from "./payload.ts";
import { jsonBytes, visibleText } from "./plain.ts";
import { MAX_HTML_BYTES, STATIC_LEVELS, type StaticLimits } from "./static-limits.ts";
import { indent, textTable, wrap } from "./text-table.ts";

const WIDTH = 110;

/**
 * A profile's output: the widget's payload and its two static forms.
 *
 * @returns A bundle of at most 1,000,000 bytes as JSON, whatever the data's size.
 */
export function profileBundle(source: ProfileSource): MimeBundle {
  return payloadBundle(profilePayload(source));
}

/** The output of a payload of any kind: the payload and its two static forms. */
export function payloadBundle(payload: ResultPayload): MimeBundle {
  const kind = payloadKind(payload.type);
  if (kind === undefined)
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot show payload: its type must be known, got ${quote(payload.type)}`,
    );
  return { [kind.mime]: payload, "text/html": kind.html(payload), "text/plain": kind.text(payload) };
}

/** What the static forms of a table are made of. */
interface TableView {
  table: Table;
  handle: TableHandle;
  columns: CellColumn[];
  /** Missing and infinite cells of each column. */
  gaps: { missing: number; infinite: number }[];
  sample: RowSample;
  mapping: MappingJSON;
  report: LoadReport;
  provenance: Provenance;
}

/** A table's output: first rows, types, mapping, and what became of the source's rows. At most 400,000 bytes. */
export function tableBundle(table: Table, handle: TableHandle): MimeBundle {
  const names = table.columnNames.slice(0, 1000);
  const shown = shownNames(table.columnNames).slice(0, names.length);
  const first = Array.from({ length: Math.min(10, table.rowCount) }, (_, row) => row);
  const view: TableView = {
    table,
    handle,
    columns: names.map((name, index) => ({
      name: shown[index] ?? name,
      type: table.column(name).type,
      role: isCanonicalField(name) ? name : "source",
    })),
    gaps: names.map((name) => table.column(name)),
    sample: rowSample(table, first, names, shown),
    mapping: boundedMapping(table.mapping),
    report: boundedReport(table.report, { rejectedRows: 20, labels: 100, warnings: 40, text: 200 }),
    provenance: boundedProvenance(table.provenance),
  };
  return { "text/html": tableHtml(view), "text/plain": tablePlain(view) };
}

function tableHtml(view: TableView): string {
  const title = titleHtml("Flows", {
    profile: { rowCount: view.table.rowCount, provenance: view.provenance },
  });
  for (const limits of STATIC_LEVELS) {
    const html = `<section class="jp-TrafficLab-static">${title}${tableParts(view, limits)}</section>`;
    if (jsonBytes(html) <= MAX_HTML_BYTES) return html;
  }
  return `<section class="jp-TrafficLab-static">${title}${paragraph("Its texts are too long for a static page.")}</section>`;
}

function tableParts(view: TableView, limits: StaticLimits): string {
  const { table, columns, gaps } = view;
  return [
    rowsHtml(view.sample, columns, table.rowCount, limits),
    htmlTable(
      columnsTitle(table, Math.min(columns.length, limits.columns)),
      [
        { head: "column" },
        { head: "type" },
        { head: "missing", numeric: true },
        { head: "infinite", numeric: true },
      ],
      columns
        .slice(0, limits.columns)
        .map((column, index) => [
          column.name === "" ? "(no name)" : column.name,
          column.type,
          formatCount(gaps[index]?.missing ?? 0),
          formatCount(gaps[index]?.infinite ?? 0),
        ]),
    ),
    mappingHtml(view.mapping),
    reportHtml(view.report, limits),
    provenanceHtml(view.provenance, view.handle),
  ].join("");
}

function columnsTitle(table: Table, shown: number): string {
  const all = table.columnNames.length;
  return shown < all ? `Columns, the first ${shown} of ${groupDigits(all)}` : `Columns (${groupDigits(all)})`;
}

function tablePlain(view: TableView): string {
  const { table, columns, gaps } = view;
  const shown = Math.min(columns.length, 60);
  const types = textTable(
    [
      { head: "column", max: 40 },
      { head: "type" },
      { head: "missing", align: "right" },
      { head: "infinite", align: "right" },
    ],
    columns
      .slice(0, shown)
      .map((column, index) => [
        column.name === "" ? "(no name)" : visibleText(column.name),
        column.type,
        formatCount(gaps[index]?.missing ?? 0),
        formatCount(gaps[index]?.infinite ?? 0),
      ]),
  );
  return [
    wrap(titleParts("Flows", view.provenance, table.rowCount).join(" · "), WIDTH, "  "),
    rowsPlain(view.sample, columns, table.rowCount, WIDTH),
    `${columnsTitle(table, shown)}\n${indent(types)}`,
    mappingPlain(view.mapping, 24),
    reportPlain(view.report, WIDTH),
    wrap(provenanceText(view.provenance, view.handle), WIDTH),
    ...(table.rowCount === 0 ? [`${countOf(0, "flow")}: the table is empty.`] : []),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
