import type { ServiceRequest } from "../core/mod.ts";
import { ServiceClient, type ServiceClientOptions } from "./mod.ts";

interface Line {
  client: ServiceClient;
  sent: ServiceRequest[];
  /** The id of the n-th request. */
  id(index: number): string;
}

function line(options: Partial<ServiceClientOptions> = {}): Line {
  const sent: ServiceRequest[] = [];
  const client = new ServiceClient({ send: (request) => void sent.push(request), ...options });
  return { client, sent, id: (index) => sent[index]?.id ?? "" };
}

const ROWS = { table: "t", offset: 0, limit: 1 };
const PAGE = { total: 1, rowIndex: [0], columns: ["a"], cells: [[1]] };

test("answers find their calls by id, in any order, and once", async () => {
  const { client, id } = line();
  const first = client.call("rows", ROWS);
  const second = client.call("rows", ROWS);
  expect(id(0)).not.toBe(id(1));
  client.receive({ v: 1, id: id(1), ok: { ...PAGE, total: 2 } });
  client.receive({ v: 1, id: id(1), ok: { ...PAGE, total: 3 } });
  client.receive({ v: 1, id: "of another client", ok: PAGE });
  client.receive({ v: 1, id: id(0), ok: PAGE });
  await expect(second).resolves.toMatchObject({ total: 2 });
  await expect(first).resolves.toMatchObject({ total: 1 });
  expect(client.pending).toBe(0);
});

test("two clients never use the same id", () => {
  const [a, b] = [line({ name: "kernel" }), line({ name: "kernel" })];
  void a.client.call("rows", ROWS).catch(() => undefined);
  void b.client.call("rows", ROWS).catch(() => undefined);
  expect(a.id(0)).toMatch(/^kernel-/);
  expect(a.id(0)).not.toBe(b.id(0));
});

test("an error keeps name, code and message", async () => {
  const { client, id } = line();
  const call = client.call("rows", ROWS);
  client.receive({
    v: 1,
    id: id(0),
    error: { name: "RangeError", code: "E_NO_SUCH_TABLE", message: "Cannot find table" },
  });
  await expect(call).rejects.toMatchObject({
    name: "RangeError",
    code: "E_NO_SUCH_TABLE",
    message: "Cannot find table",
  });
});

test.each([
  ["nothing", undefined],
  ["a text", "ok"],
  ["rows that do not fit their numbers", { ...PAGE, rowIndex: [] }],
  ["rows of another width", { ...PAGE, cells: [[1, 2]] }],
  ["a billion rows", { ...PAGE, cells: new Array(1e9) }],
  ["a total that is a text", { ...PAGE, total: "1" }],
  ["columns that are objects", { ...PAGE, columns: [{}] }],
])("%s as an answer fails the call and draws nothing", async (_, ok) => {
  const { client, id } = line();
  const call = client.call("rows", ROWS);
  client.receive({ v: 1, id: id(0), ok });
  await expect(call).rejects.toMatchObject({ code: "BAD_ANSWER" });
});

test("a profile is checked like an output's payload", async () => {
  const { client, id } = line();
  const call = client.call("profile", { table: "t" });
  client.receive({ v: 1, id: id(0), ok: { type: "profile", version: 1 } });
  await expect(call).rejects.toMatchObject({
    code: "BAD_ANSWER",
    message: expect.stringContaining("Cannot read payload") as string,
  });
});

test.each([null, 7, "x", [], {}, { v: 1 }, { v: 2, id: "a", ok: {} }])(
  "%j as a message is ignored",
  (message) => {
    expect(() => line().client.receive(message)).not.toThrow();
  },
);

test("progress reaches the caller, a listener that throws keeps no answer from it", async () => {
  const { client, id } = line();
  const seen: number[] = [];
  const call = client.call("rows", ROWS, { onProgress: (progress) => void seen.push(progress.done) });
  client.receive({ v: 1, id: id(0), progress: { phase: "read", done: 1, unit: "rows" } });
  client.receive({ v: 1, id: id(0), progress: { phase: "read", done: 5, unit: "rows" } });
  client.receive({ v: 1, id: id(0), ok: PAGE });
  client.receive({ v: 1, id: id(0), progress: { phase: "read", done: 9, unit: "rows" } });
  await call;
  expect(seen).toEqual([1, 5]);
});

