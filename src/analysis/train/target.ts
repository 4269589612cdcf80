/** The classes that are learned: which column, which class each flow has, which classes are attacks. */
import { codedError, countOf, cutText, groupDigits, quote } from "../core/mod.ts";
import type { Column } from "../core/mod.ts";
import { inClassOrder } from "../estimators/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { ACTION, refused } from "./options.ts";

export interface Target {
  /** The column's name in the table. */
  readonly name: string;
  /** In class order. */
  readonly classes: string[];
  /** Class of each row; -1 where it has none. */
  readonly codes: Int32Array;
  /** What the table says of each class; null where it says nothing or both. */
  readonly isAttack: (boolean | null)[];
}

/** 100 classes are 4,950 pairs for the support vectors, and more than anybody reads. */
export const MOST_CLASSES = 100;

/** @throws {RangeError} or {TypeError} code BAD_INPUT, for a column that is not there or is no column of classes. */
export function readTarget(table: FlowTable, name: string): Target {
  const column = targetColumn(table, name);
  const { texts, codes } = classCodes(column);
  const counts = new Uint32Array(texts.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const classes = texts.filter((_, code) => counts[code]! > 0).sort(inClassOrder);
  if (classes.length === 0)
    throw refused(`${quote(column.name)} must hold a class in some flows, got none; choose another target`);
  if (classes.length > MOST_CLASSES)
    throw refused(
      `${quote(column.name)} must have at most ${MOST_CLASSES} classes, got ${groupDigits(classes.length)}; choose a column of fewer`,
    );
  const codeOf = new Map(classes.map((text, code) => [text, code]));
  const moved = Int32Array.from(texts, (text) => codeOf.get(text) ?? -1);
  const own = codes.map((code) => (code < 0 ? -1 : moved[code]!));
  return {
    name: column.name,
    classes,
    codes: own,
    isAttack:
      column.name === "is_attack"
        ? classes.map((text) => text === "true" || text === "1")
        : verdicts(table, classes.length, own),
  };
}

function targetColumn(table: FlowTable, name: string): Column {
  if (name === "label" && !table.columnNames.includes("label")) {
    const texts = table.columnNames.filter((known) => ["text", "boolean"].includes(table.column(known).type));
    const hint = texts.length === 0 ? "" : `, one of ${cutText(texts.map(quote).join(", "), 300)}`;
    throw refused(
      `the table must have labels, got none; load it with the option label, or choose a target${hint}`,
    );
  }
  return table.column(name);
}

function classCodes(column: Column): { texts: readonly string[]; codes: Int32Array } {
  const { type, values, categories } = column;
  if (type === "text") return { texts: categories ?? [], codes: values as Int32Array };
  if (type === "boolean" || type === "int") return numberCodes(column);
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: ${quote(column.name)} must be text, boolean or whole numbers, got ${type === "time" ? "times" : "decimal numbers"}; choose a column of classes as target`,
  );
}

function numberCodes(column: Column): { texts: string[]; codes: Int32Array } {
  const codeOf = new Map<number, number>();
  const codes = new Int32Array(column.length).fill(-1);
  for (let row = 0; row < column.length; row++) {
    if (column.missing > 0 && column.isMissing(row)) continue;
    const value = column.values[row]!;
    let code = codeOf.get(value);
    if (code === undefined) {
      codeOf.set(value, (code = codeOf.size));
      if (code >= MOST_CLASSES)
        throw refused(
          `${quote(column.name)} must have at most ${MOST_CLASSES} classes, got ${countOf(code + 1, "number")} and more; choose a column of classes as target`,
        );
    }
    codes[row] = code;
  }
  const texts = [...codeOf.keys()].map((value) =>
    column.type === "boolean" ? String(value !== 0) : String(value),
  );
  return { texts, codes };
}

/** @returns null for a class of which no row has a verdict, or rows disagree. */
function verdicts(table: FlowTable, classes: number, codes: Int32Array): (boolean | null)[] {
  const seen = new Uint8Array(classes);
  if (table.columnNames.includes("is_attack")) {
    const flags = table.column("is_attack");
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code >= 0 && !flags.isMissing(row)) seen[code]! |= flags.values[row] === 0 ? 1 : 2;
    }
  }
  return Array.from(seen, (bits) => (bits === 2 ? true : bits === 1 ? false : null));
}
