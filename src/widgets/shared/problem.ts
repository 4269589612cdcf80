import type { TranslationBundle } from "@jupyterlab/translation";

/** What went wrong, in the three parts that a person needs. */
export interface Problem {
  /** What could not be done. */
  what: string;
  /** Why: the message of the error that ended it. */
  why: string;
  /** What to do next. */
  remedy: string;
}

/** The `code` of a coded error, "" for any other value. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}

/** What to do about a file that could not be opened, by the error's code. */
export function fileRemedy(code: string, trans: TranslationBundle): string {
  if (code === "E_TOO_MANY_BAD_ROWS") {
    return trans.__(
      "Check that the file is what its name says; in a notebook, the option lenient reads the rows that fit.",
    );
  }
  return code.startsWith("E_") || code === "BAD_INPUT"
    ? trans.__(
        "Mend the file or open another one; in a notebook, the option mapping says where its fields are.",
      )
    : trans.__("Try again, or open another file.");
}

/** What to do about rows that could not be fetched, by the error's code. */
export function rowsRemedy(code: string, trans: TranslationBundle): string {
  if (code === "BUSY") return trans.__("Wait until the kernel is idle, or interrupt it, then pick again.");
  if (code === "KERNEL_GONE") return trans.__("Start the kernel and run the cell again.");
  return trans.__("Run the cell again, or open the file again, then pick again.");
}
