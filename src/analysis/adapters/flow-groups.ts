import type { DataFrame } from "danfojs-node";
import { checkList, codedError, describe, quote } from "../core/mod.ts";
import type { Cells } from "./frame-cells.ts";
import { isCellAt, take } from "./frame-cells.ts";
import type { GroupOperation, Grouping } from "./frame-groups.ts";
import { aggregate, GROUP_OPERATIONS, groupRows, resultType, rowsOfGroups } from "./frame-groups.ts";

/** danfo's own groups, for what is not computed on typed columns. */
export type DanfoGroups = ReturnType<DataFrame["groupby"]>;

/** What groups need of their frame. */
export interface GroupedFrame<F> {
  readonly names: readonly string[];
  readonly length: number;
  cells(name: string): Cells;
  /** A frame of these columns, its rows numbered from 0. */
  make(columns: readonly { name: string; cells: Cells }[], length: number): F;
  /** Some rows under their labels. */
  takeRows(rows: Uint32Array): F;
  /** danfo's groups over the same rows. */
  toDanfo(): DanfoGroups;
  /** A frame of danfo's as one of this library. */
  adopt(result: DataFrame): F;
}

/** An operation, or several, for each column. */
export type Aggregation = Record<string, string | readonly string[]>;

/**
 * The rows of a frame in groups of equal keys, as danfo's `groupby` gives them, computed on typed columns.
 *
 * As in pandas, groups come in the order of their keys, rows without a key are left out, and so are missing values. Columns that cannot be averaged
 * (text, times) are left out unless `col` names them. Results are named as danfo names them: "bytes_sent_mean".
 */
export class FlowGroups<F> {
  readonly #frame: GroupedFrame<F>;
  readonly #keys: readonly string[];
  readonly #grouping: Grouping;
  readonly #columns: readonly string[] | null;

  constructor(
    frame: GroupedFrame<F>,
    keys: readonly string[],
    grouping: Grouping = groupBy(frame, keys),
    columns: readonly string[] | null = null,
  ) {
    this.#frame = frame;
    this.#keys = keys;
    this.#grouping = grouping;
    this.#columns = columns;
  }

  /** The same groups with these columns only. */
  col(names: readonly string[]): FlowGroups<F> {
    checkList("group rows", "columns", names);
    for (const name of names) this.#frame.cells(name);
    return new FlowGroups(this.#frame, this.#keys, this.#grouping, [...names]);
  }

  /** Values present. */
  count(): F {
    return this.#same("count");
  }

  sum(): F {
    return this.#same("sum");
  }

  mean(): F {
    return this.#same("mean");
  }

  median(): F {
    return this.#same("median");
  }

  /** Sample standard deviation (ddof 1). */
  std(): F {
    return this.#same("std");
  }

  /** Sample variance (ddof 1). */
  var(): F {
    return this.#same("var");
  }

  min(): F {
    return this.#same("min");
  }

  max(): F {
    return this.#same("max");
  }

  /**
   * An operation, or several, for each column: `agg({ bytes_sent: "mean", duration: ["min", "max"] })`.
   *
   * @throws {RangeError} code BAD_INPUT for a column or an operation that there is not; {TypeError} for one that makes no sense, as the mean of text.
   */
  agg(operations: Aggregation): F {
    if (operations === null || typeof operations !== "object" || Array.isArray(operations)) {
      const rule = 'operations must be an object as { bytes_sent: "mean" }';
      throw codedError(TypeError, "BAD_INPUT", `Cannot group rows: ${rule}, got ${describe(operations)}`);
    }
    const wanted = Object.entries(operations).flatMap(([name, given]) =>
      (Array.isArray(given) ? given : [given]).map((operation: string) => ({ name, operation })),
    );
    for (const { name } of wanted) this.#frame.cells(name);
    if (wanted.some(({ operation }) => isDanfosOwn(operation)))
      return this.#frame.adopt(this.#danfo().agg(operations as Record<string, string>));
    return this.#compute(
      wanted.map(({ name, operation }) => ({ name, operation: checkOperation(operation) })),
    );
  }

  /** The number of groups. */
  get ngroups(): number {
    return this.#grouping.count;
  }

