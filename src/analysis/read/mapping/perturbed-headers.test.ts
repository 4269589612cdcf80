import type { FlowTable } from "../../table/mod.ts";
import { loadFlows } from "../mod.ts";
import { bytesOf } from "../testing/input.ts";
import { perturbedHeaders } from "../testing/perturbed-headers.ts";
import type { PerturbedHeader } from "../testing/perturbed-headers.ts";

const HEADERS = 200;
const SEED = 6;
const TIMEOUT = 60_000;

/** What a reader made of a header. */
interface Reading {
  /** Fields taken from another column, or from none. */
  wrong: string[];
  /** Numbers that are not the flow's: a unit, or a side. */
  wrongNumbers: string[];
  /** A unit that nobody can know, and the reader says so. */
  asked: boolean;
}

async function readingOf(header: PerturbedHeader): Promise<Reading> {
  const table = await loadFlows(bytesOf(header.text));
  const reading: Reading = { wrong: [], wrongNumbers: [], asked: false };
  for (const field of header.fields) {
    const { status, columns, reason } = table.mapping.field(field);
    if (status === "cannot derive") {
      const unknowable = field === "duration" && !header.unitKnown;
      if (unknowable && /unit .* not known/.test(reason ?? "")) reading.asked = true;
      else reading.wrong.push(`${field}: ${reason}`);
      continue;
    }
    const column = header.columnOf[field];
    if (column !== undefined && !columns.includes(column.trim()))
      reading.wrong.push(`${field} from ${columns.join(", ")}, not from ${column}`);
  }
  reading.wrongNumbers = wrongNumbers(table, header);
  return reading;
}

/** Fields that are set to other numbers than the flows have; it may be any of them, and not only those that the header is about. */
function wrongNumbers(table: FlowTable, { truth }: PerturbedHeader): string[] {
  return Object.entries(truth).flatMap(([field, expected]) => {
    const entry = table.mapping.fields.find((candidate) => candidate.field === field)!;
    if (entry.status === "cannot derive") return [];
    const actual = table.numeric(field);
    // A span between stamps of milliseconds is a duration to the millisecond.
    const slack = entry.status === "computed" && field === "duration" ? 1.1e-3 : 1e-9;
    const wrong = expected.some((value, row) => Math.abs(actual[row]! - value) > 1e-6 * value + slack);
    return wrong ? [`${field} from ${entry.columns.join(", ")} in ${entry.unit?.from}`] : [];
  });
}

test(
  "of 200 rewritten headers at least 95 % are mapped right, and none in a wrong unit",
  async () => {
    const headers = perturbedHeaders(HEADERS, SEED);
    const wrong: string[] = [];
    const wrongUnits: string[] = [];
    let asked = 0;
    for (const header of headers) {
      const reading = await readingOf(header);
      const mistakes = [...reading.wrong, ...reading.wrongNumbers];
      if (mistakes.length > 0)
        wrong.push(`${header.record}: ${header.header.join("|")}: ${mistakes.join("; ")}`);
      wrongUnits.push(...reading.wrongNumbers);
      if (reading.asked) asked++;
    }
    expect(wrongUnits).toEqual([]);
    expect(wrong.slice(HEADERS / 20)).toEqual([]);
    // Where neither the name nor another column tells the unit, the reader asks; it must not do so everywhere.
    expect(asked).toBeLessThan(HEADERS / 8);
  },
  TIMEOUT,
);

test("the same seed makes the same headers", () => {
  const [first, again, other] = [perturbedHeaders(8, 1), perturbedHeaders(8, 1), perturbedHeaders(8, 2)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});
