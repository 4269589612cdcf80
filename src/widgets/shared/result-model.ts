import { nullTranslator, type TranslationBundle } from "@jupyterlab/translation";
import type { IDisposable } from "@lumino/disposable";
import { Signal, type ISignal } from "@lumino/signaling";
import type {
  AnalysisService,
  JSONValue,
  ResultPayload,
  RunOptions,
  TableHandle,
} from "../../analysis/mod.ts";
import { aboutPayload, checkPayload, payloadOf } from "./check-payload.ts";
import { connectionText } from "./chip.ts";
import { TRANSLATION_DOMAIN } from "./context.ts";
import { closeFlows, keptIfMade, openFlows, type OpenedFlows, type Source } from "./open-flows.ts";
import { codeOf, fileProblem, noReaderProblem, outOfReach, workProblem, type Problem } from "./problem.ts";
import type { Connection, Flows, FlowsAbout, Place, ResultOptions, WidgetStatus } from "./states.ts";
import { WorkSlot } from "./work.ts";

/**
 * What every widget's model does, without a view: holds a validated payload and the service that reaches the flows behind it (or
 * none), reads files, takes flows over from another widget, runs one piece of work at a time and says how it goes.
 *
 * A widget adds what it makes of opened flows (`afterOpen`), its actions (`run`, then `adopt`) and what the reader picked.
 */
export abstract class ResultModel<P extends ResultPayload> implements IDisposable {
  constructor(options: ResultModel.IOptions & { mime: string | readonly string[] }) {
    this._mimes = typeof options.mime === "string" ? [options.mime] : options.mime;
    this._service = options.service ?? null;
    this._fileService = options.fileService ?? null;
    this._place = options.place ?? "page";
    this._work = new WorkSlot(() => this.emitStatus());
    this.trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
  }

  /** What is drawn; null when there is nothing to draw. */
  get payload(): P | null {
    return this._payload;
  }

  /** Emitted after `payload` became another one or none, or `flows` other flows. */
  get payloadChanged(): ISignal<this, P | null> {
    return this._payloadChanged;
  }

  /** Emitted after `status`, `connection` or `statusText` changed, and while something is done. */
  get statusChanged(): ISignal<this, WidgetStatus> {
    return this._statusChanged;
  }

  /** The state of the whole view. */
  get status(): WidgetStatus {
    if (this._work.state !== null) return { kind: "working", ...this._work.state };
    if (this._refused !== null) return { kind: "refused", reasons: this._refused };
    if (this._problem !== null) return { kind: "error", problem: this._problem };
    if (this._payload === null && this._given === null) return { kind: "empty" };
    return { kind: this.reachable() === null ? "viewOnly" : "ready" };
  }

  /** Where the flows are. */
  get connection(): Connection {
    if (this._payload === null && this._given === null) return "none";
    const service = this.reachable();
    if (service === null) return "viewOnly";
    return service.status === "busy" ? "busy" : this._placeOf(service);
  }

  /** The connection in a word or two; "" when nothing is shown. */
  get statusText(): string {
    return connectionText(this.trans, this.connection);
  }

  /** True when files can be opened here. */
  get canOpen(): boolean {
    return this.fileService !== null;
  }

  /** The table behind what is shown: the payload's, or that of the flows that were opened or handed over. */
  get table(): TableHandle | null {
    return this._given?.table ?? this._payload?.table ?? null;
  }

  /** The flows behind what is shown, for another widget to go on with; null when there are none within reach. */
  get flows(): Flows | null {
    const service = this.reachable();
    const about = this.about;
    const { table } = this;
    if (service === null || table === null || about === null) return null;
    return { ...about, service, place: this._placeOf(service), table };
  }

  /** Name and size of the flows; null when nothing is shown. */
  get about(): FlowsAbout | null {
    if (this._given === null) return this._payload && aboutPayload(this._payload);
    const { name, rowCount, columnNames } = this._given;
    return { name, rowCount, columnNames };
  }

  /** Answers for the payload given by `setPayload`; null when nothing does. */
  get service(): AnalysisService | null {
    return this._service;
  }
  set service(service: AnalysisService | null) {
    if (service === this._service) return;
    this._service = service;
    this.emitStatus();
    this.onReach(true);
  }

  /** Where `service` answers from. */
  get place(): Place {
    return this._place;
  }
  set place(place: Place) {
    if (place === this._place) return;
    this._place = place;
    this.emitStatus();
  }

