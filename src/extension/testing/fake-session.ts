/** A session context for tests: one kernel that can be taken away, and the signals that plugins listen to. */
import type { ISessionContext } from "@jupyterlab/apputils";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { Signal } from "@lumino/signaling";
import { PROFILE_MIME } from "../../analysis/mod.ts";
import { FakeKernel } from "./fake-kernel.ts";

export class FakeSession {
  session: { kernel: FakeKernel | null } = { kernel: new FakeKernel() };
  readonly iopubMessage = new Signal<this, KernelMessage.IIOPubMessage>(this);
  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  readonly kernelChanged = new Signal<this, unknown>(this);
  readonly disposed = new Signal<this, void>(this);

  get context(): ISessionContext {
    return this as unknown as ISessionContext;
  }

  get kernel(): FakeKernel {
    if (this.session.kernel === null) throw new Error("the session has no kernel");
    return this.session.kernel;
  }

  /** An output of the kernel arrives. */
  show(content: unknown): void {
    this.iopubMessage.emit({
      header: { msg_type: "display_data" },
      content,
    } as unknown as KernelMessage.IIOPubMessage);
  }

  showTable(table: string): void {
    this.show({ data: { [PROFILE_MIME]: { table } } });
  }

  become(status: Kernel.Status): void {
    this.session.kernel?.become(status);
    this.statusChanged.emit(status);
  }

  change(kernel: FakeKernel | null): void {
    const oldValue = this.session.kernel;
    this.session = { kernel };
    this.kernelChanged.emit({ name: "kernel", oldValue, newValue: kernel });
  }
}
