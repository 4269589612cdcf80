import { runJob } from "../core/mod.ts";
import { defineTask } from "./task.ts";
import { TaskStream } from "./task-stream.ts";
import { InProcessPool } from "./testing/in-process.ts";

const double = defineTask("test.double", function* ({ by }: { by: number }, input: number) {
  yield 1;
  if (input < 0) throw Object.assign(new RangeError("Cannot go on: below 0"), { code: "BAD_INPUT" });
  return input * by;
});
const endless = defineTask("test.endless", function* (_shared: null, _input: number) {
  for (;;) yield 1;
});
const TASKS = [double, endless] as never[];

/** A pool whose two workers have started. */
async function warmPool(): Promise<InProcessPool> {
  const pool = new InProcessPool(TASKS);
  pool.warmUp(2);
  while (!pool.isReady) await new Promise(setImmediate);
  return pool;
}

/** Runs inputs one after the other. @returns The outputs, and which of them were made in the calling thread. */
function run(
  pool: InProcessPool,
  inputs: readonly number[],
  { workers = 2, staysHere = false } = {},
): Promise<{ outputs: number[]; here: boolean[] }> {
  return runJob("doubling", {}, async (job) => {
    const stream = new TaskStream<{ by: number }, number, number>(
      job,
      { task: double, shared: { by: 2 }, workers },
      pool,
    );
    try {
      const parts = [];
      for (const input of inputs) parts.push(await stream.run(input, [], staysHere));
      return {
        outputs: await Promise.all(parts.map(({ output }) => output)),
        here: parts.map(({ isHere }) => isHere),
      };
    } finally {
      stream.close();
    }
  });
}

function isRun(message: unknown): boolean {
  return (message as { type: string }).type === "run";
}

describe("TaskStream", () => {
  test("gives each worker a part and one to wait, and does the others in the calling thread", async () => {
    const pool = await warmPool();
    const { outputs, here } = await run(pool, [1, 2, 3, 4, 5]);
    expect(outputs).toEqual([2, 4, 6, 8, 10]);
    expect(here.slice(0, 4)).toEqual([false, false, false, true]);
    expect(pool.started).toHaveLength(2);
  });

  test("lets the part that waits lie in the worker already, and takes its answers in order", async () => {
    const pool = await warmPool();
    const sent = (): number => pool.started[0]!.received.filter((message) => isRun(message)).length;
    await runJob("doubling", {}, async (job) => {
      const shared = { by: 3 };
      const stream = new TaskStream<{ by: number }, number, number>(
        job,
        { task: double, shared, workers: 1 },
        pool,
      );
      const parts = [await stream.run(1, [], false), await stream.run(2, [], false)];
      expect(sent()).toBe(2);
      expect(await Promise.all(parts.map(({ output }) => output))).toEqual([3, 6]);
      stream.close();
    });
  });

  test("a worker that dies takes both of its parts with it", async () => {
    const pool = await warmPool();
    const lost = runJob("doubling", {}, async (job) => {
      const stream = new TaskStream<null, number, number>(
        job,
        { task: endless, shared: null, workers: 1 },
        pool,
      );
      try {
        const parts = [await stream.run(1, [], false), await stream.run(2, [], false)];
        pool.started[0]!.crash(new Error("out of memory"));
        return await Promise.allSettled(parts.map(({ output }) => output));
      } finally {
        stream.close();
      }
    });
    const reasons = (await lost).map((part) => (part as PromiseRejectedResult).reason as { code: string });
    expect(reasons.map(({ code }) => code)).toEqual(["E_WORKER", "E_WORKER"]);
  });

  test("does not wait for workers that start", async () => {
    const pool = new InProcessPool(TASKS);
    expect((await run(pool, [1, 2])).here).toEqual([true, true]);
    expect(pool.started).toHaveLength(2);
  });

  test("goes on where workers die before they have started", async () => {
    const pool = new InProcessPool(TASKS);
    pool.warmUp(1);
    pool.started[0]!.crash(new Error("forbidden by policy"));
    expect(pool.canStart).toBe(false);
    expect(await run(pool, [1, 2])).toEqual({ outputs: [2, 4], here: [true, true] });
    expect(pool.started).toHaveLength(1);
  });

  test("starts no worker without leave, and where none can start", async () => {
    const pool = new InProcessPool(TASKS);
    expect(await run(pool, [1, 2], { staysHere: true })).toEqual({ outputs: [2, 4], here: [true, true] });
    expect(await run(pool, [1, 2], { workers: 0 })).toEqual({ outputs: [2, 4], here: [true, true] });
    expect(pool.started).toHaveLength(0);
    expect((await run(new InProcessPool(TASKS, { refuse: true }), [1, 2, 3])).outputs).toEqual([2, 4, 6]);
  });

  test("fails with a part's error, and workers can be used again", async () => {
    const pool = await warmPool();
    await expect(run(pool, [1, -1, 2])).rejects.toMatchObject({ name: "RangeError", code: "BAD_INPUT" });
    expect((await run(pool, [3])).outputs).toEqual([6]);
  });

  test("a cancel rejects what is not done", async () => {
    const pool = await warmPool();
    const controller = new AbortController();
    const running = runJob("waiting", { signal: controller.signal }, async (job) => {
      const stream = new TaskStream<null, number, never>(
        job,
        { task: endless, shared: null, workers: 1 },
        pool,
      );
      const { output } = await stream.run(1, [], false);
      controller.abort();
      return output.finally(() => stream.close());
    });
    await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
