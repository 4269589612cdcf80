import { codedError } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { HostWorker } from "../host/mod.ts";
import type { FailedTask, FromWorker, ToWorker } from "./messages.ts";

/** One task waiting for a worker or running in one. */
export interface Assignment {
  readonly plan: Plan;
  readonly task: string;
  readonly input: unknown;
  /** Buffers of the input that are moved instead of copied. */
  readonly moved?: ArrayBuffer[];
  /** Units of work done since the last call. */
  readonly onProgress: (units: number) => void;
  readonly onDone: (output: unknown) => void;
  readonly onError: (error: Error) => void;
}

/** Assignments that belong together: they share data, and are given up together. */
export interface Plan {
  readonly shared: unknown;
  /** Most workers that may work on it at a time. */
  readonly workers: number;
  /** Tells workers to stop: some runtimes let a worker that was ended run on for seconds. */
  readonly stop: Int32Array | undefined;
  /** Whether its assignments are so short that a worker gets the next one before it has answered. */
  readonly areShort?: boolean;
}

interface Seat {
  readonly worker: HostWorker;
  /** Key under which the worker holds each plan's shared data. */
  readonly keys: Map<Plan, number>;
  assignment: Assignment | null;
  /** What it does after that: it lies in the worker already. */
  next: Assignment | null;
  /** Whether it has started. */
  isReady: boolean;
  /** Ends the worker when nobody has used it for a while. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Where a pool has its workers from. */
export interface WorkerSource {
  readonly available: boolean;
  /** How long an idle worker is kept. */
  readonly idleMs: number;
  /** Has at hand what `start` needs. */
  prepare?(): Promise<void>;
  start(): HostWorker;
}

/**
 * The workers of this runtime: started at first use, kept warm, ended to cancel what they do.
 *
 * Plans take turns: a free worker takes the oldest assignment whose plan has a worker left to use, and plans that have fewer at work come
 * first, so that a small job does not wait for the end of a large one.
 */
export class WorkerPool {
  readonly #source: WorkerSource;
  readonly #seats: Seat[] = [];
  readonly #waiting: Assignment[] = [];
  #nextKey = 1;
  #nextId = 1;
  /** Known after the first try: a page's security policy may forbid workers. */
  #refused = false;

  constructor(source: WorkerSource) {
    this.#source = source;
  }

  /** Whether tasks can run here; false where workers are missing or were refused. */
  get canStart(): boolean {
    return this.#source.available && !this.#refused;
  }

  /** How many workers there are, busy or idle. */
  get size(): number {
    return this.#seats.length;
  }

  /** Whether a worker has started, so that a task need not wait for that. */
  get isReady(): boolean {
    return this.#seats.some(({ isReady }) => isReady);
  }

  /** Starts so many workers in all, for tasks to come. To be called after `prepare`; where none can start it does nothing. */
  warmUp(workers: number): void {
    while (this.canStart && this.#seats.length < Math.min(workers, defaultWorkers())) {
      try {
        this.#expire(this.#open());
      } catch {
        return;
      }
    }
  }

  /** To be awaited before tasks are added. Where the workers' program may not be read none can start, as where a policy forbids them. */
  async prepare(): Promise<void> {
    try {
      await this.#source.prepare?.();
    } catch {
      this.#refused = true;
    }
  }

  /**
   * Queues a task.
   *
   * @throws {Error} when the runtime refuses to start a worker and none is there.
   */
  add(assignment: Assignment): void {
    this.#waiting.push(assignment);
    try {
      this.#schedule();
    } catch (error) {
      const at = this.#waiting.indexOf(assignment);
      if (at >= 0) this.#waiting.splice(at, 1);
      throw error;
    }
  }

  /** Gives up all tasks of a plan at once, by ending the workers that are at them. */
  cancel(plan: Plan): void {
    if (plan.stop) Atomics.store(plan.stop, 0, 1);
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      if (this.#waiting[at]!.plan === plan) this.#waiting.splice(at, 1);
    }
    for (const seat of [...this.#seats]) {
      if (seat.assignment?.plan === plan) this.#end(seat);
      else this.#drop(seat, plan);
    }
    this.#schedule();
  }

  /** Lets go of a plan's shared data when its last task is done. */
  finish(plan: Plan): void {
    for (const seat of this.#seats) this.#drop(seat, plan);
  }

  /** Ends all workers; tasks under way are given up silently. */
  close(): void {
    this.#waiting.length = 0;
    for (const seat of [...this.#seats]) this.#end(seat);
  }

  #schedule(): void {
    for (;;) {
      const assignment = this.#next();
      if (!assignment) return this.#postAhead();
      const seat = this.#seats.find((each) => each.assignment === null) ?? this.#open();
      this.#waiting.splice(this.#waiting.indexOf(assignment), 1);
      this.#start(seat, assignment);
    }
  }

  /** Hands each worker at short assignments the one after that. */
  #postAhead(): void {
    for (const seat of this.#seats) {
      const plan = seat.assignment?.plan;
      if (!plan?.areShort || seat.next) continue;
      const at = this.#waiting.findIndex((candidate) => candidate.plan === plan);
      if (at < 0) continue;
      seat.next = this.#waiting.splice(at, 1)[0]!;
      this.#post(seat, seat.next);
    }
  }

  /** The assignment to start next, if one may start now. */
  #next(): Assignment | undefined {
    const busy = this.#seats.filter(({ assignment }) => assignment !== null);
    let best: Assignment | undefined;
    let fewest = Infinity;
    for (const candidate of this.#waiting) {
      const atWork = busy.filter((seat) => seat.assignment?.plan === candidate.plan).length;
      if (atWork >= candidate.plan.workers || atWork >= fewest) continue;
      best = candidate;
      fewest = atWork;
    }
    if (!best) return undefined;
    const limit = Math.max(defaultWorkers(), best.plan.workers);
    return busy.length < limit ? best : undefined;
  }

  #open(): Seat {
    const worker = this.#startWorker();
    const seat: Seat = {
      worker,
      keys: new Map(),
      assignment: null,
      next: null,
      isReady: false,
      timer: undefined,
    };
    this.#seats.push(seat);
    seat.worker.listen(
      (message) => this.#receive(seat, message as FromWorker),
      (error) => this.#crash(seat, error),
    );
    return seat;
  }

