/** A fake kernel in which the real library answers, in the two orders in which Deno's kernel sends outputs and status. */
import { installRpc } from "../../analysis/mod.ts";
import { FakeKernel, type FakeExecution } from "./fake-kernel.ts";

const JOBS = Symbol.for("trafficlab.jobs");

/** Where an answer goes: beside its own execution's messages, or after they are over, under the name of another. */
export type OutputOrder = "in time" | "late";

export function kernelWithLibrary(order: OutputOrder): FakeKernel {
  const kernel = new FakeKernel();
  const queue: FakeExecution[] = [];
  let current: FakeExecution | null = null;
  let late: (() => void)[] = [];

  installRpc({
    broadcast: (type, content) => {
      const parent = current?.msg.header.msg_id ?? "none";
      if (order === "in time") kernel.iopub(parent, type, content);
      else late.push(() => kernel.iopub("some-cell", type, content));
      return Promise.resolve();
    },
  });

  // As the launcher's prelude does: the jobs of the library are aborted, and the kernel lives on.
  kernel.interrupt = () => {
    kernel.interrupts += 1;
    const jobs = (globalThis as { [JOBS]?: Set<AbortController> })[JOBS] ?? new Set();
    for (const job of jobs) job.abort();
    return Promise.resolve();
  };

  const run = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      current = next;
      next.start();
      await next.evaluate(globalThis, undefined);
      await next.finish();
      current = null;
      await turn();
      const outputs = late;
      late = [];
      for (const send of outputs) send();
    }
  };
  let running: Promise<void> = Promise.resolve();
  kernel.onExecute = (execution) => {
    queue.push(execution);
    running = running.then(run);
  };
  return kernel;
}

/** Lets all that waits for a promise run first. */
async function turn(): Promise<void> {
  for (let step = 0; step < 20; step++) await Promise.resolve();
}
