import { Signal, type ISignal } from "@lumino/signaling";
import { PROFILE_MIME, type JSONValue, type ProfilePayload, type RunOptions } from "../../analysis/mod.ts";
import { codeOf, messageOf, ResultModel, rowsRemedy, type OpenedFlows } from "../shared/mod.ts";
import { RowsFeed } from "./rows.ts";
import { columnOf, filterOf, isSelectable, type ProfileSelection } from "./selection.ts";
import type { RowsPage } from "./states.ts";

/**
 * What a dataset profiler shows and does, without a view.
 *
 * Flows that are opened are profiled. Beside the payload it holds the reader's selection and that selection's rows. Every change
 * comes from here; the view draws what it finds after a signal.
 */
export class ProfilerModel extends ResultModel<ProfilePayload> {
  constructor(options: ProfilerModel.IOptions = {}) {
    super({ ...options, mime: PROFILE_MIME });
    this._feed = new RowsFeed({
      onChange: () => this._onAnswer(),
      explain: (error) => ({
        what: this.trans.__("The rows could not be fetched."),
        why: messageOf(error),
        remedy: rowsRemedy(codeOf(error), this.trans),
      }),
    });
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

  /** True when what is shown can be read again: its rows are within reach. */
  get canReload(): boolean {
    return this.payload !== null && this.reachable() !== null;
  }

  /**
   * Reads what is shown again with options of `loadFlows` beside its own, and shows the result in its place.
   *
   * @returns A promise that never rejects: a failure is in `status`, and what is shown stays.
   */
  async reload(options: Record<string, JSONValue>): Promise<void> {
    const { payload, source } = this;
    const service = this.reachable();
    if (this.isDisposed || payload === null || service === null || source === null) return;
    await this.open(service, source, payload.profile.provenance.source.name, options);
  }

  /** Picks a bin, a value, the missing cells or all rows, and asks for the rows; null gives the selection up. */
  select(selection: ProfileSelection | null): void {
    if (this.payload === null || (selection !== null && !isSelectable(this.payload, selection)))
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

  /** True when rows can be written to a file: they are within reach. */
  get canExportRows(): boolean {
    return this.payload !== null && this.reachable() !== null;
  }

  /**
   * Asks for a file of the rows of the selection, or of all.
   *
   * @param save Gets the file.
   * @returns A promise that never rejects: a failure is in `status`.
   */
  async exportRows(save: (name: string, text: string) => void): Promise<void> {
    const { payload, table } = this;
    if (payload === null || table === null) return;
    const where = this._selection === null ? undefined : filterOf(payload, this._selection);
    const options: JSONValue = where === undefined ? {} : { where: where as JSONValue };
    await this.run(
      this.trans.__("Exporting rows"),
      (service, run) => service.call("export", { table, what: "rows", options }, run),
      (file) => save(file.name, file.text),
    );
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this._feed.clear();
    super.dispose();
  }

  protected override afterOpen({ service, table }: OpenedFlows, run: RunOptions): Promise<unknown> {
    return service.call("profile", { table }, run);
  }

  protected override onShow(): void {
    this._feed.clear();
    this._selection = null;
    this._selectionChanged.emit(null);
    this._rowsChanged.emit(null);
  }

  /** Asks for rows that only the sample could give so far. */
  protected override onReach(isOther: boolean): void {
    // A question on its way makes a slow service busy and ready again; asking anew then would never end.
    if (!isOther && this.rows?.loading === true) return;
    if (this._selection !== null && this.rows?.from !== "table") this._showRows(0);
  }

  protected override onReset(): void {
    this.select(null);
  }

  private _showRows(offset: number): void {
    const { payload } = this;
    const selection = this._selection;
    if (payload === null || selection === null) this._feed.clear();
    else {
      const first = columnOf(selection);
      this._feed.ask(this.reachable(), { payload, where: filterOf(payload, selection), first, offset });
    }
    this._rowsChanged.emit(this.rows);
  }

  private _onAnswer(): void {
    this._rowsChanged.emit(this.rows);
    // A call that failed may have been the first to find the other end gone.
    this.emitStatus();
  }

  private readonly _feed: RowsFeed;
  private _selection: ProfileSelection | null = null;
  private readonly _selectionChanged = new Signal<this, ProfileSelection | null>(this);
  private readonly _rowsChanged = new Signal<this, RowsPage | null>(this);
}

export namespace ProfilerModel {
  export type IOptions = ResultModel.IOptions;
}
