import { RPC_MIME, type ServiceRequest } from "../../../analysis/mod.ts";
import { FakeKernel } from "../../testing/fake-kernel.ts";
import { KernelChannel } from "./kernel-channel.ts";

const GRACE_MS = 5_000;

function open(options: { canInterrupt?: boolean; prepare?: (kernel: FakeKernel) => void } = {}) {
  const kernel = new FakeKernel();
  options.prepare?.(kernel);
  const received: unknown[] = [];
  const failures: string[][] = [];
  const closed: string[] = [];
  const occupied: boolean[] = [];
  const channel = new KernelChannel({
    kernel: kernel.connection,
    canInterrupt: options.canInterrupt ?? true,
    graceMs: GRACE_MS,
    events: {
      received: (message) => received.push(message),
      failed: (...failure) => failures.push(failure),
      closed: (message) => closed.push(message),
      occupied: (isOccupied) => occupied.push(isOccupied),
    },
  });
  return { kernel, channel, received, failures, closed, occupied };
}

function request(id: string, column = "duration"): ServiceRequest<"rows"> {
  return {
    v: 1,
    id,
    method: "rows",
    params: { table: "t", where: { column, op: "missing" }, offset: 0, limit: 5 },
  };
}

const answer = (id: string) => ({ v: 1, id, ok: { total: 0 } });
const pastGrace = () => jest.advanceTimersByTimeAsync(GRACE_MS * 3);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe("the code of a request", () => {
  it("executes silently, leaves no history and keeps its future open", () => {
    const { kernel, channel } = open();
    channel.send(request("1"));
    expect(kernel.last.content).toMatchObject({ silent: true, store_history: false, allow_stdin: false });
    expect(kernel.last.disposeOnDone).toBe(false);
  });

  it("hands the request over unchanged, whatever its texts hold", () => {
    const { kernel, channel } = open();
    const hostile = request("1", '"); Deno.exit(1); ("\u2028`${1}` \\ </script> \u0000');
    channel.send(hostile);
    expect(kernel.last.request).toEqual(hostile);
  });

  it("answers E_NOT_LOADED where the library is not loaded", () => {
    const { kernel, channel } = open();
    channel.send(request("1"));
    const sent: unknown[][] = [];
    kernel.last.evaluate({}, { jupyter: { broadcast: (...message: unknown[]) => void sent.push(message) } });
    expect(sent).toEqual([
      [
        "display_data",
        {
          data: { [RPC_MIME]: { v: 1, id: "1", error: expect.objectContaining({ code: "E_NOT_LOADED" }) } },
          metadata: {},
          transient: {},
        },
      ],
    ]);
  });
});

describe("answers", () => {
  it("takes an answer that comes after the kernel said that it is done", async () => {
    const { kernel, channel, received, failures } = open();
    channel.send(request("1"));
    kernel.last.start();
    await kernel.last.finish();
    kernel.last.say(answer("1"));
    await pastGrace();
    expect(received).toEqual([answer("1")]);
    expect(failures).toEqual([]);
    expect(kernel.last.isDisposed).toBe(true);
  });

  it("takes an answer that bears the header of another execution", () => {
    const { kernel, channel, received } = open();
    channel.send(request("1"));
    kernel.last.say(answer("1"), "some-cell");
    expect(received).toEqual([answer("1")]);
  });

  it("fails with E_NO_ANSWER when none came within the grace after done", async () => {
    const { kernel, channel, failures } = open();
    channel.send(request("1"));
    await kernel.last.finish();
    await pastGrace();
    expect(failures).toEqual([["1", "E_NO_ANSWER", expect.stringContaining("without an answer")]]);
  });

  it("fails at once with E_KERNEL when the code could not run", () => {
    const { kernel, channel, failures } = open();
    channel.send(request("1"));
    kernel.last.reply({ status: "error", ename: "ReferenceError", evalue: "Deno is not defined" });
    expect(failures).toEqual([
      ["1", "E_KERNEL", expect.stringContaining("ReferenceError: Deno is not defined")],
    ]);
  });

  it("keeps waiting after a report of progress", async () => {
    const { kernel, channel, received, failures } = open();
    channel.send(request("1"));
    const progress = { v: 1, id: "1", progress: { phase: "rows", done: 1, unit: "rows" } };
    kernel.last.say(progress);
    channel.send(request("2"));
    expect(kernel.executions).toHaveLength(1);
    kernel.last.say(answer("1"));
    expect(received).toEqual([progress, answer("1")]);
    expect(kernel.executions).toHaveLength(2);
    expect(failures).toEqual([]);
  });

  it("ignores messages that are not of the RPC type, and malformed ones do no harm", () => {
    const { kernel, channel, received } = open();
    channel.send(request("1"));
    kernel.iopub("cell", "display_data", { data: { "text/plain": "1" } });
    kernel.iopub("cell", "stream", { name: "stdout", text: "1" });
    kernel.last.say(null);
    expect(received).toEqual([]);
  });
});

