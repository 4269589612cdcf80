import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contractTable } from "../../../tests/support/contract-table.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import { serviceContract, type ContractSubject } from "../../../tests/contracts/service-contract.ts";
import type { Methods, ServiceResponse } from "../core/mod.ts";
import { jsonBytes } from "../display/mod.ts";
import { generateTraffic } from "../generate/mod.ts";
import {
  floatColumn,
  handleFor,
  intColumn,
  tableFor,
  textColumnFromStrings,
  type FlowTable,
} from "../table/mod.ts";
import { createService, ServiceClient, type Service } from "./mod.ts";

/** A client and a service in one memory; messages pass as JSON does, files by reference. */
function inMemory(): ContractSubject & { table: string; keep: FlowTable } {
  const service = createService();
  const keep = contractTable();
  const client = new ServiceClient({
    send: (request) => {
      const { source } = request.params as { source?: unknown };
      const copy = source instanceof Blob ? request : (JSON.parse(JSON.stringify(request)) as unknown);
      void service.handleRequest(copy, (response) => client.receive(JSON.parse(JSON.stringify(response))));
    },
  });
  return { service: client, table: handleFor(keep), takesBlobs: true, keep };
}

test.each(serviceContract)("in memory, it $name", async ({ run }) => {
  await run(inMemory());
});

async function ask(service: Service, request: unknown): Promise<ServiceResponse[]> {
  const responses: ServiceResponse[] = [];
  await service.handleRequest(request, (response) => responses.push(response));
  return responses;
}

function errorOf(responses: readonly ServiceResponse[]): { code: string; message: string } {
  const [response] = responses;
  if (responses.length !== 1 || response === undefined || !("error" in response))
    throw new Error(`Expected one error, got ${JSON.stringify(responses)}`);
  return response.error;
}

const cycle: Record<string, unknown> = { table: "t" };
cycle["self"] = cycle;

test.each([
  ["null", null, ""],
  ["a text", "rows", ""],
  ["a list", [1], ""],
  ["nothing but an id", { id: "a" }, "a"],
  ["another version", { v: 2, id: "a", method: "rows", params: {} }, "a"],
  ["an id of a megabyte", { v: 1, id: "x".repeat(1e6), method: "rows", params: {} }, ""],
  ["an id that is an object", { v: 1, id: {}, method: "rows", params: {} }, ""],
  ["an inherited method", { v: 1, id: "a", method: "constructor", params: {} }, "a"],
  [
    "a method that is an object",
    { v: 1, id: "a", method: { toString: (): string => "rows" }, params: {} },
    "a",
  ],
  ["no params", { v: 1, id: "a", method: "rows" }, "a"],
  ["params that are a list", { v: 1, id: "a", method: "rows", params: [] }, "a"],
  ["unknown params", { v: 1, id: "a", method: "rows", params: { table: "t", evil: 1 } }, "a"],
  [
    "params with a prototype",
    {
      v: 1,
      id: "a",
      method: "filter",
      params: JSON.parse('{"table": "t", "where": {"__proto__": {"x": 1}}}') as unknown,
    },
    "a",
  ],
  [
    "params that turn in a circle",
    { v: 1, id: "a", method: "profile", params: { table: "t", options: cycle } },
    "a",
  ],
  ["a billion handles", { v: 1, id: "a", method: "release", params: { handles: new Array(1e9) } }, "a"],
  [
    "a signal in the options",
    { v: 1, id: "a", method: "load", params: { source: "x.csv", options: { signal: {} } } },
    "a",
  ],
  ["a source that is an object", { v: 1, id: "a", method: "load", params: { source: { path: "x" } } }, "a"],
  [
    "a handle that is an object",
    { v: 1, id: "a", method: "rows", params: { table: {}, offset: 0, limit: 1 } },
    "a",
  ],
])("%s is answered with BAD_INPUT under its id", async (_, request, id) => {
  const responses = await ask(createService(), request);
  expect(errorOf(responses).code).toBe("BAD_INPUT");
  expect(responses[0]?.id).toBe(id);
});

