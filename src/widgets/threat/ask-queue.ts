import type { Row } from "../../analysis/mod.ts";

/** Asks one question at a time; of those that come meanwhile only the last is asked, and nothing is heard of the others. */
export class AskQueue<R> {
  constructor(options: AskQueue.IOptions<R>) {
    this._options = options;
  }

  /** Asks about a flow as soon as the question before is answered. */
  push(flow: Row): void {
    this._waiting = flow;
    void this._run();
  }

  /** Nothing that was asked before is of interest any more. */
  clear(): void {
    this._waiting = null;
    this._turn += 1;
  }

  private async _run(): Promise<void> {
    if (this._isAsking) return;
    this._isAsking = true;
    const { ask, done, failed } = this._options;
    while (this._waiting !== null) {
      const flow = this._waiting;
      const turn = this._turn;
      this._waiting = null;
      try {
        const answer = await ask(flow);
        if (this._waiting === null && turn === this._turn) done(answer);
      } catch (error) {
        if (this._waiting === null && turn === this._turn) failed(error, flow);
      }
    }
    this._isAsking = false;
  }

  private readonly _options: AskQueue.IOptions<R>;
  private _waiting: Row | null = null;
  private _isAsking = false;
  private _turn = 0;
}

export namespace AskQueue {
  export interface IOptions<R> {
    ask: (flow: Row) => Promise<R>;
    done: (answer: R) => void;
    failed: (error: unknown, flow: Row) => void;
  }
}
