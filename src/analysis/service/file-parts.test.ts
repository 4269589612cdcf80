import type { AnalysisService, Methods } from "../core/mod.ts";
import { callInParts } from "./file-parts.ts";

const OPTIONS = { received: 4, sent: 3, pauseMs: 0 };
const FILE = "abcdefghij";

/** A service with one file, that keeps what it was asked. */
function serve(): { ask: AnalysisService["call"]; asked: unknown[] } {
  const asked: unknown[] = [];
  const ask = (method: keyof Methods, params: unknown): Promise<unknown> => {
    asked.push(params);
    const { offset = 0, limit = FILE.length } = params as { offset?: number; limit?: number };
    const part = FILE.slice(offset, offset + limit);
    if (method === "save") return Promise.resolve({ name: "m.tlmodel", base64: part, length: FILE.length });
    if (method === "export") return Promise.resolve({ name: "f.csv", text: part, length: FILE.length });
    return Promise.resolve({ model: "m-1", name: "Forest", classes: ["a"], source: "x.csv" });
  };
  return { ask: ask as AnalysisService["call"], asked };
}

test("a model file comes in parts and is whole, with progress", async () => {
  const { ask, asked } = serve();
  const seen: number[] = [];
  const run = { onProgress: ({ done }: { done: number }) => seen.push(done) };
  const saved = await callInParts(ask, OPTIONS)("save", { model: "m-1" }, run);
  expect(saved).toEqual({ name: "m.tlmodel", base64: FILE, length: 10 });
  expect(asked).toEqual([0, 4, 8].map((offset) => ({ model: "m-1", offset, limit: 4 })));
  expect(seen).toEqual([4, 8]);
});

test("an export comes in parts and is whole", async () => {
  const { ask } = serve();
  const params = { table: "t-1", what: "flagged" as const };
  expect(await callInParts(ask, OPTIONS)("export", params)).toEqual({
    name: "f.csv",
    text: FILE,
    length: 10,
  });
});

test("a model file goes out in parts, a short one whole", async () => {
  const { ask, asked } = serve();
  await callInParts(ask, OPTIONS)("open", { base64: "1234567" });
  expect(asked).toMatchObject([
    { base64: "123", offset: 0, length: 7 },
    { base64: "456", offset: 3, length: 7 },
    { base64: "7", offset: 6, length: 7 },
  ]);
  expect(new Set(asked.map((params) => (params as { upload: string }).upload)).size).toBe(1);
  asked.length = 0;
  await callInParts(ask, OPTIONS)("open", { base64: "12" });
  expect(asked).toEqual([{ base64: "12" }]);
});

test("an abort between two parts ends it at once", async () => {
  const { ask } = serve();
  const abort = new AbortController();
  const saving = callInParts(ask, { ...OPTIONS, pauseMs: 60_000 })(
    "save",
    { model: "m-1" },
    { signal: abort.signal, onProgress: () => queueMicrotask(() => abort.abort()) },
  );
  await expect(saving).rejects.toMatchObject({ code: "CANCELLED" });
});
