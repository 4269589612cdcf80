import { nullTranslator, type ITranslator, type TranslationBundle } from "@jupyterlab/translation";
import type { IDisposable } from "@lumino/disposable";
import { Signal, type ISignal } from "@lumino/signaling";
import type { AnalysisService, JSONValue, ProfilePayload, Progress } from "../../analysis/mod.ts";
import {
  codeOf,
  fileRemedy,
  messageOf,
  rowsRemedy,
  TRANSLATION_DOMAIN,
  type Problem,
} from "../shared/mod.ts";
import { checkPayload } from "./check.ts";
import { closeFile, openFile, type OpenedFile, type Source } from "./open-file.ts";
import { RowsFeed } from "./rows.ts";
import { filterOf, isSelectable, type ProfileSelection } from "./selection.ts";
import type { Connection, ProfilerStatus, RowsPage } from "./states.ts";

/**
 * What a dataset profiler shows and does, without a view.
 *
 * Holds a validated payload, the service that reaches its rows (or none), the reader's selection and that selection's rows.
 * Every change comes from here; the view draws what it finds after a signal.
 */
export class ProfilerModel implements IDisposable {
  constructor(options: ProfilerModel.IOptions = {}) {
    this._service = options.service ?? null;
    this._fileService = options.fileService ?? null;
    this._place = options.place ?? "page";
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    this._trans = trans;
    this._feed = new RowsFeed({
      onChange: () => this._onAnswer(),
      explain: (error) => ({
        what: trans.__("The rows could not be fetched."),
        why: messageOf(error),
        remedy: rowsRemedy(codeOf(error), trans),
      }),
    });
  }

  /** What is drawn; null when there is nothing to draw. */
  get payload(): ProfilePayload | null {
    return this._payload;
  }

  /** Emitted after `payload` became another one, or none. */
  get payloadChanged(): ISignal<this, ProfilePayload | null> {
    return this._payloadChanged;
  }

  /** Emitted after `status`, `connection` or `statusText` changed, and while a file is read. */
  get statusChanged(): ISignal<this, ProfilerStatus> {
    return this._statusChanged;
  }

  /** What the reader picked; null for nothing. */
  get selection(): ProfileSelection | null {
    return this._selection;
  }

  /** Emitted after `selection` changed. */
  get selectionChanged(): ISignal<this, ProfileSelection | null> {
    return this._selectionChanged;
  }

  /** Rows of the selection; null without one. */
  get rows(): RowsPage | null {
    return this._feed.page;
  }

  /** Emitted after `rows` changed. */
  get rowsChanged(): ISignal<this, RowsPage | null> {
    return this._rowsChanged;
  }

  /** The state of the whole view. */
  get status(): ProfilerStatus {
    if (this._work !== null) {
      const { name, progress, startedAt } = this._work;
      return { kind: "working", name, progress, startedAt };
    }
    if (this._refused !== null) return { kind: "refused", reasons: this._refused };
    if (this._problem !== null) return { kind: "error", problem: this._problem };
    if (this._payload === null) return { kind: "empty" };
    return { kind: this._reachable() === null ? "viewOnly" : "ready" };
  }

  /** Where the rows of the payload are. */
  get connection(): Connection {
    if (this._payload === null) return "none";
    const service = this._reachable();
    if (service === null) return "viewOnly";
    if (service.status === "busy") return "busy";
    return this._opened === null || this._opened.service === this._service ? this._place : "page";
  }

  /** The connection in a word or two, translated; "" when nothing is shown. */
  get statusText(): string {
    switch (this.connection) {
      case "none":
        return "";
      case "kernel":
        return this._trans.__("kernel");
      case "page":
        return this._trans.__("in this page");
      case "busy":
        return this._trans.__("busy");
      case "viewOnly":
        return this._trans.__("view only");
    }
  }

  /** True when files can be opened here. */
  get canOpen(): boolean {
    return this._fileService !== null || (this._service !== null && this._place === "page");
  }

  /** Answers for the payload given by `setPayload`; null when nothing does. Setting it asks for the selected rows again. */
  get service(): AnalysisService | null {
    return this._service;
  }
  set service(service: AnalysisService | null) {
    if (service === this._service) return;
    this._service = service;
    this._statusChanged.emit(this.status);
    this._askAgain();
  }

