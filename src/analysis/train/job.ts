/** A training that runs. */
import { CancelledError } from "../core/mod.ts";
import type { LeaderboardRow, MimeBundle, Progress } from "../core/mod.ts";
import { liveProgress } from "../display/mod.ts";
import type { TrainingReport } from "./report.ts";

/** What the work behind a job gets. */
export interface JobLine {
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** The leaderboard so far. */
  onRows(rows: LeaderboardRow[]): void;
}

let started = 0;

/**
 * A training under way. It has started; `await` gives its report. Shown as a cell's last expression it draws its progress, and then the
 * report.
 *
 * A job that fails while nobody awaits it does not end the kernel.
 */
export class TrainingJob implements PromiseLike<TrainingReport> {
  readonly id = `training-${++started}`;
  readonly #controller = new AbortController();
  readonly #report: Promise<TrainingReport>;
  readonly #listeners = new Set<() => void>();
  #latest: Progress | null = null;
  #partial: LeaderboardRow[] = [];
  #done = false;

  constructor(work: (line: JobLine) => Promise<TrainingReport>, signal: AbortSignal | undefined) {
    const controller = this.#controller;
    const forward = (): void => controller.abort(signal?.reason);
    if (isSignal(signal)) {
      if (signal.aborted) forward();
      else signal.addEventListener("abort", forward, { once: true });
    }
    const line: JobLine = {
      signal: controller.signal,
      onProgress: (progress) => {
        this.#latest = progress;
        this.#wake();
      },
      onRows: (rows) => {
        this.#partial = rows;
      },
    };
    this.#report = work(line).finally(() => {
      if (isSignal(signal)) signal.removeEventListener("abort", forward);
      this.#done = true;
      this.#wake();
    });
    this.#report.catch(() => undefined); // whoever awaits it gets the failure; a kernel must not end by it
  }

  /** Whether it has ended, however it did. */
  get done(): boolean {
    return this.#done;
  }

  /** The models that are finished, best first so far. */
  get partial(): LeaderboardRow[] {
    return [...this.#partial];
  }

  /** What is done so far, and then every further step; ends with the job, whether that fails or not. A slow reader gets the latest step. */
  async *progress(): AsyncGenerator<Progress, void, void> {
    let told: Progress | null = null;
    for (;;) {
      const latest = this.#latest;
      if (latest !== told && latest !== null) {
        told = latest;
        yield latest;
        continue;
      }
      if (this.#done) return;
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  /** Ends the work: with a finished model the report comes with status "cancelled", else the job rejects with code CANCELLED. Twice is safe. */
  cancel(): void {
    this.#controller.abort();
  }

  then<R = TrainingReport, E = never>(
    onReport?: ((report: TrainingReport) => R | PromiseLike<R>) | null,
    onFailure?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#report.then(onReport, onFailure);
  }

  catch<E = never>(
    onFailure?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<TrainingReport | E> {
    return this.#report.catch(onFailure);
  }

  finally(onEnd?: (() => void) | null): Promise<TrainingReport> {
    return this.#report.finally(onEnd);
  }

  /** Draws the progress while it runs; gives the report's own display, or says why there is none. */
  async [Symbol.for("Jupyter.display")](): Promise<MimeBundle> {
    if (!this.#done) await liveProgress(this.id, "Training", this.progress());
    try {
      const report = (await this.#report) as unknown as { [key: symbol]: () => MimeBundle };
      return report[Symbol.for("Jupyter.display")]!();
    } catch (error) {
      if (error instanceof CancelledError)
        return { "text/plain": "The training was cancelled before a model was finished." };
      throw error;
    }
  }

  #wake(): void {
    const waiting = [...this.#listeners];
    this.#listeners.clear();
    for (const resolve of waiting) resolve();
  }
}

/** Whatever else is given as a signal is refused by the work, with a message. */
function isSignal(signal: AbortSignal | undefined): signal is AbortSignal {
  return typeof (signal as AbortSignal | null | undefined)?.addEventListener === "function";
}
