import { loadFlows } from "./mod.ts";
import { HOSTILE_INPUTS } from "./testing/hostile.ts";
import { expectBalanced, failure } from "./testing/input.ts";

/** Ten times what the slowest takes on one busy core. */
const HANG_MS = 30_000;

describe("hostile inputs in Node and Deno", () => {
  test.each(HOSTILE_INPUTS)("$name", async ({ bytes, options, code, kept, rejected, check }) => {
    const started = performance.now();
    const loading = loadFlows(bytes, options);
    if (code !== undefined) {
      const error = await failure(loading);
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(/^Cannot load bytes: /)]);
      expect(error.message.length).toBeLessThan(1500);
    } else {
      const table = await loading;
      expectBalanced(table);
      expect(table.report.rejectedRows).toHaveLength(Math.min(1000, table.report.rejected));
      if (kept !== undefined)
        expect([table.report.kept, table.report.rejected]).toEqual([kept, rejected ?? 0]);
      for (const { line, reason, text } of table.report.rejectedRows) {
        expect(line).toBeGreaterThan(0);
        expect(reason).not.toBe("");
        expect(text.length).toBeLessThanOrEqual(200);
      }
      for (const name of table.columnNames.slice(0, 50))
        expect(table.column(name)).toHaveLength(table.rowCount);
      check?.(table);
    }
    expect(performance.now() - started).toBeLessThan(HANG_MS);
  });
});
