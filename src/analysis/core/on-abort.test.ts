import { runJob } from "./jobs.ts";
import { onAbort } from "./on-abort.ts";

describe("onAbort()", () => {
  test("calls all who still wait, once, with one listener on the signal", () => {
    const controller = new AbortController();
    const added = jest.spyOn(controller.signal, "addEventListener");
    const removed = jest.spyOn(controller.signal, "removeEventListener");
    const calls: number[] = [];
    const stops = Array.from({ length: 30 }, (_, at) => onAbort(controller.signal, () => calls.push(at)));
    stops[7]!();
    stops[7]!();
    expect(added).toHaveBeenCalledTimes(1);
    controller.abort();
    controller.abort();
    expect(calls).toEqual(Array.from({ length: 30 }, (_, at) => at).filter((at) => at !== 7));
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test("leaves nothing on a signal that nobody waits for any more, and begins anew", () => {
    const controller = new AbortController();
    const removed = jest.spyOn(controller.signal, "removeEventListener");
    const stop = onAbort(controller.signal, () => calls.push("early"));
    const calls: string[] = [];
    stop();
    expect(removed).toHaveBeenCalledTimes(1);
    onAbort(controller.signal, () => calls.push("late"));
    stop(); // twice is safe, and takes nothing from the other
    controller.abort();
    expect(calls).toEqual(["late"]);
  });

  test("dozens of jobs under one signal have one listener between them, and all end", async () => {
    const controller = new AbortController();
    const added = jest.spyOn(controller.signal, "addEventListener");
    const jobs = Array.from({ length: 24 }, () =>
      runJob("waiting", { signal: controller.signal }, async (job) => {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          await job.pause();
        }
      }),
    );
    controller.abort();
    for (const ended of await Promise.allSettled(jobs))
      expect(ended).toMatchObject({ status: "rejected", reason: { code: "CANCELLED" } });
    expect(added).toHaveBeenCalledTimes(1);
  });
});
