import { runJob } from "../core/mod.ts";
import type { Progress } from "../core/mod.ts";
import { runTasks } from "./run-tasks.ts";
import type { TaskPlan } from "./run-tasks.ts";
import { defineTask, drainTask } from "./task.ts";
import { InProcessPool } from "./testing/in-process.ts";

interface Range {
  from: number;
  to: number;
}

const released: string[] = [];

const sum = defineTask("test.sum", function* (shared: { x: Float64Array }, { from, to }: Range) {
  let total = 0;
  for (let at = from; at < to; at++) {
    total += shared.x[at]!;
    yield 1;
  }
  return { total: Float64Array.of(total) };
});

const endless = defineTask("test.endless", function* (_shared: null, name: string) {
  try {
    for (;;) yield 1;
  } finally {
    released.push(name);
  }
});

const failing = defineTask("test.failing", function* (_shared: null, _input: number) {
  yield 1;
  throw Object.assign(new RangeError("Cannot go on: it must fail, got 1"), { code: "BAD_INPUT" });
});

const TASKS = [sum, endless, failing] as never[];
const x = Float64Array.from({ length: 100 }, (_, at) => at);
const RANGES: Range[] = [0, 25, 50, 75].map((from) => ({ from, to: from + 25 }));

const plan: TaskPlan<{ x: Float64Array }, Range, { total: Float64Array }> = {
  task: sum,
  shared: { x },
  inputs: RANGES,
  workMs: 1000,
  phase: "adding",
  unit: "rows",
  total: 100,
};

function run<S, I, O>(
  pool: InProcessPool,
  what: TaskPlan<S, I, O>,
  options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
): Promise<O[]> {
  return runJob("adding", options, (job) => runTasks(job, what, pool));
}

/** Waits without giving the workers a turn. */
async function haveStarted(pool: InProcessPool, count: number): Promise<void> {
  for (let turn = 0; pool.started.length < count && turn < 100; turn++) await Promise.resolve();
}

