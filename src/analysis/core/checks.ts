import { codedError } from "./errors.ts";
import { quote } from "./text.ts";

/**
 * Checks at a public door that options are a plain object with known names only, so that a misspelt option is never ignored.
 *
 * @param action What cannot be done, as "profile flows".
 * @throws {TypeError} code BAD_INPUT, naming the option and the known ones.
 */
export function checkOptions(action: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return;
  if (options === null || typeof options !== "object" || Array.isArray(options)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: options must be an object, got ${describe(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const list = known.map((option) => quote(option)).join(", ");
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: unknown option ${quote(name)}; known are ${list}`,
    );
  }
}

/**
 * Checks a whole number in a range.
 *
 * @throws {TypeError} when it is no number; {RangeError} when it is not whole or out of bounds. Both have code BAD_INPUT.
 */
export function checkInteger(action: string, name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== "number") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be a number, got ${describe(value)}`,
    );
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be a whole number from ${min} to ${max}, got ${value}`,
    );
  }
  return value;
}

/**
 * Checks a finite number in a range.
 *
 * @throws {TypeError} when it is no number; {RangeError} when it is not finite or out of bounds. Both have code BAD_INPUT.
 */
export function checkNumber(
  action: string,
  name: string,
  value: unknown,
  { min = -Infinity, max = Infinity, above = -Infinity }: { min?: number; max?: number; above?: number } = {},
): number {
  if (typeof value !== "number") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be a number, got ${describe(value)}`,
    );
  }
  if (!Number.isFinite(value) || value < min || value > max || value <= above) {
    const bounds = [
      ...(above > -Infinity ? [`above ${above}`] : min > -Infinity ? [`at least ${min}`] : []),
      ...(max < Infinity ? [`at most ${max}`] : []),
    ];
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be finite${bounds.map((bound) => ` and ${bound}`).join("")}, got ${value}`,
    );
  }
  return value;
}

/**
 * Checks that a value is a list.
 *
 * @throws {TypeError} code BAD_INPUT.
 */
export function checkList(action: string, name: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${action}: ${name} must be a list, got ${describe(value)}`,
  );
}

/** Checks that a value is one of a list of texts. */
export function checkOneOf<T extends string>(
  action: string,
  name: string,
  value: unknown,
  allowed: readonly T[],
): T {
  if (typeof value === "string" && (allowed as readonly string[]).includes(value)) return value as T;
  const list = allowed.map((option) => quote(option)).join(", ");
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${action}: ${name} must be one of ${list}, got ${describe(value)}`,
  );
}

/** A value as it stands in an error message. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "undefined")
    return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return `an object (${value.constructor?.name ?? "no class"})`;
  return `a ${typeof value}`;
}
