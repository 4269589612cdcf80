/** Short lines on standard output, and the one kind of error that set-up shows to a person. */

/** Something a person has to mend: what failed, and the command or change that mends it. */
export class SetupError extends Error {
  /**
   * @param {string} message "Cannot <action> <subject>: <rule>, got <value>"
   * @param {{ remedy?: string, log?: string, tail?: string, cause?: unknown }} [details]
   */
  constructor(message, { remedy, log, tail, cause } = {}) {
    super(message, { cause });
    this.name = "SetupError";
    this.remedy = remedy;
    this.log = log;
    this.tail = tail;
  }
}

let quiet = false;

/** For commands whose standard output is their result: set-up then speaks on standard error, and only of what it does. */
export function keepOutputClean() {
  quiet = true;
}

/** @param {string} line */
export function say(line) {
  (quiet ? process.stderr : process.stdout).write(`${line}\n`);
}

/** @param {string} title A step that had nothing to do */
export function sayUpToDate(title) {
  if (!quiet) say(`${title}: up to date`);
}

/**
 * @param {number} startedAt From `performance.now()`
 * @returns {string} Such as `"12.3 s"`
 */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/**
 * @param {unknown} error
 * @returns {string} The lines to show for it
 */
export function describeError(error) {
  if (!(error instanceof SetupError)) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const lines = [error.message];
  if (error.tail) lines.push(...error.tail.split("\n").map((line) => `  | ${line}`));
  if (error.log) lines.push(`The whole output is in ${error.log}`);
  if (error.remedy) lines.push(`To mend it: ${error.remedy}`);
  return lines.join("\n");
}
