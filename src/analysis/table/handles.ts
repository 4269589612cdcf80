import { hashDigits } from "../core/mod.ts";
import type { TableHandle } from "../core/mod.ts";
import { FloatColumn, TextColumn } from "./columns.ts";
import type { StoredColumn } from "./columns.ts";
import type { StoredTable } from "./stored-table.ts";

/** Handles of tables that are gone are forgotten when there are more than this. */
const MANY_KNOWN = 256;
/** Tables kept alive for the widgets that show them; older ones answer only while the notebook still holds them. */
const KEPT = 16;

interface Registry {
  kept: Map<TableHandle, StoredTable>;
  known: Map<TableHandle, WeakRef<StoredTable>>;
}

const registry: Registry = { kept: new Map(), known: new Map() };
const handles = new WeakMap<StoredTable, TableHandle>();

/**
 * The handle by which widgets ask for a table's rows. Equal tables have equal handles, so that a widget saved in a notebook finds its
 * table again after the notebook ran anew.
 */
export function handleFor(table: StoredTable): TableHandle {
  let handle = handles.get(table);
  if (handle === undefined) {
    handle = fingerprint(table);
    handles.set(table, handle);
  }
  registry.known.set(handle, new WeakRef(table));
  if (registry.known.size > MANY_KNOWN) forgetGone();
  keep(handle, table);
  return handle;
}

/** The table of a handle, or undefined when this runtime has none. */
export function storedTableFor(handle: TableHandle): StoredTable | undefined {
  const table = registry.kept.get(handle) ?? registry.known.get(handle)?.deref();
  if (table) keep(handle, table);
  else registry.known.delete(handle);
  return table;
}

function forgetGone(): void {
  for (const [handle, table] of registry.known) if (!table.deref()) registry.known.delete(handle);
}

/** Lets go of a table; the handle answers as long as something else holds the table. */
export function releaseHandle(handle: TableHandle): void {
  registry.kept.delete(handle);
}

function keep(handle: TableHandle, table: StoredTable): void {
  registry.kept.delete(handle);
  registry.kept.set(handle, table);
  if (registry.kept.size > KEPT) registry.kept.delete(registry.kept.keys().next().value!);
}

/** 64 bits over names, types and cells: enough to tell a user's tables apart, and no promise against forgery. */
function fingerprint(table: StoredTable): TableHandle {
  const hash = new WordHash();
  hash.text(`${table.rowCount}`);
  for (const column of table.storedColumns()) {
    hash.text(`${column.name}\n${column.type}`);
    if (column instanceof TextColumn) hashTexts(hash, column);
    else hash.words(wordsOf(column));
  }
  return `t-${hash.hex()}`;
}

/** Categories in order of first appearance: equal cells may be coded in different orders. */
function hashTexts(hash: WordHash, { values, categories }: TextColumn): void {
  const codeOf = new Int32Array(categories.length).fill(-1);
  const codes = new Uint32Array(values.length);
  let next = 0;
  for (let row = 0; row < values.length; row++) {
    const category = values[row]!;
    if (category < 0) {
      codes[row] = MISSING_WORD;
      continue;
    }
    if (codeOf[category]! < 0) {
      codeOf[category] = next++;
      hash.text(categories[category]!);
    }
    codes[row] = codeOf[category]!;
  }
  hash.words(codes);
}

const MISSING_WORD = 0xffffffff;
/** Upper half of the one NaN that all are hashed as: their bits differ between engines. */
const NAN_WORD = 0x7ff80000;

/** The cells of a column as 32-bit words, the same for all ways to store a missing cell. */
function wordsOf(column: Exclude<StoredColumn, TextColumn>): Uint32Array {
  if (column instanceof FloatColumn) {
    const { values } = column;
    const words = new Uint32Array(values.slice().buffer);
    for (let row = 0; row < values.length; row++) {
      if (values[row] === values[row]) continue;
      words[2 * row] = 0;
      words[2 * row + 1] = NAN_WORD;
    }
    return words;
  }
  const words = Uint32Array.from(column.values);
  if (column.missing === 0) return words;
  const present = new Uint32Array((column.length + 31) >>> 5);
  for (let row = 0; row < column.length; row++) {
    if (column.isMissing(row)) words[row] = 0;
    else present[row >>> 5]! |= 1 << (row & 31);
  }
  return joined(words, present);
}

function joined(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Two lanes of multiply-and-rotate with an avalanche at the end, in 32-bit arithmetic. */
class WordHash {
  #a = 0x9e3779b9;
  #b = 0x85ebca6b;

  words(words: Uint32Array): void {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      a = Math.imul(a ^ word, 0xcc9e2d51);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(b + word, 0x1b873593);
      b = ((b << 13) | (b >>> 19)) ^ a;
    }
    this.#a = a ^ words.length;
    this.#b = b;
  }

  text(text: string): void {
    const units = new Uint32Array(text.length);
    for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
    this.words(units);
  }

  hex(): string {
    return hashDigits(this.#a ^ this.#b) + hashDigits(this.#b);
  }
}
