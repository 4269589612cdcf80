import { runJob, runningJobs } from "./jobs.ts";
import type { Job } from "./jobs.ts";
import type { Progress } from "./types/mod.ts";

const never = (): Promise<never> => new Promise(() => undefined);

/** Works without end and pauses as it should. */
async function busy(job: Job): Promise<never> {
  for (;;) {
    for (let i = 0; i < 1e4; i++) Math.imul(i, i);
    await job.pause();
  }
}

describe("runJob()", () => {
  test("gives the body's result and forgets the job, also when the body throws", async () => {
    expect(await runJob("counting", {}, () => Promise.resolve(7))).toBe(7);
    await expect(runJob("counting", {}, () => Promise.reject(new Error("inner")))).rejects.toThrow("inner");
    expect(runningJobs().size).toBe(0);
  });

  test("shares the running jobs through Symbol.for, so that Interrupt reaches them", async () => {
    const jobs = (globalThis as unknown as Record<symbol, Set<AbortController>>)[
      Symbol.for("trafficlab.jobs")
    ];
    expect(jobs).toBe(runningJobs());
    const running = [runJob("a", {}, busy), runJob("b", {}, busy)];
    expect(jobs!.size).toBe(2);
    for (const job of [...jobs!]) job.abort();
    for (const job of running)
      await expect(job).rejects.toMatchObject({ name: "CancelledError", code: "CANCELLED" });
    expect(jobs!.size).toBe(0);
  });

  test("waits for a timer now and then, because some runtimes look for signals only while they wait", async () => {
    const timers = jest.spyOn(globalThis, "setTimeout");
    try {
      await runJob("counting", {}, async (job) => {
        while (timers.mock.calls.length < 2) await job.pause();
      });
      expect(timers).toHaveBeenCalledWith(expect.any(Function), 0);
    } finally {
      timers.mockRestore();
    }
  });

  test("a signal cancels work in progress within a few slices, with its reason as cause", async () => {
    const controller = new AbortController();
    const running = runJob("counting", { signal: controller.signal }, busy);
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      controller.abort("enough");
    }, 50);
    await expect(running).rejects.toMatchObject({
      message: "Cannot finish counting: it was cancelled",
      cause: "enough",
    });
    expect(performance.now() - aborted).toBeLessThan(10_000);
  });

  test("a signal that is aborted already starts nothing", async () => {
    let started = false;
    const run = runJob("counting", { signal: AbortSignal.abort("before") }, () =>
      Promise.resolve((started = true)),
    );
    await expect(run).rejects.toMatchObject({ code: "CANCELLED", cause: "before" });
    expect(started).toBe(false);
  });

  test("an error after the abort is the abort's, and a result that comes too late is none", async () => {
    for (const body of [() => Promise.reject(new Error("torn stream")), () => Promise.resolve(1)]) {
      const controller = new AbortController();
      const run = runJob("counting", { signal: controller.signal }, () => {
        controller.abort();
        return body();
      });
      await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
    }
  });

  test("leaves no listener on the caller's signal", async () => {
    const controller = new AbortController();
    const listeners = jest.spyOn(controller.signal, "removeEventListener");
    await runJob("counting", { signal: controller.signal }, () => Promise.resolve(1));
    expect(listeners).toHaveBeenCalledWith("abort", expect.any(Function));
  });

  test("raises progress that falls within its phase, also when phases take turns", async () => {
    const seen: Progress[] = [];
    await runJob("counting", { onProgress: (progress) => void seen.push(progress) }, (job) => {
      for (const [phase, done] of [
        ["read", 10],
        ["parse", 3],
        ["read", 5],
        ["parse", 4],
        ["read", 12],
      ] as const) {
        job.progress({ phase, done, unit: "rows", total: 20 });
      }
      return Promise.resolve();
    });
    expect(seen.map(({ phase, done }) => [phase, done])).toEqual([
      ["read", 10],
      ["parse", 3],
      ["read", 10],
      ["parse", 4],
      ["read", 12],
    ]);
    expect(seen[0]).toEqual({ phase: "read", done: 10, unit: "rows", total: 20 });
  });

  test("pausing gives timers a turn while it works", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await runJob("counting", {}, async (job) => {
      const started = performance.now();
      while (performance.now() - started < 300) await job.pause();
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  test.each([
    [{ signal: "stop" }, 'Cannot start counting: signal must be an AbortSignal, got "stop"'],
    [{ signal: null }, "signal must be an AbortSignal, got null"],
    [{ onProgress: {} }, "onProgress must be a function, got an object (Object)"],
  ])("refuses %j", async (run, message) => {
    await expect(runJob("counting", run as never, never)).rejects.toMatchObject({
      name: "TypeError",
      code: "BAD_INPUT",
      message: expect.stringContaining(message) as string,
    });
  });
});
