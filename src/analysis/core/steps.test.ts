import { runJob } from "./jobs.ts";
import { finishSteps, runSteps } from "./steps.ts";

const released: string[] = [];

function* counting(to: number): Generator<number, string, void> {
  try {
    for (let at = 1; at <= to; at++) yield at;
    return "ended";
  } finally {
    released.push("released");
  }
}

describe("steps", () => {
  beforeEach(() => {
    released.length = 0;
  });

  it("run to their end, each reported once", async () => {
    const seen: number[] = [];
    const result = await runJob("counting", {}, (job) => runSteps(job, counting(3), (at) => seen.push(at)));
    expect([result, seen, released]).toEqual(["ended", [1, 2, 3], ["released"]]);
  });

  it("let go of what they hold when the job is cancelled", async () => {
    const controller = new AbortController();
    const job = runJob("counting", { signal: controller.signal }, (own) =>
      runSteps(own, counting(Infinity), (at) => {
        if (at === 3) controller.abort();
      }),
    );
    await expect(job).rejects.toMatchObject({ code: "CANCELLED" });
    expect(released).toEqual(["released"]);
  });

  it("let go of what they hold when a listener throws", async () => {
    const job = runJob("counting", {}, (own) =>
      runSteps(own, counting(3), () => {
        throw new Error("a listener's own");
      }),
    );
    await expect(job).rejects.toThrow("a listener's own");
    expect(released).toEqual(["released"]);
  });

  it("can be finished at once", () => {
    expect(finishSteps(counting(3))).toBe("ended");
  });
});
