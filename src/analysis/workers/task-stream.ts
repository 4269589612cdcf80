import type { Job } from "../core/mod.ts";
import { eventTurn, onAbort } from "../core/mod.ts";
import { inSharedMemory, sharedFlag } from "./buffers.ts";
import { defaultWorkers, workerPool } from "./pool.ts";
import type { Plan, WorkerPool } from "./pool.ts";
import type { Task } from "./task.ts";

/** Work whose parts come one by one. */
export interface StreamPlan<S, I> {
  readonly task: Task<S, I, unknown>;
  /** What every part reads; sent once to each worker. */
  readonly shared: S;
  /** 0 = the calling thread; undefined = as many as the machine has cores, but for that of the calling thread. */
  readonly workers?: number | undefined;
}

/** Parts that wait for a worker, so that none is idle while the calling thread is busy. */
const WAITING = 1;
/** The calling thread looks after its workers this often while it works itself, in ms. */
const TURN_MS = 3;

/** As many workers as the machine has cores, but for that of the calling thread, which works itself. */
export function workersBeside(): number {
  return Math.max(1, defaultWorkers() - 1);
}

/** Runs a task on inputs as they come, in workers and in the calling thread. */
export class TaskStream<S, I, O> {
  readonly #job: Job;
  readonly #task: Task<S, I, O>;
  readonly #pool: WorkerPool;
  readonly #plan: Plan;
  readonly #rejects = new Set<(error: Error) => void>();
  readonly #stopWaiting: () => void;
  #error: Error | null = null;
  #isOpen = true;

  constructor(
    job: Job,
    plan: StreamPlan<S, I> & { readonly task: Task<S, I, O> },
    pool: WorkerPool = workerPool(),
  ) {
    const { task, shared, workers = workersBeside() } = plan;
    this.#job = job;
    this.#task = task;
    this.#pool = pool;
    this.#plan = { shared: inSharedMemory(shared), workers, stop: sharedFlag(), areShort: true };
    this.#stopWaiting = onAbort(job.signal, () => void job.pause().catch(this.#fail)); // `pause` throws the job's own CancelledError
  }

  /** Parts that are at work at a time, at most. */
  get most(): number {
    return this.#plan.workers + WAITING + 1;
  }

  /**
   * Runs a part: in a worker as long as one has time, else in the calling thread, with turns for the event loop. While workers start, which
   * takes as long as many parts, the calling thread goes on by itself.
   *
   * @param moved Buffers of the input that are moved to the worker.
   * @param staysHere Whether the part is not worth a worker.
   * @returns What the task gives. A rejection need not be handled.
   */
  async run(
    input: I,
    moved: ArrayBuffer[],
    staysHere: boolean,
  ): Promise<{ output: Promise<O>; isHere: boolean }> {
    if (!staysHere && this.#mayLeave && !this.#pool.isReady) {
      await this.#pool.prepare();
      this.#pool.warmUp(this.#plan.workers);
    }
    const isFull = this.#rejects.size >= this.#plan.workers + WAITING;
    const isHere = staysHere || isFull || !this.#mayLeave || !this.#pool.isReady;
    const output = isHere ? this.#runHere(input) : this.#runThere(input, moved);
    output.catch(() => undefined);
    return { output, isHere };
  }

  /** To be called in any case; what is not done yet is given up. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stopWaiting();
    if (this.#rejects.size > 0) this.#pool.cancel(this.#plan);
    else this.#pool.finish(this.#plan);
  }

  get #mayLeave(): boolean {
    return this.#plan.workers > 0 && this.#pool.canStart;
  }

  async #runHere(input: I): Promise<O> {
    const steps = this.#task.run(this.#plan.shared as S, input);
    let turn = performance.now();
    try {
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        if (performance.now() - turn < TURN_MS) continue;
        await eventTurn();
        await this.#job.pause();
        turn = performance.now();
      }
    } finally {
      steps.return(undefined as never);
    }
  }

  #runThere(input: I, moved: ArrayBuffer[]): Promise<O> {
    return new Promise((resolve, reject) => {
      if (this.#error) return reject(this.#error);
      this.#rejects.add(reject);
      try {
        this.#pool.add({
          plan: this.#plan,
          task: this.#task.name,
          input,
          moved,
          onProgress: () => undefined,
          onError: this.#fail,
          onDone: (output) => {
            this.#rejects.delete(reject);
            resolve(output as O);
          },
        });
      } catch (error) {
        this.#rejects.delete(reject);
        if (this.#pool.canStart) throw error;
        resolve(this.#runHere(input)); // a page's security policy may forbid workers
      }
    });
  }

  readonly #fail = (error: Error): void => {
    this.#error = error;
    this.#pool.cancel(this.#plan);
    for (const reject of this.#rejects) reject(error);
    this.#rejects.clear();
  };
}
