import type { WorkerPort } from "../host/mod.ts";
import { buffersOf } from "./buffers.ts";
import type { FailedTask, FromWorker, ToWorker } from "./messages.ts";
import type { AnyTask, Task } from "./task.ts";

/** A worker says how far it is at most this often. */
const PROGRESS_MS = 50;

/**
 * Makes a worker of this thread: it runs the tasks that the pool asks for, one after the other.
 *
 * @throws {Error} when two tasks have one name.
 */
export function serveTasks(port: WorkerPort, tasks: readonly AnyTask[]): void {
  const known = new Map(tasks.map((task) => [task.name, task as unknown as Task<unknown, unknown, unknown>]));
  if (known.size !== tasks.length) throw new Error("Cannot serve tasks: each must have a name of its own");
  const shared = new Map<number, Shared>();
  const answer = (message: FromWorker, moved: ArrayBuffer[] = []): void => port.post(message, moved);

  port.listen((data) => {
    const message = data as ToWorker;
    if (message.type === "share") shared.set(message.key, message);
    else if (message.type === "drop") shared.delete(message.key);
    else {
      try {
        const task = known.get(message.task);
        if (!task) throw new Error(`Cannot run the task "${message.task}": the worker does not know it`);
        const result = run(task, shared.get(message.key), message.input, (units) =>
          answer({ type: "progress", id: message.id, done: units }),
        );
        if (result) answer({ type: "done", id: message.id, ...result }, buffersOf(result.output));
      } catch (error) {
        answer({ type: "failed", id: message.id, error: describeFailure(error) });
      }
    }
  });
  answer({ type: "ready" });
}

type Shared = Extract<ToWorker, { type: "share" }>;

/** @returns The result, and the units of work that were not reported yet; null when the task was given up. */
function run(
  task: Task<unknown, unknown, unknown>,
  shared: Shared | undefined,
  input: unknown,
  report: (units: number) => void,
): { output: unknown; done: number } | null {
  const steps = task.run(shared?.value, input);
  let units = 0;
  let reported = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return { output: step.value, done: units };
    if (shared?.stop && Atomics.load(shared.stop, 0) === 1) {
      steps.return(undefined);
      return null;
    }
    units += step.value;
    const now = performance.now();
    if (now - reported < PROGRESS_MS) continue;
    report(units);
    units = 0;
    reported = now;
  }
}

function describeFailure(error: unknown): FailedTask {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack, code: (error as { code?: string }).code };
}
