/** Reads a table in blocks of rows: small enough to stay in the processor's cache, and to be paused between. */
import type { CanonicalField, Column, Table } from "../core/mod.ts";
import { PORT_CLASSES, portClass, stateClass } from "./classes.ts";
import type { CategoryFeature } from "./columns.ts";
import type { NumericFeature } from "./derived.ts";

/** Work that can be paused at every step. */
export type Steps<T = void> = Generator<void, T, void>;

/** Calls `take` for the blocks of so many rows; a generator, so that it can be paused between them. */
export function* blocks(rows: number, size: number, take: (from: number, to: number) => void): Steps {
  for (let from = 0; from < rows; from += size) {
    take(from, Math.min(from + size, rows));
    yield;
  }
}

/** The numbers of some fields, a block at a time. */
export class FieldReader {
  readonly #fields: {
    readonly name: CanonicalField;
    readonly column: Column;
    readonly block: Float64Array;
  }[];

  /** @param size Most rows of a block. */
  constructor(table: Table, names: Iterable<CanonicalField>, size: number) {
    this.#fields = Array.from(new Set(names), (name) => ({
      name,
      column: table.column(name),
      block: new Float64Array(size),
    }));
  }

  /** The reader's own storage: row `from` of the last `read` stands at 0. */
  block(name: CanonicalField): Float64Array {
    return this.#fields.find((field) => field.name === name)!.block;
  }

  read(from: number, to: number): void {
    for (const { column, block } of this.#fields) {
      const { values } = column;
      for (let row = from; row < to; row++) block[row - from] = values[row]!;
      // Only whole numbers and booleans hold something else than NaN where they are missing.
      if (column.missing > 0 && !(values instanceof Float64Array))
        for (let row = from; row < to; row++) if (column.isMissing(row)) block[row - from] = NaN;
    }
  }
}

/** A numeric feature of the rows that a reader holds. */
export class NumberSource {
  readonly #compute: NumericFeature["compute"];
  readonly #fields: Float64Array[];

  constructor(feature: NumericFeature, reader: FieldReader) {
    this.#compute = feature.compute;
    this.#fields = feature.needs.map((name) => reader.block(name));
  }

  /** The first `count` values, NaN where the feature is missing, infinite or not defined. */
  values(count: number, out: Float64Array): void {
    const compute = this.#compute;
    const [a, b, c] = this.#fields;
    if (c) for (let i = 0; i < count; i++) out[i] = finite(compute(a![i]!, b![i]!, c[i]!));
    else if (b) for (let i = 0; i < count; i++) out[i] = finite(compute(a![i]!, b[i]!));
    else for (let i = 0; i < count; i++) out[i] = finite(compute(a![i]!));
  }
}

function finite(value: number): number {
  return value - value === 0 ? value : NaN;
}

/** Codes of a categorical feature's rows into `categories`; -1 where there is none. */
export interface CodeSource {
  readonly categories: readonly string[];
  codes(from: number, to: number, out: Int32Array): void;
}

export function codeSource(table: Table, feature: CategoryFeature): CodeSource {
  if (feature.fixed === "port") return portSource(table, feature);
  const column = table.column(feature.needs);
  const texts = column.categories ?? [];
  const { values } = column;
  const categories =
    feature.fixed === null ? texts : [...new Set(texts.flatMap((text) => stateClass(text) ?? []))];
  const codeOf = Int32Array.from(texts, (text, code) =>
    feature.fixed === null ? code : categories.indexOf(stateClass(text) ?? ""),
  );
  return {
    categories,
    codes: (from, to, out) => {
      for (let row = from; row < to; row++) out[row - from] = values[row]! < 0 ? -1 : codeOf[values[row]!]!;
    },
  };
}

/** Codes into PORT_CLASSES by port; made when first asked for. */
let codeOfPort: Int8Array | null = null;

function portSource(table: Table, feature: CategoryFeature): CodeSource {
  const known = (codeOfPort ??= Int8Array.from({ length: 65536 }, (_, port) => portCode(port)));
  const column = table.column(feature.needs);
  const { values } = column;
  const someMissing = column.missing > 0 && !(values instanceof Float64Array);
  return {
    categories: PORT_CLASSES,
    codes: (from, to, out) => {
      for (let row = from; row < to; row++) {
        const port = values[row]!;
        // A port that is no whole number from 0 to 65535 has no entry.
        out[row - from] =
          someMissing && column.isMissing(row) ? portCode(NaN) : (known[port] ?? portCode(port));
      }
    },
  };
}

function portCode(port: number): number {
  return PORT_CLASSES.indexOf(portClass(port));
}
