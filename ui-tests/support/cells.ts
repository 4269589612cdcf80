/** Cells that are run in a notebook of the real kernel, and what their outputs hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { writeNotebook } from "./captures.ts";
import type { LabPage } from "./lab-page.ts";

/** A cell of a notebook file. */
export interface RunCell {
  cell_type: string;
  execution_count: number | null;
  outputs: { output_type: string; data?: Record<string, unknown>; ename?: string; evalue?: string }[];
}

/** Writes a notebook of these cells, runs all of them in JupyterLab, and saves it; none may fail. */
export async function runCells(
  lab: LabPage,
  name: string,
  cells: readonly string[],
  timeout = 600_000,
): Promise<RunCell[]> {
  writeNotebook(lab.server.root, name, cells);
  await lab.openNotebook(name);
  await lab.runAll();
  let ran: RunCell[] = [];
  // Saved while it runs, too: the file says how far it is, and what failed.
  await expect
    .poll(
      async () => {
        await lab.save();
        ran = (JSON.parse(readFileSync(join(lab.server.root, name), "utf8")) as { cells: RunCell[] }).cells;
        return [...failures(ran), ...(isDone(ran) && (await lab.kernelStatus()) === "idle" ? ["done"] : [])];
      },
      { timeout, intervals: [1_000] },
    )
    .not.toEqual([]);
  expect(failures(ran)).toEqual([]);
  return ran;
}

/** What the only output of a type holds; an error where there is none. */
export function outputOf(cell: RunCell | undefined, mime: string): Record<string, unknown> {
  const found = cell?.outputs.flatMap(({ data }) => (data?.[mime] === undefined ? [] : [data[mime]])) ?? [];
  if (found.length !== 1) throw new Error(`expected one output of ${mime}, got ${found.length}`);
  return found[0] as Record<string, unknown>;
}

function isDone(cells: readonly RunCell[]): boolean {
  return cells.every(({ execution_count: count }) => count !== null);
}

function failures(cells: readonly RunCell[]): string[] {
  return cells.flatMap(({ outputs }) =>
    outputs.flatMap(({ output_type: type, ename, evalue }) =>
      type === "error" ? [`${ename}: ${evalue}`] : [],
    ),
  );
}