test("abort fails the call at once and sends a cancel, or asks the transport to", async () => {
  const plain = line();
  const controller = new AbortController();
  const call = plain.client.call("profile", { table: "t" }, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: "CancelledError", code: "CANCELLED" });
  expect(plain.sent[1]).toMatchObject({ method: "cancel", params: { id: plain.id(0) } });

  const cancel = jest.fn();
  const own = line({ cancel });
  const again = new AbortController();
  const other = own.client.call("profile", { table: "t" }, { signal: again.signal });
  again.abort();
  await expect(other).rejects.toMatchObject({ code: "CANCELLED" });
  expect(cancel).toHaveBeenCalledWith(own.id(0));
  expect(own.sent).toHaveLength(1);
});

test("a transport that cannot send fails the call, not the client", async () => {
  const { client } = line({
    send: () => {
      throw new Error("socket closed");
    },
  });
  await expect(client.call("rows", ROWS)).rejects.toMatchObject({
    code: "E_SEND",
    message: expect.stringContaining("socket closed") as string,
  });
  expect(client.pending).toBe(0);
});

test("a request that the transport gives up fails with its reason", async () => {
  const { client, id } = line();
  const call = client.call("rows", ROWS);
  client.fail(id(0), "E_NO_ANSWER", "Cannot ask the kernel");
  await expect(call).rejects.toMatchObject({ code: "E_NO_ANSWER" });
});

test("close fails what waits and what comes, and says so once", async () => {
  const statusChanged = jest.fn();
  const { client, sent } = line({ statusChanged });
  const call = client.call("rows", ROWS);
  client.close("Cannot ask the kernel: it has ended");
  client.close("again");
  client.dispose();
  await expect(call).rejects.toMatchObject({
    code: "KERNEL_GONE",
    message: "Cannot ask the kernel: it has ended",
  });
  await expect(client.call("rows", ROWS)).rejects.toMatchObject({ code: "KERNEL_GONE" });
  expect(client.status).toBe("gone");
  expect(statusChanged).toHaveBeenCalledTimes(1);
  expect(sent).toHaveLength(1);
});

describe("with time", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("quick calls leave the status ready, slow ones make it busy until they end", async () => {
    const statusChanged = jest.fn();
    const { client, id } = line({ statusChanged });
    const quick = client.call("rows", ROWS);
    jest.advanceTimersByTime(100);
    client.receive({ v: 1, id: id(0), ok: PAGE });
    await quick;
    jest.advanceTimersByTime(10_000);
    expect(statusChanged).not.toHaveBeenCalled();
    const slow = client.call("rows", ROWS);
    jest.advanceTimersByTime(500);
    expect(client.status).toBe("busy");
    client.receive({ v: 1, id: id(1), ok: PAGE });
    await slow;
    expect(client.status).toBe("ready");
    expect(statusChanged).toHaveBeenCalledTimes(2);
  });

  test("an occupied other end is busy with and without calls", () => {
    const { client } = line();
    client.setOccupied(true);
    expect(client.status).toBe("busy");
    client.setOccupied(false);
    expect(client.status).toBe("ready");
  });

  test("a call without a sign of life times out as BUSY, and is cancelled; progress is a sign of life", async () => {
    const { client, sent, id } = line({ timeoutMs: 1000 });
    const call = client.call("profile", { table: "t" });
    const outcome = expect(call).rejects.toMatchObject({ code: "BUSY" });
    jest.advanceTimersByTime(900);
    client.receive({ v: 1, id: id(0), progress: { phase: "p", done: 1, unit: "rows" } });
    jest.advanceTimersByTime(900);
    expect(client.pending).toBe(1);
    jest.advanceTimersByTime(200);
    await outcome;
    expect(sent[1]?.method).toBe("cancel");
    expect(jest.getTimerCount()).toBe(0);
  });
});
