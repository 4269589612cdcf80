import type { Kernel, KernelMessage } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { Signal } from "@lumino/signaling";
import { RPC_MIME, type ServiceRequest } from "../../../analysis/mod.ts";
import { rpcCode } from "./rpc-code.ts";

/** How long an answer may arrive after the kernel has said that it is done: outputs and status race in Deno's kernel. */
const GRACE_MS = 5_000;

/** Stands for an execution that began before the channel. */
const UNKNOWN = "unknown";

/** States in which a kernel answers no more, or has lost its memory. */
const GONE: Partial<Record<Kernel.Status, string>> = {
  restarting: "it is being restarted",
  autorestarting: "it ended and is being started anew",
  terminating: "it is being shut down",
  dead: "it has ended",
};

/** What a channel tells its owner. */
export interface ChannelEvents {
  /** A message for some request; checked by the receiver. */
  received(message: unknown): void;
  /** One request will get no answer. */
  failed(id: string, code: string, message: string): void;
  /** No request will get an answer any more. */
  closed(message: string): void;
  /** The kernel has begun or ended something that is not ours, so that requests wait or go. */
  occupied(isOccupied: boolean): void;
}

export interface ChannelOptions {
  kernel: Kernel.IKernelConnection;
  /** Whether Interrupt leaves this kernel alive. */
  canInterrupt: boolean;
  events: ChannelEvents;
  graceMs?: number;
}

/** A request that was sent and has no answer yet. */
interface Flight {
  id: string;
  future: Kernel.IShellFuture<KernelMessage.IExecuteRequestMsg, KernelMessage.IExecuteReplyMsg>;
  started: boolean;
  ended: boolean;
  grace: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Carries requests into a kernel as silent executions, one at a time, and their answers out of its display messages.
 *
 * A request waits here, not in the kernel's own queue, while the kernel runs something else: what waits here can be dropped.
 * Answers are matched by the id inside them, on every message of the kernel: a late output may bear the header of whatever
 * runs by then.
 */
export class KernelChannel implements IDisposable {
  private readonly _kernel: Kernel.IKernelConnection;
  private readonly _canInterrupt: boolean;
  private readonly _events: ChannelEvents;
  private readonly _graceMs: number;
  private readonly _waiting: ServiceRequest[] = [];
  private _flight: Flight | null = null;
  /** The execution of others that the kernel is at, by its message id. */
  private _foreign: string | null;
  private _closed = false;

  constructor({ kernel, canInterrupt, events, graceMs = GRACE_MS }: ChannelOptions) {
    this._kernel = kernel;
    this._canInterrupt = canInterrupt;
    this._events = events;
    this._graceMs = graceMs;
    this._foreign = kernel.status === "busy" ? UNKNOWN : null;
    kernel.iopubMessage.connect(this._onMessage, this);
    kernel.statusChanged.connect(this._onStatus, this);
    kernel.connectionStatusChanged.connect(this._onConnection, this);
    kernel.disposed.connect(this._onKernelDisposed, this);
  }

  /** The kernel runs something that is not ours, so that requests wait. */
  get isOccupied(): boolean {
    return this._foreign !== null;
  }

  get isDisposed(): boolean {
    return this._closed;
  }

  send(request: ServiceRequest): void {
    if (this._closed) {
      this._events.failed(request.id, "KERNEL_GONE", "Cannot ask the kernel: the connection to it has ended");
      return;
    }
    this._waiting.push(request);
    this._next();
  }

  /** Drops a request that waits; interrupts the kernel when the request is what it runs. */
  cancel(id: string): void {
    const index = this._waiting.findIndex((request) => request.id === id);
    if (index !== -1) {
      this._waiting.splice(index, 1);
      this._events.failed(id, "CANCELLED", "Cannot finish: the request was cancelled before it was sent");
      return;
    }
    const flight = this._flight;
    if (flight?.id !== id || !flight.started || flight.ended || !this._canInterrupt) return;
    this._kernel.interrupt().catch(() => {
      // The server refused: the request ends by itself, and its answer is ignored.
    });
  }

  dispose(): void {
    this._close("Cannot ask the kernel: this view was closed");
  }

