import type { Dialect } from "../core/mod.ts";
import type { ReadContext, ReadResult, TableDialect, TableShape } from "./dialects/types.ts";
import { CanonicalDraft } from "./mapping/draft.ts";
import { fillGaps, guessFields } from "./mapping/guess.ts";
import { applyOverrides } from "./mapping/overrides.ts";
import { checkRequired, settleFields } from "./mapping/settle-fields.ts";
import { rejectStrayTexts } from "./mapping/stray-texts.ts";
import type { ReportBuilder } from "./report-builder.ts";
import { SourceColumns } from "./source-columns.ts";

/** What a table of unknown names is called. */
const PLAIN: Readonly<Record<TableShape["kind"], Dialect>> = {
  delimited: "csv",
  json: "jsonl",
  parquet: "parquet",
};

/**
 * The canonical table of an input's columns: rows that are no flows dropped, fields mapped by the dialect or guessed, the user's own mapping
 * on top of that, and what follows from them computed.
 *
 * @param dialect Null for columns of unknown names, which are guessed.
 * @param report Knows of the rejected rows; what is kept is counted here.
 * @throws {SyntaxError} code E_REQUIRED_UNDERIVABLE, when none of the required fields can be derived or one that the caller requires.
 */
export async function finishTable(
  dialect: TableDialect | null,
  shape: Pick<TableShape, "kind">,
  source: SourceColumns,
  report: ReportBuilder,
  context: ReadContext,
): Promise<ReadResult> {
  const selected = dialect?.select?.(source, report, context) ?? null;
  await context.pause();
  const chosen =
    selected === null ? source : selected instanceof SourceColumns ? selected : source.take(selected);
  const told = dialect ? chosen : rejectStrayTexts(chosen, report);
  const kept = dialect?.ownNames ? told : told.typedByCells();
  report.kept = kept.rows;
  const draft = new CanonicalDraft(dialect?.id ?? PLAIN[shape.kind], kept, report, context);
  draft.ownNames = dialect?.ownNames === true;
  await (dialect ? dialect.map(draft) : guessFields(draft));
  if (dialect && dialect.id !== "trafficlab") await fillGaps(draft);
  await context.pause();
  await applyOverrides(draft, context.mapping);
  await settleFields(draft);
  checkRequired(draft);
  return draft.result();
}
