import type { ISessionContext } from "@jupyterlab/apputils";
import type { Kernel } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { type ISignal, Signal } from "@lumino/signaling";
import type { AnalysisService } from "../analysis/mod.ts";
import { sessionAround, type Surroundings } from "./kernel-of-output.ts";
import type { KnownTables } from "./known-tables.ts";
import type { KernelService } from "./transports/kernel/kernel-service.ts";

export interface KernelLinkOptions {
  /** The output whose notebook or console has the kernel. */
  node: Node;
  surroundings: Surroundings;
  known: KnownTables;
  /** Opens the service of a kernel; null where the kernel's language is not TypeScript. */
  open: (kernel: Kernel.IKernelConnection) => Promise<KernelService | null>;
}

/** What an output needs of a kernel: a table, or an assessor that was made without one. */
export interface KernelTarget {
  table: string | null;
  assessor: string | null;
}

/**
 * Ties one output to the kernel of the notebook or console that shows it, through restarts, deaths and changes of kernel.
 *
 * The link is up while that kernel is known to hold what the output needs, and down otherwise; only `reconnect`, which a person
 * asks for, sends anything to find out.
 */
export class KernelLink implements IDisposable {
  private readonly _options: KernelLinkOptions;
  private readonly _changed = new Signal<this, void>(this);
  private _session: ISessionContext | null = null;
  private _service: KernelService | null = null;
  private _target: KernelTarget = { table: null, assessor: null };
  private _announced = "";
  private _announcedService: KernelService | null = null;
  private _isDisposed = false;

  constructor(options: KernelLinkOptions) {
    this._options = options;
    options.known.changed.connect(this._follow, this);
  }

  /** Emitted after `service`, its status, or `canReconnect` changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reaches the target; null while the link is down. */
  get service(): AnalysisService | null {
    return this._service;
  }

  /** Whether there is a kernel that could be asked for the target. */
  get canReconnect(): boolean {
    return this._service === null && this._handle !== null && this._kernel !== null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Sets what the output that is shown needs. */
  setTarget(target: KernelTarget): void {
    this._target = target;
    void this._update();
  }

  /** Looks for the session again; call it when the output was attached to the page. */
  locate(): void {
    const session = sessionAround(this._options.node, this._options.surroundings) ?? null;
    if (session === this._session) return;
    this._leave();
    this._session = session;
    session?.kernelChanged.connect(this._follow, this);
    session?.statusChanged.connect(this._follow, this);
    session?.disposed.connect(this._leave, this);
    void this._update();
  }

  /**
   * Asks the kernel whether it has the target, and uses it when it has.
   *
   * @throws Error with code E_NOT_LOADED, E_UNKNOWN_HANDLE or KERNEL_GONE when it cannot be used, saying what to do.
   */
  async reconnect(): Promise<void> {
    const kernel = this._kernel;
    const { table, assessor } = this._target;
    const handle = this._handle;
    const service = kernel && (await this._options.open(kernel));
    if (!service || !kernel || handle === null)
      throw new Error("Cannot reconnect: no kernel of Traffic Lab is running here");
    if (table !== null) await service.call("rows", { table, offset: 0, limit: 0 });
    else if (assessor !== null) await service.call("assess", { assessor, flow: {} });
    this._options.known.add(kernel, handle);
  }

  dispose(): void {
    if (this._isDisposed) return;
    this._isDisposed = true;
    this._leave();
    this._use(null);
    Signal.clearData(this);
  }

  private get _handle(): string | null {
    return this._target.table ?? this._target.assessor;
  }

  /** The session's kernel, when it is alive. */
  private get _kernel(): Kernel.IKernelConnection | null {
    const kernel = this._session?.session?.kernel;
    return !kernel || kernel.isDisposed || kernel.status === "dead" ? null : kernel;
  }

  private _follow(): void {
    void this._update();
  }

  private async _update(): Promise<void> {
    const kernel = this._kernel;
    const handle = this._handle;
    const known = kernel !== null && handle !== null && this._options.known.has(kernel, handle);
    const service = known ? await this._options.open(kernel) : null;
    if (this._isDisposed || kernel !== this._kernel) return;
    this._use(service?.status === "gone" ? null : service);
    this._announce();
  }

  /** The kernel's status changes with every request of ours too; only what concerns the output is passed on. */
  private _announce(): void {
    const state = `${this._service === null ? "down" : this._service.status} ${this.canReconnect}`;
    if (state === this._announced && this._service === this._announcedService) return;
    this._announced = state;
    this._announcedService = this._service;
    this._changed.emit();
  }

  private _use(service: KernelService | null): void {
    if (service === this._service) return;
    this._service?.statusChanged.disconnect(this._onServiceStatus, this);
    this._service = service;
    service?.statusChanged.connect(this._onServiceStatus, this);
  }

  private _onServiceStatus(service: KernelService): void {
    if (service.status === "gone") this._use(null);
    this._announce();
  }

  private _leave(): void {
    if (this._session) Signal.disconnectBetween(this._session, this);
    this._session = null;
    if (!this._isDisposed) void this._update();
  }
}