  /** Where `service` answers from. */
  get place(): "kernel" | "page" {
    return this._place;
  }
  set place(place: "kernel" | "page") {
    if (place === this._place) return;
    this._place = place;
    this._statusChanged.emit(this.status);
  }

  /** Call after the service's own `status` changed: the service interface has no signal to listen to. */
  refreshConnection(): void {
    this._statusChanged.emit(this.status);
    // A question on its way makes a slow service busy and ready again; asking anew then would never end.
    if (this.rows?.loading !== true) this._askAgain();
  }

  /**
   * Shows a payload from a notebook's output or a file.
   *
   * Anything that is not a payload this version can draw is refused with its reasons, and nothing of it is drawn.
   */
  setPayload(data: unknown): void {
    if (this._isDisposed) return;
    this._stopWork();
    const checked = checkPayload(data);
    this._closeOpened();
    this._original = checked.payload;
    this._problem = null;
    this._refused = checked.payload === null ? checked.reasons : null;
    this._show(checked.payload);
  }

  /**
   * Reads and profiles a file through the service, in place of what is shown.
   *
   * Until it succeeds what is shown stays; a failure or `cancel()` leaves it so.
   *
   * @param blob The file's bytes.
   * @param name The name it is known by.
   * @returns A promise that never rejects: a failure is in `status`.
   */
  async openBlob(blob: Blob, name: string): Promise<void> {
    if (this._isDisposed) return;
    this._stopWork();
    this._problem = null;
    const service = this._fileService ?? this._service;
    if (service === null || !this.canOpen) {
      const why = this._trans.__("This view has no reader for files.");
      const remedy = this._trans.__("Open the file from the file browser with “Open With → Traffic Lab”.");
      this.fail({ what: this._notOpened(name), why, remedy });
      return;
    }
    const file = blob instanceof File && blob.name === name ? blob : new File([blob], name);
    await this._open(service, file, name, undefined);
  }

  /** True when what is shown can be read again: its rows are within reach. */
  get canReload(): boolean {
    return this._payload !== null && this._reachable() !== null;
  }

  /**
   * Reads what is shown again with options of `loadFlows` beside its own, and shows the result in its place.
   *
   * @returns A promise that never rejects: a failure is in `status`, and what is shown stays.
   */
  async reload(options: Record<string, JSONValue>): Promise<void> {
    const payload = this._payload;
    const service = this._reachable();
    if (this._isDisposed || payload === null || service === null) return;
    this._stopWork();
    this._problem = null;
    const source = this._opened?.source ?? { table: payload.table };
    await this._open(service, source, payload.profile.provenance.source.name, options);
  }

  /** Says in place what went wrong; what is shown stays. */
  fail(problem: Problem): void {
    this._problem = problem;
    this._statusChanged.emit(this.status);
  }

  /** Ends the reading of a file; what was shown before is shown again. */
  cancel(): void {
    if (this._work === null) return;
    this._stopWork();
    this._statusChanged.emit(this.status);
  }

  /** Takes the message of the last failure away. */
  dismiss(): void {
    if (this._problem === null) return;
    this._problem = null;
    this._statusChanged.emit(this.status);
  }

  /** Clears the selection and goes back to the payload given first, from a file opened since. */
  reset(): void {
    this._stopWork();
    this._problem = null;
    if (this._opened !== null && this._original !== null) {
      this._closeOpened();
      this._show(this._original);
      return;
    }
    this.select(null);
    this._statusChanged.emit(this.status);
  }

  /** Picks a bin, a value, the missing cells or all rows, and asks for the rows; null gives the selection up. */
  select(selection: ProfileSelection | null): void {
    if (this._payload === null || (selection !== null && !isSelectable(this._payload, selection)))
      selection = null;
    if (selection === null && this._selection === null) return;
    this._selection = selection;
    this._feed.clear();
    this._showRows(0);
    this._selectionChanged.emit(selection);
  }

  /** Turns to the page of the selection's rows that starts at `offset`. */
  turnTo(offset: number): void {
    if (this._selection !== null) this._showRows(Math.max(0, offset));
  }

  /** True after `dispose`. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ends what runs, gives back the tables it made and forgets its listeners; safe to call twice. */
  dispose(): void {
    if (this._isDisposed) return;
    this._isDisposed = true;
    this._stopWork();
    this._feed.clear();
    this._closeOpened();
    Signal.clearData(this);
  }

