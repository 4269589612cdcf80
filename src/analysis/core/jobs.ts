import { describe } from "./checks.ts";
import { CancelledError, codedError } from "./errors.ts";
import { onAbort } from "./on-abort.ts";
import type { Progress, RunOptions } from "./types/mod.ts";

/** What the body of a job works with. */
export interface Job {
  readonly signal: AbortSignal;
  /** Reports work done. A `done` that falls within a phase is raised to the highest one of that phase. */
  progress(progress: Progress): void;
  /**
   * Called between chunks of work: gives the event loop a turn when the last one is more than about 20 ms ago.
   *
   * @throws {CancelledError} when the job was cancelled.
   */
  pause(): Promise<void>;
}

/** Longest time between two turns of the event loop, in ms. */
const SLICE_MS = 20;

/** Every so many turns wait for a timer. */
const TURNS_A_TIMER = 4;

/**
 * The running jobs of this runtime, shared by every copy of the library and by the launcher kernel, whose Interrupt aborts them all.
 */
export function runningJobs(): Set<AbortController> {
  const key = Symbol.for("trafficlab.jobs");
  const scope = globalThis as { [key]?: Set<AbortController> };
  return (scope[key] ??= new Set());
}

/**
 * Runs a long piece of work that can be cancelled by the caller's signal and by the kernel's Interrupt.
 *
 * @param action What it does, for the error message: "profile", "loading capture.csv".
 * @throws {CancelledError} code CANCELLED, when it was cancelled before it ended.
 * @throws {TypeError} code BAD_INPUT, when the signal is no AbortSignal or the listener no function.
 */
export async function runJob<T>(action: string, run: RunOptions, body: (job: Job) => Promise<T>): Promise<T> {
  checkRun(action, run);
  const controller = new AbortController();
  const cancelled = (): CancelledError => new CancelledError(action, { cause: controller.signal.reason });
  const forward = (): void => controller.abort(run.signal?.reason);
  if (run.signal?.aborted) throw new CancelledError(action, { cause: run.signal.reason });
  const stopWaiting = run.signal ? onAbort(run.signal, forward) : undefined;
  runningJobs().add(controller);

  const doneByPhase = new Map<string, number>();
  let turn = performance.now();
  let turns = 0;
  const job: Job = {
    signal: controller.signal,
    progress(progress) {
      const done = Math.max(progress.done, doneByPhase.get(progress.phase) ?? 0);
      doneByPhase.set(progress.phase, done);
      run.onProgress?.(done === progress.done ? progress : { ...progress, done });
    },
    async pause() {
      if (controller.signal.aborted) throw cancelled();
      if (performance.now() - turn < SLICE_MS) return;
      await (++turns % TURNS_A_TIMER === 0 ? timerTurn() : eventTurn());
      turn = performance.now();
      if (controller.signal.aborted) throw cancelled();
    },
  };

  try {
    const result = await body(job);
    if (controller.signal.aborted) throw cancelled();
    return result;
  } catch (error) {
    if (controller.signal.aborted && !(error instanceof CancelledError)) throw cancelled();
    throw error;
  } finally {
    runningJobs().delete(controller);
    stopWaiting?.();
  }
}

function checkRun(action: string, { signal, onProgress }: RunOptions): void {
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.addEventListener !== "function") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot start ${action}: signal must be an AbortSignal, got ${describe(signal)}`,
    );
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot start ${action}: onProgress must be a function, got ${describe(onProgress)}`,
    );
  }
}

/** Resolves in a new macrotask; through a channel, where there is one, because nested timers are held to 4 ms. */
export function eventTurn(): Promise<void> {
  if (typeof MessageChannel === "undefined") return timerTurn();
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/**
 * Resolves when a timer fires. Deno looks for signals when it waits, and only once in 61 turns when it never does: after 1.2 s of
 * messages, which is how long an Interrupt would take to arrive.
 */
function timerTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