  #startWorker(): HostWorker {
    try {
      return this.#source.start();
    } catch (error) {
      if (this.#seats.length === 0) this.#refused = true;
      throw error;
    }
  }

  #start(seat: Seat, assignment: Assignment): void {
    clearTimeout(seat.timer);
    seat.assignment = assignment;
    seat.worker.hold();
    this.#post(seat, assignment);
  }

  #post(seat: Seat, assignment: Assignment): void {
    let key = seat.keys.get(assignment.plan);
    if (key === undefined) {
      key = this.#nextKey++;
      seat.keys.set(assignment.plan, key);
      this.#send(seat, { type: "share", key, value: assignment.plan.shared, stop: assignment.plan.stop });
    }
    const { task, input, moved } = assignment;
    this.#send(seat, { type: "run", id: this.#nextId++, task, key, input }, moved);
  }

  #receive(seat: Seat, message: FromWorker): void {
    seat.isReady = true;
    const { assignment } = seat;
    if (!assignment || message.type === "ready") return;
    if (message.type === "progress") {
      assignment.onProgress(message.done);
      return;
    }
    seat.assignment = seat.next;
    seat.next = null;
    if (!seat.assignment) {
      seat.worker.release();
      this.#expire(seat);
    }
    if (message.type === "done") {
      assignment.onProgress(message.done);
      assignment.onDone(message.output);
    } else assignment.onError(revive(message.error));
    this.#schedule();
  }

  /** A worker that died, of memory for example, takes only the tasks with it that lay in it. */
  #crash(seat: Seat, cause: unknown): void {
    const { assignment, next } = seat;
    // A worker that nobody waited for and that never started: no other one would.
    if (!assignment && !seat.isReady) this.#refused = true;
    this.#end(seat);
    const reason = cause instanceof Error ? cause.message : String(cause);
    for (const lost of [assignment, next])
      lost?.onError(
        codedError(
          Error,
          "E_WORKER",
          `Cannot finish ${lost.task}: its worker must stay alive, got ${JSON.stringify(reason)}; use fewer rows, or workers: 0`,
          { cause },
        ),
      );
    if (assignment) this.#schedule();
  }

  #drop(seat: Seat, plan: Plan): void {
    const key = seat.keys.get(plan);
    if (key === undefined) return;
    seat.keys.delete(plan);
    this.#send(seat, { type: "drop", key });
  }

  #expire(seat: Seat): void {
    const { idleMs } = this.#source;
    if (idleMs < Infinity) seat.timer = setTimeout(() => this.#end(seat), idleMs);
  }

  #end(seat: Seat): void {
    clearTimeout(seat.timer);
    const at = this.#seats.indexOf(seat);
    if (at >= 0) this.#seats.splice(at, 1);
    seat.assignment = seat.next = null;
    seat.worker.end();
  }

  #send(seat: Seat, message: ToWorker, moved: ArrayBuffer[] = []): void {
    seat.worker.post(message, moved);
  }
}

/** As many as the machine has cores, at most 8: beyond that the copies of the data cost more than they bring. */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(8, currentHost().cores));
}

/** Errors of tasks keep their standard class and their code. */
function revive({ name, message, code, stack }: FailedTask): Error {
  const Class = { TypeError, RangeError, SyntaxError }[name] ?? Error;
  const error = code === undefined ? new Class(message) : codedError(Class, code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

let pool: WorkerPool | null = null;

/** The pool of this runtime. */
export function workerPool(): WorkerPool {
  const host = currentHost();
  let program = "";
  return (pool ??= new WorkerPool({
    available: host.canStartWorkers,
    idleMs: host.idleWorkerMs,
    async prepare() {
      program ||= (await import("./made/source.ts")).WORKER_SOURCE; // at first use: ADR 0017
    },
    start: () => host.startWorker(program),
  }));
}
