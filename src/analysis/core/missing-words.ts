/** Texts that readers take as missing when they are not quoted. */
export const MISSING_WORDS: ReadonlySet<string> = new Set([
  "",
  "-",
  "(empty)",
  "na",
  "nan",
  "null",
  "none",
  "?",
  "n/a",
]);
