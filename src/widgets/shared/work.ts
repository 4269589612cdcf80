import type { Progress, RunOptions } from "../../analysis/mod.ts";

/** What is being done, for the reader. */
export interface WorkState {
  readonly name: string;
  /** A file is read; else a result is made. */
  readonly isOpening: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly progress: Progress | null;
}

/** What follows a piece of work. */
export interface WorkEnd<R> {
  /** What it throws fails the work. */
  done: (result: R) => void;
  failed: (error: unknown) => void;
  /** The result of work that was ended before it came. */
  dropped?: (result: R) => void;
}

/** Room for one piece of work at a time: the next one ends the one before, and nothing more is heard of that. */
export class WorkSlot {
  /** @param onChange Called when work begins, reports or ends. */
  constructor(onChange: () => void) {
    this._onChange = onChange;
  }

  /** Null when nothing is done. */
  get state(): WorkState | null {
    if (this._work === null) return null;
    const { name, isOpening, startedAt, progress } = this._work;
    return { name, isOpening, startedAt, progress };
  }

  /** Ends what is done, without a word. */
  stop(): void {
    this._work?.abort.abort();
    this._work = null;
  }

  /** @returns A promise that never rejects. */
  async perform<R>(
    { name, isOpening }: Pick<WorkState, "name" | "isOpening">,
    body: (run: RunOptions) => Promise<R>,
    { done, failed, dropped }: WorkEnd<R>,
  ): Promise<void> {
    this.stop();
    const abort = new AbortController();
    const work: Private.IWork = { name, isOpening, startedAt: Date.now(), progress: null, abort };
    this._work = work;
    this._onChange();
    const onProgress = (progress: Progress): void => {
      work.progress = progress;
      if (this._work === work) this._onChange();
    };
    try {
      const result = await body({ signal: abort.signal, onProgress });
      if (this._work !== work) {
        dropped?.(result);
        return;
      }
      this._work = null;
      done(result);
    } catch (error) {
      if (abort.signal.aborted) return;
      this._work = null;
      failed(error);
    }
    this._onChange();
  }

  private readonly _onChange: () => void;
  private _work: Private.IWork | null = null;
}

namespace Private {
  /** Work with the means to end it. */
  export interface IWork {
    name: string;
    isOpening: boolean;
    startedAt: number;
    progress: Progress | null;
    abort: AbortController;
  }
}
