import { columnsFromFrame, frameFromColumns } from "../adapters/mod.ts";
import type { DataFrame, FlowFrame } from "../adapters/mod.ts";
import {
  CANONICAL_FIELDS,
  checkInteger,
  checkList,
  checkOptions,
  codedError,
  cutText,
  describe,
  isCanonicalField,
  quote,
} from "../core/mod.ts";
import type { Filter, JSONValue, LoadReport, MimeBundle, Provenance, RowView, SortKey } from "../core/mod.ts";
import { tableBundle } from "../display/mod.ts";
import { prng } from "../../kernels/mod.ts";
import { concatColumns } from "./concat.ts";
import type { StoredColumn } from "./columns.ts";
import { toCSV } from "./csv.ts";
import { rowsWhere } from "./filter.ts";
import { tableFromFrameColumns } from "./from-frame.ts";
import { handleFor } from "./handles.ts";
import { FieldMappings } from "./mapping.ts";
import { mergeMeta } from "./merge.ts";
import { writeParquet } from "./parquet.ts";
import { sortRows } from "./sort.ts";
import type { StoredTable, TableMeta } from "./stored-table.ts";

/** Before the name of a source column that a canonical field hides. */
const SOURCE_PREFIX = "source:";

/**
 * An immutable table of flow records in typed columns, about 50 bytes a flow.
 *
 * Methods that choose or order rows give a new table; the report stays that of the load.
 */
export class FlowTable implements StoredTable {
  readonly rowCount: number;
  /** Canonical fields first, in their fixed order, then source columns in theirs; one that a canonical field hides has "source:" before it. */
  readonly columnNames: string[];
  readonly mapping: FieldMappings;
  readonly report: LoadReport;
  readonly provenance: Provenance;
  readonly #columns: ReadonlyMap<string, StoredColumn>;

  private constructor(columns: ReadonlyMap<string, StoredColumn>, rowCount: number, meta: TableMeta) {
    this.#columns = columns;
    this.rowCount = rowCount;
    this.columnNames = [...columns.keys()];
    this.mapping = new FieldMappings(meta.mapping);
    this.report = meta.report;
    this.provenance = { ...meta.provenance, rows: rowCount, mapping: this.mapping.toJSON() };
  }

  /**
   * A table of these columns.
   *
   * @param columns Canonical fields under their names and source columns under theirs; all of one length.
   * @throws {RangeError} code BAD_INPUT, when lengths differ or a name stands twice.
   */
  static fromColumns(columns: readonly StoredColumn[], meta: TableMeta): FlowTable {
    const rowCount = columns[0]?.length ?? 0;
    const byName = new Map<string, StoredColumn>();
    for (const column of inOrder(columns)) {
      if (column.length !== rowCount) {
        const rule = `columns must have ${rowCount} rows as the first`;
        throw codedError(
          RangeError,
          "BAD_INPUT",
          `Cannot make a table: ${rule}, got ${column.length} in ${quote(column.name)}`,
        );
      }
      if (byName.has(column.name)) {
        throw codedError(
          RangeError,
          "BAD_INPUT",
          `Cannot make a table: names must differ, got ${quote(column.name)} twice`,
        );
      }
      byName.set(column.name, column);
    }
    return new FlowTable(byName, rowCount, meta);
  }

