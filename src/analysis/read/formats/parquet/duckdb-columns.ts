import { DuckDb } from "../../../adapters/mod.ts";
import type { DuckDbBlock } from "../../../adapters/mod.ts";
import { codedError, quote } from "../../../core/mod.ts";
import { textColumn, textColumnByAppearance } from "../../../table/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import { isTextFor, numberSql } from "./duckdb-sql.ts";
import type { Footer, Leaf } from "./footer.ts";
import { NumberValues } from "./number-values.ts";

/** A column on its way through DuckDB: what is asked for, how a block of it is kept, and what it becomes. */
interface Asked {
  sql: string;
  keep(block: DuckDbBlock, column: number, row: number): void;
  build(): StoredColumn;
}

/** Bytes that DuckDB may take, and those for each byte of a larger file: a broken page may ask for any number. */
const FREE_MEMORY = 1e9;
const MEMORY_PER_BYTE = 16;

/** Distinct texts up to which a dictionary of DuckDB's costs less than its texts one by one. */
const MOST_CODES = 100_000;

/** What reading the columns needs besides the file. */
export interface DuckDbRun {
  signal: AbortSignal;
  pause: () => Promise<void>;
  /** Told how many rows there are so far. */
  onRows: (rows: number) => void;
}

/**
 * The columns of a Parquet file, read by DuckDB in all its threads: cell for cell those of our own decoder.
 *
 * @param file Its path, from the root, and its size.
 * @param footer As we read it ourselves: it names the columns and says what they become.
 * @throws {Error} code E_UNSUPPORTED where DuckDB is not installed or has another idea of a column; E_READ where it fails.
 */
export async function readByDuckDb(
  { path, bytes }: { path: string; bytes: number },
  footer: Footer,
  run: DuckDbRun,
): Promise<{ columns: StoredColumn[]; version: string }> {
  const db = await DuckDb.open(Math.max(FREE_MEMORY, bytes * MEMORY_PER_BYTE), run.signal);
  try {
    const source = await sourceOf(db, path);
    const columns = footer.leaves.map((leaf) => columnOf(leaf, source));
    const asked: Asked[] = [];
    for (const column of columns)
      asked.push(
        column.isText ? await askTexts(db, column, source, footer.rows) : askNumbers(column, footer.rows),
      );
    await fill(db, source, asked, footer.rows, run);
    return { columns: asked.map((column) => column.build()), version: db.version };
  } finally {
    db.close();
  }
}

interface Source {
  /** What stands behind FROM: its columns are called c0, c1 and so on, whatever the file calls them. */
  sql: string;
  types: readonly string[];
}

async function sourceOf(db: DuckDb, path: string): Promise<Source> {
  const file = `read_parquet(${quoted(path)}, binary_as_string = true, hive_partitioning = false)`;
  const described = await db.describe(`select * from ${file}`);
  const names = described.map((_, place) => nameOf(place));
  return { sql: `${file} as file(${names.join(", ")})`, types: described.map(({ type }) => type) };
}

/** A column as the query has it. */
interface Queried {
  leaf: Leaf;
  isText: boolean;
  /** Its texts, or its values as DOUBLE. */
  sql: string;
}

/** @throws {Error} code E_UNSUPPORTED for values that DuckDB shows in another way than our decoder. */
function columnOf(leaf: Leaf, { types }: Source): Queried {
  const { kind, name, top } = leaf;
  const type = top === null ? "a member of a struct" : (types[top] ?? "none");
  const isText = isTextFor(kind, type);
  const sql = top === null || isText ? nameOf(top ?? 0) : numberSql(kind, nameOf(top), type);
  if (top !== null && sql !== null) return { leaf, isText, sql };
  throw codedError(
    Error,
    "E_UNSUPPORTED",
    `the column ${quote(name)} must be one that DuckDB shows as our own decoder does, got ${type}`,
  );
}

function askNumbers({ leaf, sql }: Queried, rows: number): Asked {
  const values = new NumberValues(leaf.kind, rows);
  return {
    sql: `coalesce(${sql}, 'nan'::double)`,
    keep: (block, at, row) => values.cells.set(block.numbers(at), row),
    build: () => values.build(leaf.name),
  };
}

/** Texts of a column that has few of them come as codes of a dictionary that DuckDB makes first. */
async function askTexts(db: DuckDb, column: Queried, source: Source, rows: number): Promise<Asked> {
  const { leaf, sql } = column;
  const dictionary = `texts_of_${sql}`;
  const distinct = `select distinct ${sql} from ${source.sql} where ${sql} is not null limit ${MOST_CODES + 1}`;
  await db.run(`create type ${dictionary} as enum (${distinct})`);
  const texts = await db.texts(`select unnest(enum_range(null::${dictionary}))::varchar`);
  if (texts.length > MOST_CODES) return askEachText(column, rows);
  const cells = new Int32Array(rows);
  return {
    sql: `coalesce(enum_code(${sql}::${dictionary})::double, -1)`,
    keep: (block, at, row) => cells.set(block.numbers(at), row),
    build: () => textColumnByAppearance(leaf.name, cells, texts),
  };
}

/** Texts of which nearly each row has its own. */
function askEachText({ leaf, sql }: Queried, rows: number): Asked {
  const cells = new Int32Array(rows);
  const codeOf = new Map<string, number>();
  return {
    sql,
    keep(block, at, row) {
      block.texts(at).forEach((text, i) => {
        let code = text === null ? -1 : codeOf.get(text);
        if (code === undefined) codeOf.set(text!, (code = codeOf.size));
        cells[row + i] = code;
      });
    },
    build: () => textColumn(leaf.name, cells, [...codeOf.keys()]),
  };
}

async function fill(
  db: DuckDb,
  source: Source,
  asked: readonly Asked[],
  rows: number,
  { pause, onRows }: DuckDbRun,
): Promise<void> {
  let filled = 0;
  const query = `select ${asked.map(({ sql }) => sql).join(", ")} from ${source.sql}`;
  for await (const block of db.blocks(query)) {
    if (filled + block.rows > rows) throw otherRows(rows, "more");
    asked.forEach((column, at) => column.keep(block, at, filled));
    filled += block.rows;
    onRows(filled);
    await pause();
  }
  if (filled < rows) throw otherRows(rows, String(filled));
}

function otherRows(rows: number, got: string): Error {
  return codedError(Error, "E_READ", `its Parquet must hold ${rows} rows as it says, got ${got}`);
}

function nameOf(place: number): string {
  return `c${place}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
