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

/** A file that was not opened. */
export function fileProblem(name: string, error: unknown, trans: TranslationBundle): Problem {
  return {
    what: trans.__("“%1” was not opened.", name),
    why: messageOf(error),
    remedy: fileRemedy(codeOf(error), trans),
  };
}

/** A file in a view that reads none. */
export function noReaderProblem(name: string, trans: TranslationBundle): Problem {
  return {
    what: trans.__("“%1” was not opened.", name),
    why: trans.__("This view has no reader for files."),
    remedy: trans.__("Open the file from the file browser with “Open With → Traffic Lab”."),
  };
}

/** Work that was not done. */
export function workProblem(name: string, error: unknown, trans: TranslationBundle): Problem {
  return {
    what: trans.__("%1: not done.", name),
    why: messageOf(error),
    remedy: workRemedy(codeOf(error), trans),
  };
}

/** The error of an action whose flows nothing answers for any more. */
export function outOfReach(trans: TranslationBundle): Error {
  const why = trans.__("The flows are out of reach: the kernel or the page that held them is gone.");
  return Object.assign(new Error(why), { code: "KERNEL_GONE" });
}

function workRemedy(code: string, trans: TranslationBundle): string {
  if (code === "BUSY") return trans.__("Wait until the kernel is idle, or interrupt it, then try again.");
  if (code === "KERNEL_GONE" || code === "E_NO_SUCH_TABLE")
    return trans.__("Start the kernel and run the cells again, or open the file again, then try again.");
  if (code === "BAD_INPUT" || code.startsWith("E_"))
    return trans.__("Change what the message names, then try again.");
  return trans.__("Try again; if it fails again, open the file anew.");
}