test("a filter that is too deep, too large or no filter is refused", async () => {
  const table = handleFor(contractTable());
  const service = createService();
  const filter = (where: unknown): Promise<ServiceResponse[]> =>
    ask(service, { v: 1, id: "f", method: "filter", params: { table, where } });
  let nested: unknown = { column: "label", op: "missing" };
  for (let level = 0; level < 20; level++) nested = { not: nested };
  const part = { column: "label", op: "==", value: "scan" };
  for (const where of [
    nested,
    { or: new Array(500).fill(part) },
    [],
    "label",
    { column: 3, op: "==" },
    { column: "label", op: "in", values: [{}] },
    { rows: [1e9] },
    { column: "duration", op: "==", value: "x" },
  ]) {
    expect(errorOf(await filter(where)).code).toBe("BAD_INPUT");
  }
});

test("columns and labels of a megabyte are asked for by the names under which they travel", async () => {
  const long = "c".repeat(1_000_000);
  const label = "l".repeat(100_000);
  const table = tableOf([
    intColumn(`${long}1`, Int32Array.of(1, 2, 3)),
    intColumn(`${long}2`, Int32Array.of(4, 5, 6)),
    textColumnFromStrings("label", [label, "other", label]),
  ]);
  const service = createService();
  const rows = async (params: object): Promise<{ total: number; columns: string[]; cells: unknown[][] }> => {
    const [response] = await ask(service, {
      v: 1,
      id: "r",
      method: "rows",
      params: { table: handleFor(table), offset: 0, limit: 10, ...params },
    });
    return (response as unknown as { ok: { total: number; columns: string[]; cells: unknown[][] } }).ok;
  };
  const all = await rows({});
  const [cut, first, second] = [all.cells[0]?.[0], ...all.columns.slice(1)];
  expect(cut).toHaveLength(200);
  expect([first, second].every((name) => name !== undefined && name.length <= 200)).toBe(true);
  expect((await rows({ columns: [second] })).cells).toEqual([[4], [5], [6]]);
  expect(
    (
      await rows({
        where: { column: second, op: ">", value: 4 },
        columns: [first],
        sort: [{ column: second, descending: true }],
      })
    ).cells,
  ).toEqual([[3], [2]]);
  expect((await rows({ where: { column: "label", op: "==", value: cut } })).total).toBe(2);
  expect((await rows({ where: { column: "label", op: "!=", value: cut } })).total).toBe(1);
  expect((await rows({ where: { column: "label", op: "in", values: [cut, "other"] } })).total).toBe(3);
});

test("an answer stays under a megabyte, however long the cells are, and the next page begins where it ended", async () => {
  const rows = 8;
  const text = "\u0001".repeat(400);
  const columns = Array.from({ length: 320 }, (_, index) =>
    textColumnFromStrings(
      `${index}${text}`,
      Array.from({ length: rows }, (_, row) => `${row}${text}`),
    ),
  );
  const table = handleFor(tableOf(columns));
  const [response] = await ask(createService(), {
    v: 1,
    id: "r",
    method: "rows",
    params: { table, offset: 0, limit: 500 },
  });
  const { ok } = response as unknown as {
    ok: { total: number; rowIndex: number[]; columns: string[]; cells: unknown[][] };
  };
  expect(jsonBytes(response)).toBeLessThan(1_000_000);
  expect(ok.total).toBe(rows);
  expect(ok.columns).toHaveLength(300);
  expect(ok.cells.length).toBeGreaterThan(0);
  expect(ok.rowIndex).toHaveLength(ok.cells.length);
});

