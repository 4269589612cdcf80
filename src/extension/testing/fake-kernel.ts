/** A kernel connection for tests: records what is executed and sends what the test says, in the order that the test says. */
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { PromiseDelegate } from "@lumino/coreutils";
import { Signal } from "@lumino/signaling";
import { RPC_MIME, type ServiceRequest } from "../../analysis/mod.ts";

/** One execution that a channel asked for. */
export class FakeExecution {
  readonly msg = { header: { msg_id: "" } };
  readonly done: Promise<unknown>;
  onReply: (message: unknown) => void = () => undefined;
  isDisposed = false;
  readonly content: KernelMessage.IExecuteRequestMsg["content"];
  readonly disposeOnDone: boolean;
  private readonly _kernel: FakeKernel;
  private readonly _done = new PromiseDelegate<unknown>();

  constructor(
    kernel: FakeKernel,
    id: string,
    content: KernelMessage.IExecuteRequestMsg["content"],
    disposeOnDone: boolean,
  ) {
    this._kernel = kernel;
    this.msg.header.msg_id = id;
    this.content = content;
    this.disposeOnDone = disposeOnDone;
    this.done = this._done.promise;
    this.done.catch(() => undefined);
  }

  /** The request inside the code, read as the kernel would: by evaluating it. */
  get request(): ServiceRequest {
    let text = "";
    const scope = { [Symbol.for("trafficlab.rpc")]: (given: string) => void (text = given) };
    this.evaluate(scope, undefined);
    return JSON.parse(text) as ServiceRequest;
  }

  /** Runs the code with a `globalThis` and a `Deno` of the test's own. */
  evaluate(scope: object, deno: unknown): unknown {
    const code = this.content.code.replace(/^await /, "return ");
    return new Function("globalThis", "Deno", code)(scope, deno) as unknown;
  }

  start(): void {
    this._kernel.tell(this.msg.header.msg_id, "busy");
  }

  /** Sends a message of the RPC type, with the header of this execution or of another. */
  say(message: unknown, parent: string = this.msg.header.msg_id): void {
    this._kernel.iopub(parent, "display_data", {
      data: { [RPC_MIME]: message },
      metadata: {},
      transient: {},
    });
  }

  reply(content: Record<string, unknown>): void {
    if (!this.isDisposed) this.onReply({ content });
  }

  /** Says that the execution is over; outputs may follow all the same. */
  async finish(): Promise<void> {
    this.reply({ status: "ok", execution_count: 0 });
    this._kernel.tell(this.msg.header.msg_id, "idle");
    if (!this.isDisposed) this._done.resolve(null);
    await Promise.resolve();
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this._done.reject(new Error("Canceled future"));
  }
}

export class FakeKernel {
  status: Kernel.Status = "idle";
  connectionStatus: Kernel.ConnectionStatus = "connected";
  isDisposed = false;
  interrupts = 0;
  readonly name: string = "trafficlab";
  readonly executions: FakeExecution[] = [];
  readonly iopubMessage = new Signal<this, KernelMessage.IIOPubMessage>(this);
  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  readonly connectionStatusChanged = new Signal<this, Kernel.ConnectionStatus>(this);
  readonly disposed = new Signal<this, void>(this);
  spec: Promise<{ language: string; interrupt_mode?: string } | undefined> = Promise.resolve({
    language: "typescript",
    interrupt_mode: "message",
  });
  /** Called with every execution, as soon as it was asked for. */
  onExecute: (execution: FakeExecution) => void = () => undefined;

  /** The fake, as what the code under test takes. */
  get connection(): Kernel.IKernelConnection {
    return this as unknown as Kernel.IKernelConnection;
  }

  get last(): FakeExecution {
    const execution = this.executions.at(-1);
    if (execution === undefined) throw new Error("nothing was executed");
    return execution;
  }

  requestExecute(
    content: KernelMessage.IExecuteRequestMsg["content"],
    disposeOnDone: boolean,
  ): FakeExecution {
    const execution = new FakeExecution(this, `execution-${this.executions.length}`, content, disposeOnDone);
    this.executions.push(execution);
    this.onExecute(execution);
    return execution;
  }

  interrupt(): Promise<void> {
    this.interrupts += 1;
    return Promise.resolve();
  }

  iopub(parent: string, type: string, content: unknown, parentType = "execute_request"): void {
    const message = {
      header: { msg_type: type },
      parent_header: { msg_id: parent, msg_type: parentType },
      content,
    };
    this.iopubMessage.emit(message as unknown as KernelMessage.IIOPubMessage);
  }

  /** A status message of the execution `parent`. */
  tell(parent: string, state: "busy" | "idle", parentType = "execute_request"): void {
    this.become(state);
    this.iopub(parent, "status", { execution_state: state }, parentType);
  }

  become(status: Kernel.Status): void {
    this.status = status;
    this.statusChanged.emit(status);
  }

  lose(): void {
    this.connectionStatus = "disconnected";
    this.connectionStatusChanged.emit("disconnected");
  }

  dispose(): void {
    this.isDisposed = true;
    this.disposed.emit();
  }
}
