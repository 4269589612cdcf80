import type { LoadReport } from "./types/mod.ts";

/** An error that a caller can tell apart by `code` (E_* of docs/formats.md, "CANCELLED", "BUSY", "KERNEL_GONE", "BAD_INPUT"). */
export type CodedError = Error & { code: string; line?: number; column?: string; report?: LoadReport };

type ErrorClass = new (message: string, options?: ErrorOptions) => Error;

/** What a coded error may carry beside its code. */
export interface ErrorDetails {
  line?: number;
  column?: string;
  report?: LoadReport;
  cause?: unknown;
}

/**
 * Makes a standard error with a code.
 *
 * @param Class `TypeError` for a wrong kind or shape, `RangeError` for out of bounds, `SyntaxError` for unreadable text.
 * @param code Stable identifier of the rule that was broken.
 * @param message "Cannot <action> <subject>: <rule>, got <value>", with the remedy where there is one.
 */
export function codedError(
  Class: ErrorClass,
  code: string,
  message: string,
  details: ErrorDetails = {},
): CodedError {
  const { cause, ...fields } = details;
  const error = cause === undefined ? new Class(message) : new Class(message, { cause });
  return Object.assign(error, { code }, fields);
}

/** A call was cancelled by its signal, by Interrupt, or by `cancel()`. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  readonly code = "CANCELLED";

  constructor(action: string, options?: ErrorOptions) {
    super(`Cannot finish ${action}: it was cancelled`, options);
  }
}

/** The input is in no format that the library reads. */
export class UnknownFormatError extends Error {
  override readonly name = "UnknownFormatError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
