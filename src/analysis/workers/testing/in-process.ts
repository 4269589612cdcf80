import type { HostWorker } from "../../host/mod.ts";
import { WorkerPool } from "../pool.ts";
import { serveTasks } from "../serve.ts";
import type { AnyTask } from "../task.ts";

/** A pool whose workers run in this thread, each message in a turn of its own. */
export class InProcessPool extends WorkerPool {
  /** How many workers were started and ended so far, and which messages they got. */
  readonly started: FakeWorker[];

  constructor(
    tasks: readonly AnyTask[],
    { idleMs = Infinity, refuse = false, prepare = (): Promise<void> => Promise.resolve() } = {},
  ) {
    const started: FakeWorker[] = [];
    super({
      available: true,
      idleMs,
      prepare,
      start() {
        if (refuse) throw new Error("forbidden by policy");
        const worker = new FakeWorker(tasks);
        started.push(worker);
        return worker;
      },
    });
    this.started = started;
  }
}

/** A worker in this thread; `crash` makes it die. */
export class FakeWorker implements HostWorker {
  ended = false;
  readonly received: unknown[] = [];
  #onMessage: (message: unknown) => void = () => undefined;
  #onError: (error: unknown) => void = () => undefined;
  #toWorker: (message: unknown) => void = () => undefined;

  constructor(tasks: readonly AnyTask[]) {
    serveTasks(
      {
        post: (message) => this.#later(() => this.#onMessage(message)),
        listen: (onMessage) => {
          this.#toWorker = onMessage;
        },
      },
      tasks,
    );
  }

  post(message: unknown): void {
    this.received.push(message);
    this.#later(() => this.#toWorker(message));
  }

  listen(onMessage: (message: unknown) => void, onError: (error: unknown) => void): void {
    this.#onMessage = onMessage;
    this.#onError = onError;
  }

  crash(error: Error): void {
    this.#onError(error);
  }

  hold(): void {}

  release(): void {}

  end(): void {
    this.ended = true;
  }

  #later(work: () => void): void {
    setImmediate(() => {
      if (!this.ended) work();
    });
  }
}
