import type { CanonicalField, Column, Mapping, Table } from "../../core/mod.ts";

/** Numbers by row; NaN where a cell is missing. */
export type Numbers = Float64Array | Int32Array;

/** Texts by row, as codes; -1 where a cell is missing. */
export interface Texts {
  codes: Int32Array;
  categories: readonly string[];
}

/** A source column found under one of its spellings. */
export interface SourceNumbers {
  name: string;
  values: Numbers;
}

/** A table as the rules of the lint read it: canonical fields and the meter's own columns, as numbers and codes. */
export class LintView {
  readonly rowCount: number;
  readonly mapping: Mapping;
  readonly #table: Table;
  readonly #numbers = new Map<string, Numbers | null>();
  readonly #bySpelling = new Map<string, string[]>();

  constructor(table: Table) {
    this.#table = table;
    this.rowCount = table.rowCount;
    this.mapping = table.mapping;
    for (const name of table.columnNames) {
      const spelling = spellingOf(name);
      this.#bySpelling.set(spelling, [...(this.#bySpelling.get(spelling) ?? []), name]);
    }
  }

  get columnNames(): readonly string[] {
    return this.#table.columnNames;
  }

  /** The numbers of a canonical field; null where the table has none. */
  numbers(field: CanonicalField): Numbers | null {
    return this.#table.columnNames.includes(field) ? this.#read(field) : null;
  }

  /** The texts of a canonical field; null where the table has none. */
  texts(field: CanonicalField): Texts | null {
    if (!this.#table.columnNames.includes(field)) return null;
    const column = this.#table.column(field);
    return column.type === "text" && column.values instanceof Int32Array
      ? { codes: column.values, categories: column.categories ?? [] }
      : null;
  }

  /** The numbers of the first source column that is spelled in one of these ways; letters and digits alone count. */
  source(...spellings: string[]): SourceNumbers | null {
    for (const spelling of spellings) {
      for (const name of this.sources(spelling)) {
        const values = this.#read(name);
        if (values !== null) return { name, values };
      }
    }
    return null;
  }

  /** Names of all columns that are spelled in this way, but for a number that tells repeated names apart. */
  sources(spelling: string): readonly string[] {
    return this.#bySpelling.get(spellingOf(spelling)) ?? [];
  }

  /** The numbers of a column of the table; null where it holds none. */
  column(name: string): SourceNumbers | null {
    const values = this.#table.columnNames.includes(name) ? this.#read(name) : null;
    return values === null ? null : { name, values };
  }

  /** A column as it is stored. */
  tableColumn(name: string): Column {
    return this.#table.column(name);
  }

  /** Whether a field came from the source as it is, so that it can disagree with the others. */
  isGiven(field: CanonicalField): boolean {
    return this.mapping.fields.some((one) => one.field === field && one.status === "direct");
  }

  #read(name: string): Numbers | null {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const column = this.#table.column(name);
    let values: Numbers | null = null;
    if (column.values instanceof Float64Array) values = column.values;
    else if (column.type === "int" && column.values instanceof Int32Array) {
      values = column.values;
      if (column.missing > 0) {
        const numbers = Float64Array.from(values);
        for (let row = 0; row < numbers.length; row++) if (column.isMissing(row)) numbers[row] = NaN;
        values = numbers;
      }
    }
    this.#numbers.set(name, values);
    return values;
  }
}

/** "Fwd Header Length#2" and " fwd_header_length" are spelled alike. */
function spellingOf(name: string): string {
  return name
    .replace(/^source:/, "")
    .replace(/(?:#|\.)\d+$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}