  private _next(): void {
    if (this._closed || this._foreign !== null || this._flight !== null) return;
    const request = this._waiting.shift();
    if (request === undefined) return;
    const content = { code: rpcCode(request), silent: true, store_history: false, allow_stdin: false };
    const future = this._kernel.requestExecute(content, false);
    const flight: Flight = { id: request.id, future, started: false, ended: false, grace: undefined };
    this._flight = flight;
    future.onReply = (message) => this._onReply(flight, message.content);
    future.done.then(
      () => this._onDone(flight),
      () => {
        // The future was given up: by us once the answer is there, by JupyterLab with the kernel, which closes the channel.
      },
    );
  }

  private _onMessage(_: Kernel.IKernelConnection, message: KernelMessage.IIOPubMessage): void {
    if (message.header.msg_type === "status") this._onExecutionState(message as KernelMessage.IStatusMsg);
    const { data } = message.content as { data?: Record<string, unknown> };
    const answer = data?.[RPC_MIME] as { id?: unknown; progress?: unknown } | null | undefined;
    if (answer === null || answer === undefined) return;
    this._events.received(answer);
    const flight = this._flight;
    if (flight !== null && answer.id === flight.id && answer.progress === undefined) this._land(flight);
  }

  private _onReply(flight: Flight, reply: KernelMessage.IExecuteReplyMsg["content"]): void {
    if (reply.status === "ok" || this._flight !== flight) return;
    const reason = reply.status === "error" ? `${reply.ename}: ${reply.evalue}` : reply.status;
    this._fail(flight, "E_KERNEL", `Cannot ask the kernel: it could not run the request, ${reason}`);
  }

  private _onDone(flight: Flight): void {
    flight.ended = true;
    if (this._flight !== flight) return;
    flight.grace = setTimeout(() => {
      this._fail(
        flight,
        "E_NO_ANSWER",
        "Cannot ask the kernel: it finished the request without an answer; try again",
      );
    }, this._graceMs);
  }

  private _fail(flight: Flight, code: string, message: string): void {
    this._events.failed(flight.id, code, message);
    this._land(flight);
  }

  /** The request has its answer, or will get none: lets the next one go. */
  private _land(flight: Flight): void {
    clearTimeout(flight.grace);
    flight.future.dispose();
    if (this._flight !== flight) return;
    this._flight = null;
    this._next();
  }

  /** Follows what the kernel runs by the request that each status belongs to: only the work of others makes the channel busy. */
  private _onExecutionState(message: KernelMessage.IStatusMsg): void {
    const state = message.content.execution_state;
    const parent = message.parent_header as { msg_id?: string; msg_type?: string };
    const flight = this._flight;
    if (parent.msg_id !== undefined && parent.msg_id === flight?.future.msg.header.msg_id) {
      flight.started ||= state === "busy";
      flight.ended ||= state === "idle";
    } else if (state === "busy" && parent.msg_type === "execute_request") {
      this._setForeign(parent.msg_id ?? UNKNOWN);
    } else if (state === "idle" && (this._foreign === parent.msg_id || this._foreign === UNKNOWN)) {
      this._setForeign(null);
    }
  }

  private _setForeign(foreign: string | null): void {
    const before = this.isOccupied;
    this._foreign = foreign;
    if (this.isOccupied !== before) this._events.occupied(this.isOccupied);
    this._next();
  }

  private _onStatus(_: Kernel.IKernelConnection, status: Kernel.Status): void {
    const what = GONE[status];
    if (what !== undefined) this._close(`Cannot ask the kernel: ${what}`);
  }

  private _onConnection(_: Kernel.IKernelConnection, status: Kernel.ConnectionStatus): void {
    if (status === "disconnected") this._close("Cannot ask the kernel: the connection to it was lost");
  }

  private _onKernelDisposed(): void {
    this._close("Cannot ask the kernel: its notebook has left it");
  }

  private _close(message: string): void {
    if (this._closed) return;
    this._closed = true;
    Signal.disconnectBetween(this._kernel, this);
    this._waiting.length = 0;
    const flight = this._flight;
    this._flight = null;
    if (flight !== null) this._land(flight);
    this._events.closed(message);
  }
}