  private _showRows(offset: number): void {
    const payload = this._payload;
    const selection = this._selection;
    if (payload === null || selection === null) this._feed.clear();
    else {
      const first = selection.kind === "all" ? undefined : selection.column;
      this._feed.ask(this._reachable(), { payload, where: filterOf(payload, selection), first, offset });
    }
    this._rowsChanged.emit(this.rows);
  }

  /** Asks for rows that only the sample could give so far. */
  private _askAgain(): void {
    if (this._selection !== null && this.rows?.from !== "table") this._showRows(0);
  }

  private async _open(
    service: AnalysisService,
    source: Source,
    name: string,
    options: Record<string, JSONValue> | undefined,
  ): Promise<void> {
    const abort = new AbortController();
    const work: Private.IWork = { name, startedAt: Date.now(), progress: null, abort };
    this._work = work;
    this._statusChanged.emit(this.status);
    const onProgress = (progress: Progress): void => {
      work.progress = progress;
      if (this._work === work) this._statusChanged.emit(this.status);
    };
    try {
      const opened = await openFile(service, source, name, { signal: abort.signal, onProgress, options });
      if (this._isDisposed || this._work !== work) closeFile(opened);
      else this._adopt(opened);
    } catch (error) {
      if (this._isDisposed || this._work !== work) return;
      this._work = null;
      if (codeOf(error) === "CANCELLED") this._statusChanged.emit(this.status);
      else
        this.fail({
          what: this._notOpened(name),
          why: messageOf(error),
          remedy: fileRemedy(codeOf(error), this._trans),
        });
    }
  }

  private _notOpened(name: string): string {
    return this._trans.__("“%1” was not opened.", name);
  }

  private _onAnswer(): void {
    this._rowsChanged.emit(this.rows);
    this._statusChanged.emit(this.status);
  }

  private _adopt(opened: OpenedFile): void {
    this._closeOpened();
    this._work = null;
    this._opened = opened;
    this._refused = null;
    this._show(opened.payload);
  }

  private _show(payload: ProfilePayload | null): void {
    this._feed.clear();
    this._payload = payload;
    this._selection = null;
    this._payloadChanged.emit(payload);
    this._selectionChanged.emit(null);
    this._rowsChanged.emit(null);
    this._statusChanged.emit(this.status);
  }

  /** The service that has the rows of what is shown, if it is there. */
  private _reachable(): AnalysisService | null {
    const service = this._opened?.service ?? this._service;
    return service === null || service.status === "gone" ? null : service;
  }

  private _stopWork(): void {
    this._work?.abort.abort();
    this._work = null;
  }

  private _closeOpened(): void {
    if (this._opened !== null) closeFile(this._opened);
    this._opened = null;
  }

  private _service: AnalysisService | null;
  private readonly _fileService: AnalysisService | null;
  private _place: "kernel" | "page";
  private readonly _trans: TranslationBundle;
  private readonly _feed: RowsFeed;
  private _payload: ProfilePayload | null = null;
  private _original: ProfilePayload | null = null;
  private _opened: OpenedFile | null = null;
  private _work: Private.IWork | null = null;
  private _problem: Problem | null = null;
  private _refused: readonly string[] | null = null;
  private _selection: ProfileSelection | null = null;
  private _isDisposed = false;
  private readonly _payloadChanged = new Signal<this, ProfilePayload | null>(this);
  private readonly _statusChanged = new Signal<this, ProfilerStatus>(this);
  private readonly _selectionChanged = new Signal<this, ProfileSelection | null>(this);
  private readonly _rowsChanged = new Signal<this, RowsPage | null>(this);
}

export namespace ProfilerModel {
  export interface IOptions {
    /** Answers for the payload that is given by `setPayload`. */
    service?: AnalysisService | null;
    /** Where `service` answers from; "page" when left out. */
    place?: "kernel" | "page";
    /** Reads the files that are opened here; `service` does when left out and it answers from the page. */
    fileService?: AnalysisService | null;
    translator?: ITranslator;
  }
}

namespace Private {
  /** A file that is being read. */
  export interface IWork {
    name: string;
    startedAt: number;
    progress: Progress | null;
    abort: AbortController;
  }
}
