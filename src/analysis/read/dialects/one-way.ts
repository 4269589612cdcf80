import type { CanonicalDraft } from "../mapping/draft.ts";

/**
 * Says of a table that its rows hold one direction each: what came back stands in other rows, or nowhere.
 *
 * @param why What the rows are, for messages.
 */
export function keepOneWay(draft: CanonicalDraft, why: string, remedy?: string): void {
  draft.direction = "one-way";
  draft.cannot("bytes_received", `one-way: ${why}`);
  draft.cannot("packets_received", `one-way: ${why}`);
  if (draft.source.rows === 0) return;
  draft.report.warn(
    "W_ONE_WAY",
    "Each row holds one direction of a flow: bytes_received cannot be derived, and packet_size_mean is of that direction",
    { count: draft.source.rows, ...(remedy === undefined ? {} : { remedy }) },
  );
}
