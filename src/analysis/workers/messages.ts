/** What goes between the pool and its workers. */
export type ToWorker =
  | {
      readonly type: "share";
      readonly key: number;
      readonly value: unknown;
      /** Set to 1 when the plan was given up; absent where the runtime has no shared memory. */
      readonly stop: Int32Array | undefined;
    }
  | { readonly type: "drop"; readonly key: number }
  | {
      readonly type: "run";
      readonly id: number;
      readonly task: string;
      readonly key: number;
      readonly input: unknown;
    };

export type FromWorker =
  /** It has started, and waits for tasks. */
  | { readonly type: "ready" }
  | { readonly type: "progress"; readonly id: number; readonly done: number }
  | { readonly type: "done"; readonly id: number; readonly output: unknown; readonly done: number }
  | { readonly type: "failed"; readonly id: number; readonly error: FailedTask };

/** An error as it travels: its class does not survive the way, its name does. */
export interface FailedTask {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly stack?: string | undefined;
}