  /** Call after the service's own `status` changed: the service interface has no signal to listen to. */
  refreshConnection(): void {
    this.emitStatus();
    this.onReach(false);
  }

  /**
   * Shows a payload from a notebook's output or a file.
   *
   * Anything that is not a payload this version can draw is refused with its reasons, and nothing of it is drawn.
   */
  setPayload(data: unknown): void {
    if (this._isDisposed) return;
    this._work.stop();
    const checked = checkPayload<P>(this._mimes, data);
    this._letGo();
    this._original = checked.payload;
    this._problem = null;
    this._refused = checked.payload === null ? checked.reasons : null;
    this._show(checked.payload);
  }

  /**
   * Takes flows over that another widget has in a service, without loading them again, and goes on as after opening a file.
   *
   * The table stays the other's: it is not given back from here.
   */
  useTable(service: AnalysisService, table: TableHandle, about: FlowsAbout, place: Place = "page"): void {
    if (this._isDisposed) return;
    this._work.stop();
    this._letGo();
    this._service = service;
    this._place = place;
    this._given = { ...about, service, source: { table }, table };
    this._original = null;
    this._problem = null;
    this._refused = null;
    this._show(null);
    const flows = this._given;
    void this._work.perform({ name: about.name, isOpening: true }, (run) => this.afterOpen(flows, run), {
      done: (data) => {
        if (data !== null) this.adopt(data);
      },
      failed: (error) => this._onFailed(error, fileProblem(about.name, error, this.trans)),
    });
  }

  /**
   * Reads a file through the service, in place of what is shown, and goes on as the widget does with new flows.
   *
   * Until it succeeds what is shown stays; a failure or `cancel()` leaves it so.
   *
   * @returns A promise that never rejects: a failure is in `status`.
   */
  async openBlob(blob: Blob, name: string): Promise<void> {
    if (this._isDisposed) return;
    this._work.stop();
    this._problem = null;
    const service = this.fileService;
    if (service === null) {
      this.fail(noReaderProblem(name, this.trans));
      return;
    }
    await this.open(
      service,
      blob instanceof File && blob.name === name ? blob : new File([blob], name),
      name,
    );
  }

  /** Says in place what went wrong; what is shown stays. */
  fail(problem: Problem): void {
    this._problem = problem;
    this.emitStatus();
  }

  /** Ends what is being done; what was shown before is shown again. */
  cancel(): void {
    if (this._work.state === null) return;
    this._work.stop();
    this.emitStatus();
  }

  /** Takes the message of the last failure away. */
  dismiss(): void {
    if (this._problem === null) return;
    this._problem = null;
    this.emitStatus();
  }

  /** Goes back to the payload given first, from what was opened or made since; where that is shown already, gives up what was picked. */
  reset(): void {
    this._work.stop();
    this._problem = null;
    if (this._original !== null && this._payload !== this._original) {
      this._letGo();
      this._show(this._original);
      return;
    }
    this.onReset();
    this.emitStatus();
  }

  /** True after `dispose`. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ends what runs, gives back the tables it made and forgets its listeners; safe to call twice. */
  dispose(): void {
    if (this._isDisposed) return;
    this._isDisposed = true;
    this._work.stop();
    this._letGo();
    Signal.clearData(this);
  }

  /**
   * What the widget makes of flows that were opened or handed over, as part of the same work (progress, Cancel).
   *
   * @returns Data of a payload to show, which is validated; null to show the flows without one. A rejection fails the opening.
   */
  protected afterOpen(_flows: OpenedFlows, _run: RunOptions): Promise<unknown> {
    return Promise.resolve(null);
  }

  /** Called before other things are shown; a widget forgets here what was picked in those before. */
  protected onShow(_payload: P | null): void {
    return undefined;
  }

  /** Called when flows may have come within reach, or gone out of it; `isOther` when another service answers from now on. */
  protected onReach(_isOther: boolean): void {
    return undefined;
  }

  /** Called by `reset` where the first payload is shown already. */
  protected onReset(): void {
    return undefined;
  }

