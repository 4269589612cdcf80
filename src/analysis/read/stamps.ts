import { TextColumn } from "../table/mod.ts";
import type { CanonicalDraft } from "./mapping/draft.ts";
import { parseStamp } from "../rows/mod.ts";
import type { ZoneOffset } from "../rows/mod.ts";

/**
 * Sets `timestamp` from the first of these columns that the input has: time stamps as "2011-03-18 19:06:08", or epoch numbers. A text that
 * is no time becomes missing, and that is told.
 *
 * @returns Whether the input has times.
 */
export function copyTimes(draft: CanonicalDraft, ...names: readonly string[]): boolean {
  const name = draft.source.find(...names);
  const column = name === null ? undefined : draft.source.get(name);
  if (name === null || !column) return false;
  if (!(column instanceof TextColumn)) return draft.copyEpochs(name);
  const { values, withoutZone } = readStamps(column, draft.context.zone, (row) =>
    draft.report.warn("W_BAD_TIME", "Texts that are no time stamps were taken as missing", {
      line: draft.lines.lineOf(row),
      column: "timestamp",
    }),
  );
  draft.setTimes(name, values, withoutZone);
  return true;
}

/**
 * Times of a column of texts, UTC epoch ms, NaN where there is none; each distinct text is read once.
 *
 * @param bad Called with each row whose text is no time.
 */
export function readStamps(
  column: TextColumn,
  zone: ZoneOffset,
  bad?: (row: number) => void,
): { values: Float64Array; withoutZone: number } {
  const parsed = column.categories.map((text) => parseStamp(text, zone));
  const values = new Float64Array(column.length).fill(NaN);
  let withoutZone = 0;
  for (let row = 0; row < values.length; row++) {
    const code = column.values[row]!;
    if (code < 0) continue;
    const time = parsed[code];
    if (!time) bad?.(row);
    else {
      values[row] = time.ms;
      if (!time.hasZone) withoutZone++;
    }
  }
  return { values, withoutZone };
}
