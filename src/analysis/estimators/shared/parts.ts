import { codedError, describe, quote } from "../../core/mod.ts";
import type { JSONValue, ModelArray, ModelParts } from "../../core/mod.ts";

type ArrayType<A extends ModelArray> = new (length: number) => A;

/** Most columns that a detector here takes: a column is stored in 16 bits, and the last value has a meaning of its own. */
export const MOST_COLUMNS = 65_535;
/** Most rows that a matrix can have. */
export const MOST_ROWS = 2_147_483_648;

/** Reads the parts of a model, which may come from a hostile file, piece by piece; what is wrong is refused with the model's name. */
export class PartsReader {
  readonly parts: ModelParts;
  readonly #name: string;

  /**
   * Checks what is the same for all models: names, options, seed, and that there are these arrays and meta entries and no others.
   *
   * @throws {RangeError} code BAD_INPUT, "Cannot load <name>: ...", as all methods here.
   */
  constructor(name: string, parts: ModelParts, arrays: readonly string[], meta: readonly string[]) {
    this.#name = name;
    this.parts = parts;
    if (!isRecord(parts)) this.refuse(`the model must be an object, got ${describe(parts)}`);
    const { estimator, options, nFeatures, featureNames, seed } = parts;
    if (estimator !== name) this.refuse(`the model must be of ${name}, got ${describe(estimator)}`);
    if (!isRecord(options)) this.refuse(`options must be an object, got ${describe(options)}`);
    if (!Number.isInteger(nFeatures) || nFeatures < 1 || nFeatures > MOST_COLUMNS)
      this.refuse(`nFeatures must be a whole number from 1 to ${MOST_COLUMNS}, got ${describe(nFeatures)}`);
    if (!Array.isArray(featureNames) || featureNames.some((entry) => typeof entry !== "string"))
      this.refuse(`featureNames must be a list of texts, got ${describe(featureNames)}`);
    if (featureNames.length !== nFeatures)
      this.refuse(`featureNames must have ${nFeatures} names, got ${featureNames.length}`);
    if (new Set(featureNames).size !== nFeatures) this.refuse("featureNames must differ from each other");
    if (!Number.isSafeInteger(seed)) this.refuse(`seed must be a whole number, got ${describe(seed)}`);
    this.#checkNames("arrays", parts.arrays, arrays);
    this.#checkNames("meta", parts.meta, meta);
  }

  refuse(rule: string): never {
    throw codedError(RangeError, "BAD_INPUT", `Cannot load ${this.#name}: ${rule}`);
  }

  /** Runs the estimator's own checks of its options. */
  options<O>(check: (options: JSONValue) => O): O {
    try {
      return check(this.parts.options);
    } catch (error) {
      this.refuse(error instanceof Error ? error.message : String(error));
    }
  }

  number(name: string): number {
    const value = this.parts.meta[name];
    if (typeof value !== "number" || !Number.isFinite(value))
      this.refuse(`meta ${quote(name)} must be a finite number, got ${describe(value)}`);
    return value;
  }

  integer(name: string, min: number, max: number): number {
    const value = this.number(name);
    if (!Number.isInteger(value) || value < min || value > max)
      this.refuse(`meta ${quote(name)} must be a whole number from ${min} to ${max}, got ${value}`);
    return value;
  }

  /** @param length Default: any. */
  array<A extends ModelArray>(name: string, Type: ArrayType<A>, length?: number): A {
    const values = this.parts.arrays[name];
    if (!(values instanceof Type))
      this.refuse(`array ${quote(name)} must be of ${Type.name}, got ${describe(values)}`);
    if (length !== undefined && values.length !== length)
      this.refuse(`array ${quote(name)} must have ${length} numbers, got ${values.length}`);
    return values;
  }

  /** An array of finite numbers. */
  finite<A extends Float32Array | Float64Array>(name: string, Type: ArrayType<A>, length?: number): A {
    const values = this.array(name, Type, length);
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (value - value !== 0)
        this.refuse(`array ${quote(name)} must be finite, got ${value} at place ${at}`);
    }
    return values;
  }

  #checkNames(what: "arrays" | "meta", found: unknown, expected: readonly string[]): void {
    if (!isRecord(found)) this.refuse(`${what} must be an object, got ${describe(found)}`);
    const names = Object.keys(found);
    const missing = expected.find((name) => !names.includes(name));
    if (missing !== undefined) this.refuse(`${what} must have ${quote(missing)}, got none`);
    const surplus = names.find((name) => !expected.includes(name));
    if (surplus !== undefined) this.refuse(`${what} must not have ${quote(surplus)}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