  /**
   * Runs one piece of work in the state "working", with progress and Cancel; what ran before is ended.
   *
   * @param name What the reader sees while it runs.
   * @param work Gets the service that has the flows, or the one given.
   * @param done Called with the result, unless it was cancelled or replaced; what it throws fails the work.
   * @returns A promise that never rejects: a failure is in `status`, and what is shown stays.
   */
  protected async run<R>(
    name: string,
    work: (service: AnalysisService, run: RunOptions) => Promise<R>,
    done: (result: R) => void,
    service: AnalysisService | null = this.reachable(),
  ): Promise<void> {
    if (this._isDisposed) return;
    this._work.stop();
    this._problem = null;
    if (service === null) {
      this.fail(workProblem(name, outOfReach(this.trans), this.trans));
      return;
    }
    await this._work.perform({ name, isOpening: false }, (run) => work(service, run), {
      done,
      failed: (error) => this._onFailed(error, workProblem(name, error, this.trans)),
    });
  }

  /** Puts another payload in place without saying so: the widget draws the difference itself. */
  protected amend(payload: P): void {
    this._payload = payload;
  }

  /** Reads the files that are opened here; null where nothing does. */
  protected get fileService(): AnalysisService | null {
    return this._fileService ?? (this._place === "page" ? this._service : null);
  }

  /** Shows a payload that the widget has made; `reset` goes back to the first one. */
  protected adopt(data: unknown): void {
    const payload = payloadOf<P>(this._mimes, data, this.about?.name ?? "");
    this._refused = null;
    this._show(payload);
  }

  /** Reads a source in place of what is shown. */
  protected async open(
    service: AnalysisService,
    source: Source,
    name: string,
    options?: Record<string, JSONValue>,
  ): Promise<void> {
    this._problem = null;
    const read = async (run: RunOptions): Promise<{ flows: OpenedFlows; payload: P | null }> => {
      const flows = await openFlows(service, source, name, run, options);
      const payload = await keptIfMade(flows, run, async () => {
        const data = await this.afterOpen(flows, run);
        return data === null ? null : payloadOf<P>(this._mimes, data, name);
      });
      return { flows, payload };
    };
    await this._work.perform({ name, isOpening: true }, read, {
      done: ({ flows, payload }) => {
        this._letGo();
        this._given = flows;
        this._opened = flows;
        this._refused = null;
        this._show(payload);
      },
      failed: (error) => this._onFailed(error, fileProblem(name, error, this.trans)),
      dropped: ({ flows }) => closeFlows(flows),
    });
  }

  /** Says that `status` or `connection` may have changed. */
  protected emitStatus(): void {
    if (!this._isDisposed) this._statusChanged.emit(this.status);
  }

  /** The service that has the flows of what is shown, if it is there. */
  protected reachable(): AnalysisService | null {
    const service = this._given?.service ?? this._service;
    return service === null || service.status === "gone" ? null : service;
  }

  /** What is shown can be read again from this; null when nothing is. */
  protected get source(): Source | null {
    if (this._given !== null) return this._given.source;
    return this._payload?.table ? { table: this._payload.table } : null;
  }

  protected readonly trans: TranslationBundle;

  private _onFailed(error: unknown, problem: Problem): void {
    if (codeOf(error) !== "CANCELLED") this.fail(problem);
  }

  private _show(payload: P | null): void {
    this._payload = payload;
    this.onShow(payload);
    this._payloadChanged.emit(payload);
    this.emitStatus();
  }

  private _placeOf(service: AnalysisService): Place {
    return service === this._service ? this._place : "page";
  }

  /** Forgets the flows that were opened or handed over; the ones that were opened here are given back. */
  private _letGo(): void {
    if (this._opened !== null) closeFlows(this._opened);
    this._opened = null;
    this._given = null;
  }

  private readonly _mimes: readonly string[];
  private _service: AnalysisService | null;
  private readonly _fileService: AnalysisService | null;
  private _place: Place;
  private _payload: P | null = null;
  private _original: P | null = null;
  /** The flows behind what is shown, where they are not the payload's own. */
  private _given: OpenedFlows | null = null;
  /** Those of them that were opened here. */
  private _opened: OpenedFlows | null = null;
  private readonly _work: WorkSlot;
  private _problem: Problem | null = null;
  private _refused: readonly string[] | null = null;
  private _isDisposed = false;
  private readonly _payloadChanged = new Signal<this, P | null>(this);
  private readonly _statusChanged = new Signal<this, WidgetStatus>(this);
}

export namespace ResultModel {
  export type IOptions = ResultOptions;
}
