import { cutText } from "../../core/mod.ts";
import { floatColumn } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import type { InferredBuilder } from "../column-builders.ts";
import { TextBuilder } from "../column-builders.ts";
import { finishTable } from "../finish-table.ts";
import type { LineMap } from "../line-map.ts";
import type { ReportBuilder } from "../report-builder.ts";
import { SourceColumns } from "../source-columns.ts";
import { TimeCell } from "./canonical-cells.ts";
import type { CanonicalCell } from "./canonical-cells.ts";
import { mapCanonical, trafficlab } from "./trafficlab.ts";
import type { ReadContext, ReadResult, TableDialect } from "./types.ts";

/** The table of a canonical CSV: its own fields, checked while they were read, and what can be computed from them. */
export async function deriveCanonical(
  cells: readonly CanonicalCell[],
  source: ReadonlyMap<string, InferredBuilder>,
  lines: LineMap,
  report: ReportBuilder,
  context: ReadContext,
): Promise<ReadResult> {
  const columns: StoredColumn[] = [];
  let withoutZone = 0;
  for (const cell of cells) {
    columns.push(columnOf(cell));
    if (cell instanceof TimeCell) withoutZone = cell.withoutZone;
    if (cell.builder instanceof TextBuilder) warnRecoded(cell.source, cell.builder.recoded, report);
    await context.pause();
  }
  for (const [name, builder] of source) {
    columns.push(builder.build(name));
    warnRecoded(name, builder.recoded, report);
    await context.pause();
  }
  const dialect: TableDialect = { ...trafficlab, map: (draft) => mapCanonical(draft, withoutZone) };
  const table = new SourceColumns(columns, report.kept, lines);
  return finishTable(dialect, { kind: "delimited" }, table, report, context);
}

/** Epoch numbers stay numbers until all are known. */
function columnOf(cell: CanonicalCell): StoredColumn {
  return cell instanceof TimeCell && cell.kind !== "stamp"
    ? floatColumn(cell.source, cell.builder.values())
    : cell.builder.build(cell.source);
}

function warnRecoded(name: string, count: number, report: ReportBuilder): void {
  if (count === 0) return;
  report.warn("W_ENCODING", "Texts that are not UTF-8 were read as Windows-1252", {
    column: cutText(name),
    count,
  });
}