test("cancel ends a running request, which answers once, with CANCELLED; others go on", async () => {
  const rows = 60_000;
  const table = handleFor(
    tableOf(
      Array.from({ length: 12 }, (_, index) =>
        floatColumn(
          `c${index}`,
          Float64Array.from({ length: rows }, (_, row) => (row * 7919 * (index + 1)) % 10007),
        ),
      ),
    ),
  );
  const service = createService();
  const profile = ask(service, { v: 1, id: "p", method: "profile", params: { table } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await ask(service, { v: 1, id: "c", method: "cancel", params: { id: "p" } })).toEqual([
    { v: 1, id: "c", ok: { cancelled: true } },
  ]);
  const responses = await profile;
  expect(responses.filter((response) => !("progress" in response))).toEqual([
    {
      v: 1,
      id: "p",
      error: { name: "CancelledError", code: "CANCELLED", message: expect.any(String) as string },
    },
  ]);
  expect(
    await ask(service, { v: 1, id: "p", method: "rows", params: { table, offset: 0, limit: 0 } }),
  ).toMatchObject([{ ok: { total: rows } }]);
});

test("an id that is running is not given away", async () => {
  const table = handleFor(contractTable());
  const service = createService();
  const first = ask(service, { v: 1, id: "same", method: "profile", params: { table } });
  expect(
    errorOf(await ask(service, { v: 1, id: "same", method: "rows", params: { table, offset: 0, limit: 1 } }))
      .message,
  ).toContain("is running");
  expect((await first).at(-1)).toHaveProperty("ok");
});

test("dispose cancels what runs", async () => {
  const service = createService();
  const running = ask(service, {
    v: 1,
    id: "p",
    method: "profile",
    params: { table: handleFor(contractTable()) },
  });
  service.dispose();
  expect((await running).at(-1)).toMatchObject({ error: { code: "CANCELLED" } });
});

test("loads a table's own source again, its own options under the new ones", async () => {
  const folder = mkdtempSync(join(tmpdir(), "trafficlab-"));
  try {
    const source = join(folder, "flows.csv");
    writeFileSync(
      source,
      "duration,packet_count,bytes_sent,bytes_received,label\n1,2,3,4,calm\n5,6,7,8,wild\n",
    );
    const service = createService();
    const first = await ask(service, {
      v: 1,
      id: "1",
      method: "load",
      params: { source, options: { benign: ["calm"] } },
    });
    const { table } = (first.at(-1) as { ok: { table: string } }).ok;
    const options = { mapping: { duration: { formula: "[bytes_sent] * 2" } } };
    const again = await ask(service, {
      v: 1,
      id: "2",
      method: "load",
      params: { source: { table }, options },
    });
    const { ok } = again.at(-1) as { ok: { table: string } };
    const loaded = tableFor(ok.table)!;
    expect([...loaded.numeric("duration")]).toEqual([6, 14]);
    expect(loaded.column("is_attack").toArray()).toEqual([false, true]);
    expect(loaded.provenance.parameters).toMatchObject({ source, benign: ["calm"], ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("refuses to load a table again that came from memory", async () => {
  const table = handleFor(contractTable());
  const responses = await ask(createService(), {
    v: 1,
    id: "m",
    method: "load",
    params: { source: { table } },
  });
  expect(errorOf(responses)).toMatchObject({
    code: "E_UNSUPPORTED",
    message: expect.stringContaining("in memory") as string,
  });
});

test("of more alerts than an answer holds it says all of the last ones", async () => {
  const table = generateTraffic({ flows: 1000, seed: 3, scenarios: ["port-scan"] });
  const params = { table: handleFor(table), offset: 0, limit: 1000, level: "MEDIUM" };
  const responses = await ask(createService(), { v: 1, id: "r", method: "replay", params });
  const { ok } = responses.at(-1) as { ok: Methods["replay"][1] };
  const alarming = ok.rows.filter((_, at) => ["MEDIUM", "HIGH"].includes(ok.levels[at] ?? ""));
  const told = ok.alerts.map((alert) => (alert as { row: number }).row);
  expect(ok.alertCount).toBe(alarming.length);
  expect(told.length).toBeLessThan(alarming.length);
  expect(told.length).toBeGreaterThan(50);
  expect(told).toEqual(alarming.slice(-told.length));
  expect(jsonBytes(ok.alerts)).toBeLessThan(600_000);
});