describe("runTasks()", () => {
  beforeEach(() => {
    released.length = 0;
  });

  it.each([0, 1, 2, 4])("gives the results in the order of the inputs with %d workers", async (workers) => {
    const pool = new InProcessPool(TASKS);
    const parts = await run(pool, { ...plan, workers });
    expect(parts.map(({ total }) => total[0])).toEqual([300, 925, 1550, 2175]);
    expect(pool.started).toHaveLength(workers);
    pool.close();
  });

  it("reports every unit of work once", async () => {
    for (const workers of [0, 2]) {
      const seen: Progress[] = [];
      const pool = new InProcessPool(TASKS);
      await run(pool, { ...plan, workers }, { onProgress: (progress) => seen.push(progress) });
      expect(seen.at(-1)).toEqual({ phase: "adding", done: 100, total: 100, unit: "rows" });
      pool.close();
    }
  });

  it("keeps little work in the calling thread", async () => {
    const pool = new InProcessPool(TASKS);
    await run(pool, { ...plan, workMs: 10 });
    expect(pool.started).toHaveLength(0);
  });

  it("sends the shared data once to each worker, and lets go of it at the end", async () => {
    const pool = new InProcessPool(TASKS);
    await run(pool, { ...plan, workers: 2 });
    for (const { received } of pool.started) {
      const types = received.map((message) => (message as { type: string }).type);
      expect(types.filter((type) => type === "share")).toHaveLength(1);
      expect(types.at(-1)).toBe("drop");
    }
  });

  it("keeps workers warm for the next job", async () => {
    const pool = new InProcessPool(TASKS);
    await run(pool, { ...plan, workers: 2 });
    await run(pool, { ...plan, workers: 2 });
    expect(pool.started).toHaveLength(2);
  });

  it("rejects with the task's own error, and leaves the pool usable", async () => {
    const pool = new InProcessPool(TASKS);
    for (const workers of [0, 2]) {
      const error = await run(pool, { ...plan, task: failing, shared: null, inputs: [1, 2], workers }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ code: "BAD_INPUT", message: "Cannot go on: it must fail, got 1" });
    }
    await expect(run(pool, { ...plan, workers: 2 })).resolves.toHaveLength(4);
  });

  it("rejects with what the caller's own listener throws, and leaves the pool usable", async () => {
    const pool = new InProcessPool(TASKS);
    const onProgress = (): never => {
      throw new Error("a listener's own");
    };
    for (const workers of [0, 2]) {
      await expect(run(pool, { ...plan, workers }, { onProgress })).rejects.toThrow("a listener's own");
    }
    await expect(run(pool, { ...plan, workers: 2 })).resolves.toHaveLength(4);
  });

  it("is cancelled in the calling thread, and the task lets go of what it holds", async () => {
    const controller = new AbortController();
    const job = run(
      new InProcessPool(TASKS),
      { ...plan, task: endless, shared: null, inputs: ["a"], workers: 0 },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(job).rejects.toMatchObject({ code: "CANCELLED" });
    expect(released).toEqual(["a"]);
  });

  it("ends the workers of a cancelled job only, and starts new ones when they are needed", async () => {
    const pool = new InProcessPool(TASKS);
    const controller = new AbortController();
    const cancelled = run(pool, { ...plan, workers: 1 }, { signal: controller.signal });
    const other = run(pool, { ...plan, workers: 1 });
    await haveStarted(pool, 2);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(other).resolves.toHaveLength(4);
    expect(pool.started.map(({ ended }) => ended)).toEqual([true, false]);
    await expect(run(pool, { ...plan, workers: 2 })).resolves.toHaveLength(4);
  });

  it("starts no worker for a job that is cancelled while their program is read", async () => {
    const controller = new AbortController();
    const prepare = (): Promise<void> => Promise.resolve(controller.abort());
    const pool = new InProcessPool(TASKS, { prepare });
    const job = run(pool, { ...plan, workers: 2 }, { signal: controller.signal });
    await expect(job).rejects.toMatchObject({ code: "CANCELLED" });
    expect(pool.started).toEqual([]);
  });

  it("says which task died with its worker", async () => {
    const pool = new InProcessPool(TASKS);
    const job = run(pool, { ...plan, workers: 1 });
    await haveStarted(pool, 1);
    pool.started[0]!.crash(new Error("out of memory"));
    await expect(job).rejects.toMatchObject({
      code: "E_WORKER",
      message: expect.stringContaining('test.sum: its worker must stay alive, got "out of memory"') as string,
    });
  });

  it("falls back to the calling thread where the workers' program may not be read", async () => {
    const pool = new InProcessPool(TASKS, { prepare: () => Promise.reject(new Error("no permission")) });
    await expect(run(pool, { ...plan, workers: 2 })).resolves.toHaveLength(4);
    expect(pool.canStart).toBe(false);
  });

  it("falls back to the calling thread where workers are refused", async () => {
    const pool = new InProcessPool(TASKS, { refuse: true });
    await expect(run(pool, { ...plan, workers: 2 })).resolves.toHaveLength(4);
    expect(pool.canStart).toBe(false);
    await expect(run(pool, { ...plan, workers: 2 })).resolves.toHaveLength(4);
  });

  it("lets a second job begin while a long one is waiting", async () => {
    const pool = new InProcessPool(TASKS);
    const ended: string[] = [];
    const inputs = Array.from({ length: 40 }, () => ({ from: 0, to: 5 }));
    const long = run(pool, { ...plan, inputs, workers: 2 }).then(() => ended.push("long"));
    const short = run(pool, { ...plan, workers: 2 }).then(() => ended.push("short"));
    await Promise.all([long, short]);
    expect(ended).toEqual(["short", "long"]);
  });

  it("refuses a number of workers that makes no sense", async () => {
    const job = run(new InProcessPool(TASKS), { ...plan, workers: -1 });
    await expect(job).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("WorkerPool", () => {
  it("ends an idle worker when the runtime wants to end", async () => {
    const pool = new InProcessPool(TASKS, { idleMs: 1 });
    await run(pool, { ...plan, workers: 2 });
    while (pool.size > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(pool.started.map(({ ended }) => ended)).toEqual([true, true]);
  });
});

describe("drainTask()", () => {
  it("runs a task to its end", () => {
    expect(drainTask(sum, { x }, { from: 0, to: 4 }).total[0]).toBe(6);
  });
});
