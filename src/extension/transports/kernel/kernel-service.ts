import type { Kernel } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { type ISignal, Signal } from "@lumino/signaling";
import { type AnalysisService, type Methods, type RunOptions, ServiceClient } from "../../../analysis/mod.ts";
import { KernelChannel } from "./kernel-channel.ts";

/**
 * A kernel's outputs are to stay under 1 MB each, and Jupyter's server drops those that come faster than 1 MB a second, over three
 * seconds; requests have no such limit but the message's own.
 */
const PARTS = { received: 300_000, sent: 800_000, pauseMs: 400 };

export interface KernelServiceOptions {
  kernel: Kernel.IKernelConnection;
  /** Whether Interrupt leaves this kernel alive. */
  canInterrupt: boolean;
}

/** The library that lives in a kernel. Gone for good once the kernel restarts, ends or is left. */
export class KernelService implements AnalysisService, IDisposable {
  private readonly _client: ServiceClient;
  private readonly _channel: KernelChannel;
  private readonly _statusChanged = new Signal<this, AnalysisService["status"]>(this);

  constructor({ kernel, canInterrupt }: KernelServiceOptions) {
    this._client = new ServiceClient({
      name: "kernel",
      parts: PARTS,
      send: (request) => this._channel.send(request),
      cancel: (id) => this._channel.cancel(id),
      statusChanged: () => this._statusChanged.emit(this._client.status),
    });
    this._channel = new KernelChannel({
      kernel,
      canInterrupt,
      events: {
        received: (message) => this._client.receive(message),
        failed: (id, code, message) => this._client.fail(id, code, message),
        closed: (message) => this._client.close(message),
        occupied: (isOccupied) => this._client.setOccupied(isOccupied),
      },
    });
    this._client.setOccupied(this._channel.isOccupied);
  }

  get status(): AnalysisService["status"] {
    return this._client.status;
  }

  /** Emitted after `status` changed. */
  get statusChanged(): ISignal<this, AnalysisService["status"]> {
    return this._statusChanged;
  }

  get isDisposed(): boolean {
    return this._channel.isDisposed;
  }

  call<M extends keyof Methods>(method: M, params: Methods[M][0], run?: RunOptions): Promise<Methods[M][1]> {
    return this._client.call(method, params, run);
  }

  dispose(): void {
    this._channel.dispose();
  }
}
