/** Longest text that is shown or reported. */
export const MAX_TEXT = 200;

/**
 * Cuts text for display and reports, and marks the cut.
 *
 * A cut between the two halves of a surrogate pair drops the first half, so the result is well-formed where the input was.
 *
 * @param text Any text.
 * @param max Longest result in UTF-16 code units, the mark "…" included.
 * @returns `text` itself when short enough, else its beginning and "…".
 */
export function cutText(text: string, max: number = MAX_TEXT): string {
  if (text.length <= max) return text;
  let end = max - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  return `${text.slice(0, end)}…`;
}

/** Text as it stands in an error message: quoted, cut, line breaks shown as escapes. */
export function quote(text: string): string {
  return JSON.stringify(cutText(text, 80));
}

/** Numbers of items as "3 rows", "1 row". */
export function countOf(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${groupDigits(count)} ${count === 1 ? singular : plural}`;
}

/** A whole number with thousands separators, the same in every locale. */
export function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