describe("a kernel at other work", () => {
  it("is busy while a cell runs, and the request waits for its end", () => {
    const { kernel, channel, occupied } = open();
    kernel.tell("cell", "busy");
    channel.send(request("1"));
    expect(channel.isOccupied).toBe(true);
    expect(kernel.executions).toHaveLength(0);
    kernel.tell("cell", "idle");
    expect(channel.isOccupied).toBe(false);
    expect(kernel.executions).toHaveLength(1);
    expect(occupied).toEqual([true, false]);
  });

  it("is busy when the kernel was busy before the channel was there", () => {
    const { kernel, channel } = open({ prepare: (fake) => fake.become("busy") });
    expect(channel.isOccupied).toBe(true);
    kernel.tell("cell", "idle");
    expect(channel.isOccupied).toBe(false);
  });

  it("is not busy for its own requests, nor for questions that run no code", () => {
    const { kernel, channel, occupied } = open();
    channel.send(request("1"));
    kernel.last.start();
    kernel.tell("info", "busy", "kernel_info_request");
    expect(channel.isOccupied).toBe(false);
    expect(occupied).toEqual([]);
  });

  it("stays busy when a question ends while the cell still runs", () => {
    const { kernel, channel } = open();
    kernel.tell("cell", "busy");
    kernel.tell("info", "idle", "kernel_info_request");
    expect(channel.isOccupied).toBe(true);
  });
});

describe("cancel", () => {
  it("drops a request that waits, so that it never runs", () => {
    const { kernel, channel } = open();
    kernel.tell("cell", "busy");
    channel.send(request("1"));
    channel.cancel("1");
    kernel.tell("cell", "idle");
    expect(kernel.executions).toHaveLength(0);
    expect(kernel.interrupts).toBe(0);
  });

  it("interrupts the kernel when the request is what it runs", () => {
    const { kernel, channel } = open();
    channel.send(request("1"));
    kernel.last.start();
    channel.cancel("1");
    expect(kernel.interrupts).toBe(1);
  });

  it("leaves the kernel alone when the request has not begun, has ended, or was another's", async () => {
    const { kernel, channel } = open();
    channel.send(request("1"));
    channel.cancel("1");
    kernel.last.start();
    channel.cancel("2");
    await kernel.last.finish();
    channel.cancel("1");
    expect(kernel.interrupts).toBe(0);
  });

  it("never interrupts a kernel that Interrupt would end", () => {
    const { kernel, channel } = open({ canInterrupt: false });
    channel.send(request("1"));
    kernel.last.start();
    channel.cancel("1");
    expect(kernel.interrupts).toBe(0);
  });
});

describe("a kernel that goes", () => {
  const ways: [string, (kernel: FakeKernel) => void][] = [
    ["restarts", (kernel) => kernel.become("restarting")],
    ["is restarted by the server", (kernel) => kernel.become("autorestarting")],
    ["dies", (kernel) => kernel.become("dead")],
    ["is shut down", (kernel) => kernel.become("terminating")],
    ["cannot be reached any more", (kernel) => kernel.lose()],
    ["is left by its notebook", (kernel) => kernel.dispose()],
  ];

  it.each(ways)("closes the channel when it %s", (_, leave) => {
    const { kernel, channel, closed } = open();
    channel.send(request("1"));
    channel.send(request("2"));
    leave(kernel);
    expect(channel.isDisposed).toBe(true);
    expect(closed).toEqual([expect.stringContaining("Cannot ask the kernel")]);
    expect(kernel.executions).toHaveLength(1);
    expect(kernel.last.isDisposed).toBe(true);
  });

  it("takes no notice of what comes after the channel was disposed, twice", () => {
    const { kernel, channel, received, closed, failures } = open();
    channel.send(request("1"));
    channel.dispose();
    channel.dispose();
    kernel.last.say(answer("1"));
    kernel.become("dead");
    channel.send(request("2"));
    expect(received).toEqual([]);
    expect(closed).toHaveLength(1);
    expect(failures).toEqual([["2", "KERNEL_GONE", expect.any(String)]]);
    expect(kernel.executions).toHaveLength(1);
  });
});