  /** The rows of one group, under their labels. @param keys One value for each key. */
  getGroup(keys: readonly unknown[]): F {
    checkList("choose a group", "keys", keys);
    const columns = this.#keys.map((name) => this.#frame.cells(name));
    const { firstRows } = this.#grouping;
    const group = firstRows.findIndex((row) => columns.every((cells, k) => isCellAt(cells, row, keys[k])));
    if (group < 0 || keys.length !== columns.length) {
      const rule = `no group has the keys ${keys.map(describe).join(", ")} of ${this.#keys.map(quote).join(", ")}`;
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot choose a group: ${rule}; there are ${firstRows.length} groups`,
      );
    }
    const { rows, starts } = rowsOfGroups(this.#grouping);
    return this.#frame.takeRows(rows.slice(starts[group], starts[group + 1]));
  }

  /** danfo's own: values of each column by group, under the keys joined with "-". */
  get groups(): DanfoGroups["groups"] {
    return this.#danfo().groups;
  }

  /** danfo's own. @param callable Gets each group as a frame. */
  apply(callable: Parameters<DanfoGroups["apply"]>[0]): F {
    return this.#frame.adopt(this.#danfo().apply(callable));
  }

  /** danfo's own. */
  size(): F {
    return this.#frame.adopt(this.#danfo().size());
  }

  /** danfo's own. */
  first(): F {
    return this.#frame.adopt(this.#danfo().first());
  }

  /** danfo's own. */
  last(): F {
    return this.#frame.adopt(this.#danfo().last());
  }

  /** danfo's own. */
  cumSum(): F {
    return this.#frame.adopt(this.#danfo().cumSum());
  }

  /** danfo's own. */
  cumProd(): F {
    return this.#frame.adopt(this.#danfo().cumProd());
  }

  /** danfo's own. */
  cumMin(): F {
    return this.#frame.adopt(this.#danfo().cumMin());
  }

  /** danfo's own. */
  cumMax(): F {
    return this.#frame.adopt(this.#danfo().cumMax());
  }

  #danfo(): DanfoGroups {
    const groups = this.#frame.toDanfo();
    return this.#columns === null ? groups : groups.col([...this.#columns]);
  }

  #same(operation: GroupOperation): F {
    const names =
      this.#columns ??
      this.#frame.names.filter(
        (name) => !this.#keys.includes(name) && isUsual(this.#frame.cells(name), operation),
      );
    return this.#compute(names.map((name) => ({ name, operation })));
  }

  #compute(wanted: readonly { name: string; operation: GroupOperation }[]): F {
    const { firstRows } = this.#grouping;
    const keys = this.#keys.map((name) => ({ name, cells: take(this.#frame.cells(name), firstRows) }));
    const results = wanted.map(({ name, operation }) => {
      const cells = this.#frame.cells(name);
      const type = resultType(cells, operation);
      if (type === null) {
        const kind = cells.kind === "number" ? cells.type : "text";
        throw codedError(
          TypeError,
          "BAD_INPUT",
          `Cannot group rows: there is no ${operation} of ${quote(name)}, a column of ${kind}`,
          { column: name },
        );
      }
      const values = aggregate(cells, this.#grouping, operation);
      return { name: `${name}_${operation}`, cells: { kind: "number", type, values } as const };
    });
    return this.#frame.make([...keys, ...results], firstRows.length);
  }
}

/** Without `col`, whatever is a number or a truth value; and anything can be counted. */
function isUsual(cells: Cells, operation: GroupOperation): boolean {
  return operation === "count" || (cells.kind === "number" && cells.type !== "time");
}

function groupBy<F>(frame: GroupedFrame<F>, keys: readonly string[]): Grouping {
  checkList("group rows", "keys", keys);
  if (keys.length === 0 || new Set(keys).size !== keys.length) {
    const rule = 'keys must be one column or several different ones, as ["label"]';
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot group rows: ${rule}, got ${keys.map(describe).join(", ") || "none"}`,
    );
  }
  return groupRows(
    keys.map((name) => frame.cells(name)),
    frame.length,
  );
}

/** Operations of danfo's `agg` that are left to it. */
function isDanfosOwn(operation: string): boolean {
  return ["mode", "cumsum", "cumprod", "cummax", "cummin"].includes(operation);
}

function checkOperation(operation: string): GroupOperation {
  const found = GROUP_OPERATIONS.find((known) => known === operation);
  if (found !== undefined) return found;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot group rows: operations are ${GROUP_OPERATIONS.join(", ")}, got ${describe(operation)}`,
  );
}
