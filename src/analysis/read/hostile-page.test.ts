import { pageHost } from "../host/page.ts";
import { loadFlows } from "./mod.ts";
import { HOSTILE_INPUTS } from "./testing/hostile.ts";
import { expectBalanced, failure, gzip } from "./testing/input.ts";
import type * as serverModule from "../host/server.ts";

type ServerModule = typeof serverModule;

jest.mock("../host/mod.ts", () => ({
  ...jest.requireActual<object>("../host/mod.ts"),
  currentHost: () => jest.requireActual<{ pageHost: typeof pageHost }>("../host/page.ts").pageHost(),
}));

describe("hostile inputs in the page", () => {
  test.each(HOSTILE_INPUTS)("$name", async ({ bytes, options, code, kept, rejected, check }) => {
    const loading = loadFlows(new Blob([new Uint8Array(bytes)]), options);
    if (code !== undefined) {
      expect((await failure(loading)).code).toBe(code);
      return;
    }
    const table = await loading;
    expect(table.provenance.runtime.name).toBe("browser");
    expectBalanced(table);
    if (kept !== undefined) expect([table.report.kept, table.report.rejected]).toEqual([kept, rejected ?? 0]);
    check?.(table);
  });

  test("paths are no source there, and say what is", async () => {
    const error = await failure(loadFlows("flows.csv"));
    expect([error.name, error.message]).toEqual([
      "TypeError",
      'Cannot load "flows.csv": the page has no files; pass a Blob, a File, a stream or a URL with http: or https:',
    ]);
  });

  test("a lenient load of a cut gzip keeps the same rows as in Node", async () => {
    const packed = gzip(
      `duration,label\n${Array.from({ length: 20_000 }, (_, row) => `${row},${row.toString(36)}\n`).join("")}`,
    );
    const cut = packed.subarray(0, 40_000);
    const { serverHost } = jest.requireActual<ServerModule>("../host/server.ts");
    const unpacked = async (host: {
      gunzip(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
    }): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      async function* source(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(cut);
      }
      try {
        for await (const chunk of host.gunzip(source())) chunks.push(chunk);
      } catch {
        return Buffer.concat(chunks);
      }
      throw new Error("it did not fail");
    };
    const inPage = await unpacked(pageHost());
    expect(inPage.length).toBeGreaterThan(50_000);
    expect((await unpacked(serverHost())).equals(inPage)).toBe(true);
  });
});