  /**
   * A column by its name: a canonical field, a source column, or `source:` and the name of a source column.
   *
   * Where a canonical field is the source's column as it stands, both names give the same column.
   *
   * @throws {RangeError} code BAD_INPUT, naming the columns there are.
   */
  column(name: string): StoredColumn {
    const found = this.#columns.get(name) ?? this.#sourceColumn(String(name));
    if (found) return found;
    const missing = isCanonicalField(name) ? this.mapping.field(name).reason : undefined;
    const known = cutText(this.columnNames.map((known) => quote(known)).join(", "), 600);
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot read column ${quote(String(name))}: ${missing ? `it cannot be derived (${missing})` : "the table has no such column"}; it has ${known}`,
    );
  }

  /**
   * A numeric column as a new array: missing NaN, infinite as it is, boolean 0 or 1, time UTC epoch ms.
   *
   * @returns Shape (rowCount,). Yours to change; `column(name).values` shares the table's own storage.
   * @throws {TypeError} code BAD_INPUT, for a text column.
   */
  numeric(name: string): Float64Array {
    const column = this.column(name);
    if (column.type === "text") {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot read column ${quote(name)} as numbers: it is text; use column(${quote(name)})`,
      );
    }
    const values = Float64Array.from(column.values);
    if (column.missing > 0)
      for (let row = 0; row < values.length; row++) if (column.isMissing(row)) values[row] = NaN;
    return values;
  }

  /** The stored columns, in the order of `columnNames`. */
  storedColumns(): StoredColumn[] {
    return [...this.#columns.values()];
  }

  /**
   * The rows that a filter keeps, in order.
   *
   * @param where Plain data (travels to widgets and into provenance) or a function of a row.
   */
  filter(where: Filter | ((row: RowView) => boolean)): FlowTable {
    if (typeof where === "function") {
      const rows = this.#rowsWhereTrue(where);
      return this.#take(rows, { filterFunction: cutText(String(where), 2000) });
    }
    return this.#take(rowsWhere(this, where), { filter: where as unknown as JSONValue });
  }

  /** The table with these columns only, in the table's order. */
  select(names: readonly string[]): FlowTable {
    checkList("select columns", "names", names);
    const wanted = new Set(names.map((name) => this.column(name)));
    const columns = new Map([...this.#columns].filter(([, column]) => wanted.has(column)));
    return new FlowTable(columns, this.rowCount, this.#derived({ select: [...names] }));
  }

  /** Rows `from` to `to`, `to` excluded; negative numbers count from the end, as in `Array.prototype.slice`. */
  slice(from: number, to: number = this.rowCount): FlowTable {
    for (const [name, value] of [
      ["from", from],
      ["to", to],
    ] as const) {
      checkInteger("slice flows", name, value, -0xffffffff, 0xffffffff);
    }
    return this.#take(allRows(this.rowCount).slice(from, to), { slice: [from, to] });
  }

  /** `rows` rows drawn without replacement, each set of rows as likely as any other; in the table's order. */
  sample(rows: number, seed: number = 42): FlowTable {
    checkInteger("sample flows", "rows", rows, 0, 0xffffffff);
    const random = prng(
      checkInteger("sample flows", "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    );
    const drawn = allRows(Math.min(rows, this.rowCount));
    for (let row = drawn.length; row < this.rowCount; row++) {
      const place = random.int(row + 1);
      if (place < drawn.length) drawn[place] = row;
    }
    return this.#take(drawn.sort(), { sample: [rows, seed] });
  }

  /** The rows in the order of the keys; stable, missing cells last. */
  sort(by: readonly SortKey[]): FlowTable {
    return this.#take(sortRows(this, allRows(this.rowCount), by), { sort: by.map((key) => ({ ...key })) });
  }

  /**
   * Tables one below the other; a column that one of them lacks is missing in its rows.
   *
   * Where it is not known which bytes one of them counts, the report warns of it.
   *
   * @throws {RangeError} code BAD_INPUT, when there is no table, or when they count different bytes: such columns must not be compared.
   */
  static concat(tables: readonly FlowTable[]): FlowTable {
    checkTables(tables);
    const names = [...new Set(tables.flatMap((table) => table.columnNames))];
    const lengths = tables.map((table) => table.rowCount);
    const columns = names.map((name) =>
      concatColumns(
        name,
        tables.map((table) => table.#columns.get(name) ?? null),
        lengths,
      ),
    );
    return FlowTable.fromColumns(columns, mergeMeta(tables));
  }

  /**
   * The table as a danfo frame; past `limit` rows (100,000) that many, evenly spaced, and the frame's `note` says so.
   *
   * danfo keeps about 1.1 kB a row, the table about 50 bytes: choose or aggregate first, then convert.
   */
  toDanfo(options?: { limit?: number }): FlowFrame {
    checkOptions("make a danfo frame", options, ["limit"]);
    return frameFromColumns(this.storedColumns(), options);
  }

  /** The table of a danfo frame's columns; canonical names become canonical fields. */
  static fromDanfo(df: DataFrame): FlowTable {
    return tableFromFrameColumns(columnsFromFrame(df), (columns, meta) =>
      FlowTable.fromColumns(columns, meta),
    );
  }

  /** The table as CSV; see the option for spreadsheets. */
  toCSV(options?: { formulaSafe?: boolean }): string {
    checkOptions("write CSV", options, ["formulaSafe"]);
    const formulaSafe = options?.formulaSafe ?? false;
    if (typeof formulaSafe !== "boolean") {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot write CSV: formulaSafe must be true or false, got ${describe(formulaSafe)}`,
      );
    }
    return toCSV(this, formulaSafe);
  }

  /**
   * Writes the table as a Parquet file, in one step: whoever reads the path finds the old file or the new one. Reading it back gives the same columns.
   *
   * @param path A path on this machine; in the page there is none.
   * @throws {TypeError} code BAD_INPUT, for a path that is no text, and in the page.
   * @throws {Error} code E_WRITE, when the file cannot be written.
   */
  async toParquet(path: string): Promise<void> {
    await writeParquet(this, path);
  }

  /** What a notebook shows when a table is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return tableBundle(this, handleFor(this));
  }

  /** A source column by its own name, with or without prefix; the canonical column that took it over unchanged, where there is one. */
  #sourceColumn(given: string): StoredColumn | undefined {
    const prefixed = given.startsWith(SOURCE_PREFIX);
    const name = prefixed ? given.slice(SOURCE_PREFIX.length) : given;
    const stored = prefixed && !isCanonicalField(name) ? this.#columns.get(name) : undefined;
    if (stored) return stored;
    const same = this.mapping.fields.find(
      ({ status, columns, unit, field }) =>
        status === "direct" &&
        !unit &&
        columns.length === 1 &&
        columns[0] === name &&
        this.#columns.has(field),
    );
    return same && this.#columns.get(same.field);
  }

  #rowsWhereTrue(test: (row: RowView) => boolean): Uint32Array {
    const columns = [...this.#columns];
    const rows = new Uint32Array(this.rowCount);
    let count = 0;
    for (let row = 0; row < this.rowCount; row++) {
      const cells = Object.fromEntries(columns.map(([name, column]) => [name, column.at(row)]));
      if (test({ ...cells, rowIndex: row })) rows[count++] = row;
    }
    return rows.slice(0, count);
  }

  #take(rows: Uint32Array, step: JSONValue): FlowTable {
    const columns = new Map<string, StoredColumn>();
    for (const [name, column] of this.#columns) columns.set(name, column.take(rows));
    return new FlowTable(columns, rows.length, this.#derived(step));
  }

  #derived(step: JSONValue): TableMeta {
    const { parameters } = this.provenance;
    const base =
      parameters !== null && typeof parameters === "object" && !Array.isArray(parameters) ? parameters : {};
    const steps = Array.isArray(base["steps"]) ? base["steps"] : [];
    return {
      mapping: this.mapping.toJSON(),
      report: this.report,
      provenance: { ...this.provenance, parameters: { ...base, steps: [...steps, step] } },
    };
  }
}

/** Canonical fields in their order, then the rest in theirs. */
function inOrder(columns: readonly StoredColumn[]): StoredColumn[] {
  const byField = new Map(columns.map((column) => [column.name, column]));
  const canonical = CANONICAL_FIELDS.flatMap((field) => byField.get(field) ?? []);
  const taken = new Set(canonical);
  return [...canonical, ...columns.filter((column) => !taken.has(column))];
}

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

function checkTables(tables: readonly FlowTable[]): void {
  if (!Array.isArray(tables) || tables.length === 0) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot concatenate tables: expected a list of at least one, got ${describe(tables)}`,
    );
  }
  for (const table of tables) {
    if (!(table instanceof FlowTable))
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot concatenate tables: each must be a FlowTable, got ${describe(table)}`,
      );
  }
}
