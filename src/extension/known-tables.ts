import type { ISessionContext } from "@jupyterlab/apputils";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { type ISignal, Signal } from "@lumino/signaling";
import { RESULT_MIMES } from "../analysis/mod.ts";

/** States in which a kernel has lost its memory, or is about to. */
const FORGETFUL: readonly Kernel.Status[] = ["restarting", "autorestarting", "terminating", "dead"];

/**
 * Which tables and assessors each running kernel is known to hold: those of the results that it has shown since its last start.
 *
 * A notebook that is opened shows payloads from the file beside a kernel that may be fresh. Nothing is executed to find out
 * whether that kernel has the table, so only an output that was seen to arrive counts as proof; anything else waits for the
 * user's Reconnect.
 */
export class KnownTables {
  private readonly _tables = new WeakMap<Kernel.IKernelConnection, Set<string>>();
  private readonly _changed = new Signal<this, void>(this);

  /** Emitted when a kernel has shown a table, or has lost what it held. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Listens to the outputs of a session for as long as it lives. */
  watch(session: ISessionContext): void {
    session.iopubMessage.connect(this._onMessage, this);
    session.statusChanged.connect(this._onStatus, this);
    session.disposed.connect(this._onDisposed, this);
  }

  has(kernel: Kernel.IKernelConnection, table: string): boolean {
    return this._tables.get(kernel)?.has(table) ?? false;
  }

  add(kernel: Kernel.IKernelConnection, table: string): void {
    const tables = this._tables.get(kernel) ?? new Set();
    if (tables.has(table)) return;
    this._tables.set(kernel, tables.add(table));
    this._changed.emit();
  }

  private _onMessage(session: ISessionContext, message: KernelMessage.IMessage): void {
    const kernel = session.session?.kernel;
    if (!kernel) return;
    for (const handle of shownHandles(message)) this.add(kernel, handle);
  }

  private _onStatus(session: ISessionContext, status: Kernel.Status): void {
    const kernel = session.session?.kernel;
    if (kernel && FORGETFUL.includes(status) && this._tables.delete(kernel)) this._changed.emit();
  }

  private _onDisposed(session: ISessionContext): void {
    Signal.disconnectBetween(session, this);
  }
}

/** The handles of a result among a message's data; what the kernel sends is not trusted to have any shape. */
function shownHandles(message: KernelMessage.IMessage): string[] {
  const { data } = message.content as { data?: Record<string, unknown> };
  if (typeof data !== "object" || data === null) return [];
  return RESULT_MIMES.flatMap((mime) => {
    const { table, assessor } = Object(data[mime]) as { table?: unknown; assessor?: unknown };
    return [table, assessor].filter((handle) => typeof handle === "string");
  });
}
