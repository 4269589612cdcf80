import { RPC_MIME, type ServiceResponse } from "../core/mod.ts";
import { contractTable } from "../../../tests/support/contract-table.ts";
import { handleFor } from "../table/mod.ts";
import { installRpc, type RpcFunction } from "./mod.ts";

const RPC = Symbol.for("trafficlab.rpc");
const scope = globalThis as { [RPC]?: RpcFunction };

interface Kernel {
  ask(text: unknown): Promise<ServiceResponse[]>;
  messages: { type: string; content: Record<string, unknown> }[];
}

function kernel(broadcast?: () => Promise<void>): Kernel {
  const messages: Kernel["messages"] = [];
  installRpc({
    broadcast: async (type, content) => {
      await (broadcast?.() ?? new Promise((resolve) => setTimeout(resolve, 1)));
      messages.push({ type, content });
    },
  });
  return {
    messages,
    async ask(text) {
      messages.length = 0;
      await scope[RPC]?.(text as string);
      return messages.map(
        ({ content }) => (content["data"] as Record<string, ServiceResponse>)[RPC_MIME] as ServiceResponse,
      );
    },
  };
}

afterEach(() => delete scope[RPC]);

test("without a kernel nothing is installed", () => {
  expect(installRpc({ broadcast: null })).toBe(false);
  expect(scope[RPC]).toBeUndefined();
});

test("a request is answered by a display message before the call settles", async () => {
  const { ask, messages } = kernel();
  const table = handleFor(contractTable());
  const request = {
    v: 1,
    id: "1",
    method: "rows",
    params: { table, columns: ["label"], offset: 0, limit: 1 },
  };
  const responses = await ask(JSON.stringify(request));
  expect(responses).toEqual([
    { v: 1, id: "1", ok: { total: 1000, rowIndex: [0], columns: ["label"], cells: [["normal"]] } },
  ]);
  expect(messages[0]?.type).toBe("display_data");
  expect(messages[0]?.content).toMatchObject({ metadata: {}, transient: {} });
});

test("progress goes out before the result", async () => {
  const { ask } = kernel();
  const responses = await ask(
    JSON.stringify({ v: 1, id: "p", method: "profile", params: { table: handleFor(contractTable()) } }),
  );
  expect(responses.length).toBeGreaterThan(1);
  expect(responses.findIndex((response) => "ok" in response)).toBe(responses.length - 1);
});

test.each([
  ["no JSON", "{"],
  ["no text", { v: 1 }],
  ["a text of 3 MB", "x".repeat(3_000_000)],
  ["nothing", undefined],
])("%s is answered with BAD_INPUT", async (_, text) => {
  expect(await kernel().ask(text)).toMatchObject([{ id: "", error: { code: "BAD_INPUT" } }]);
});

test("a broadcast that fails ends nothing", async () => {
  const { ask } = kernel(() => Promise.reject(new Error("closed")));
  await expect(
    ask(JSON.stringify({ v: 1, id: "1", method: "release", params: { handles: [] } })),
  ).resolves.toEqual([]);
});

test("a library that is loaded twice answers once, by its later copy", async () => {
  const first = kernel();
  const second = kernel();
  const request = JSON.stringify({ v: 1, id: "1", method: "release", params: { handles: [] } });
  expect(await second.ask(request)).toHaveLength(1);
  expect(first.messages).toHaveLength(0);
});
