import type { CanonicalDraft } from "../mapping/draft.ts";

/** Says of a mapping that it follows a format's documentation only. */
export function warnUntested(draft: CanonicalDraft, format: string): void {
  draft.report.warn(
    "W_UNTESTED_FORMAT",
    `The columns were mapped by the documentation of ${format}: no file of it was at hand to test that`,
    { remedy: "compare a few rows with the original, and correct the mapping with { mapping: { ... } }" },
  );
}
