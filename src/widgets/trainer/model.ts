import { Signal, type ISignal } from "@lumino/signaling";
import {
  TRAINING_MIME,
  type AnalysisService,
  type RunOptions,
  type TrainingPayload,
} from "../../analysis/mod.ts";
import { ResultModel, type OpenedFlows } from "../shared/mod.ts";
import { CellFeed, type CellFlows, type PickedCell } from "./cell-flows.ts";
import { ProgressLines } from "./progress.ts";
import {
  checkSetup,
  DEFAULT_SETUP,
  groupColumn,
  setupFor,
  setupOf,
  type SetupProblems,
  type TrainingSetup,
} from "./setup.ts";
import { ModelShelf } from "./model-shelf.ts";
import type { ModelRef } from "./model-files.ts";

/** What changed beside payload and status. */
export type TrainerPart = "setup" | "progress" | "cell" | "shelf";

/** What a training without some columns is compared with: the one before it. */
export interface EarlierRun {
  name: string;
  score: number;
  metric: string;
  /** What the new training leaves out that this one used. */
  without: readonly string[];
}

/**
 * What a model trainer shows and does, without a view: the set-up, a running training, its result, the flows behind a cell of
 * the matrix, models saved and opened, and their work on other captures.
 */
export class TrainerModel extends ResultModel<TrainingPayload> {
  constructor(options: TrainerModel.IOptions = {}) {
    super({ ...options, mime: TRAINING_MIME });
    this._defaults = { ...DEFAULT_SETUP, ...options.setup };
    this._setup = this._defaults;
  }

  /** Emitted after one of the parts changed. */
  get partChanged(): ISignal<this, TrainerPart> {
    return this._partChanged;
  }

  /** The set-up of the next training. */
  get setup(): TrainingSetup {
    return this._setup;
  }

  /** What is wrong with the set-up, after a training was asked for. */
  get problems(): SetupProblems {
    return this._problems;
  }

  /** Columns of the flows; empty where they are not known. */
  get columns(): readonly string[] {
    return this._columns;
  }

  /** True while a training runs. */
  get isTraining(): boolean {
    return this._stop !== null;
  }

  /** True from Cancel on until the partial result is here. */
  get isStopping(): boolean {
    return this._stop?.signal.aborted === true;
  }

  /** How the running training stands. */
  get progress(): ProgressLines {
    return this._progress;
  }

  /** Why no training can start; null when one can. */
  get blocked(): string | null {
    if (this.table === null) return this.trans.__("Open a capture first.");
    if (this.reachable() === null)
      return this.trans.__(
        "The flows are out of reach: run the cell again, or open the file, to train anew.",
      );
    return null;
  }

  /** The training before a re-run without some columns; null where none is compared. */
  get earlier(): EarlierRun | null {
    return this._earlier;
  }

  /** The flows behind the picked cell; null when none is picked. */
  get cell(): CellFlows | null {
    return this._cells.cell;
  }

  /** Models saved, opened, and at work on other captures. */
  get shelf(): ModelShelf {
    return this._shelf;
  }

  /** Where files are read; null when nowhere. */
  get filePlace(): AnalysisService | null {
    const service = this.fileService ?? (this.place === "page" ? this.service : null);
    return service === null || service.status === "gone" ? null : service;
  }

  /** A trained model that can be used; null while it is out of reach. */
  trained(name: string): ModelRef | null {
    const handle = this.payload?.models[name];
    const service = this.reachable();
    if (this.payload === null || handle === undefined || handle === "" || service === null) return null;
    const { classes, provenance } = this.payload.training;
    return { name, handle, service, classes, source: provenance.source.name };
  }

  /** Changes values of the set-up. */
  change(part: Partial<TrainingSetup>): void {
    this._setup = { ...this._setup, ...part };
    if (this._setup.split === "group" && this._setup.by === "")
      this._setup = { ...this._setup, by: groupColumn(this._columns) };
    const left = Object.entries(this._problems).filter(([field]) => !(field in part));
    this._problems = Object.fromEntries(left);
    this._emit("setup");
  }

  /**
   * Trains as the set-up says and shows the result in place of the one before.
   *
   * @returns A promise that never rejects: what is wrong is in `problems`, a failure in `status`.
   */
  async train(): Promise<void> {
    const { table } = this;
    if (this.isDisposed || this.isTraining || table === null || this.blocked !== null) return;
    const { options, problems } = checkSetup(this._setup, this.trans);
    this._problems = problems;
    this._emit("setup");
    if (options === null) return;
    const stop = new AbortController();
    const isCurrent = (): boolean => this._stop === stop;
    this._stop = stop;
    this._progress.clear();
    this._emit("progress");
    await this.run(
      this.trans.__("Training"),
      async (service, run) => {
        // Cancel asks for what is done so far; only work that is replaced, or cancelled twice, is dropped at once.
        const drop = (): void => {
          this._endTraining(stop);
          stop.abort();
        };
        run.signal?.addEventListener("abort", drop, { once: true });
        const answer = await service.call(
          "train",
          { table, options },
          {
            signal: stop.signal,
            onProgress: (progress) => {
              if (!isCurrent()) return;
              this._progress.add(progress);
              run.onProgress?.(progress);
              this._emit("progress");
            },
          },
        );
        return answer.report;
      },
      (report) => this.adopt(report),
    );
    this._endTraining(stop);
  }

  /** Trains again without some columns, and keeps the score before for comparison. */
  async trainWithout(columns: readonly string[]): Promise<void> {
    const before = this.payload?.training;
    const best = before?.leaderboard.find(({ name }) => name === before.bestName);
    this._candidate =
      before === undefined || best === undefined
        ? null
        : { name: best.name, score: best.test.value, metric: before.metric, without: [...columns] };
    this.change({ exclude: [...new Set([...this._setup.exclude, ...columns])] });
    await this.train();
    this._candidate = null;
  }

  /** While a training runs: stops it and keeps what is done; a second time drops it. Else as for all work. */
  override cancel(): void {
    if (this._stop === null || this._stop.signal.aborted) {
      super.cancel();
      return;
    }
    this._stop.abort();
    this._emit("progress");
  }

  /** Picks a cell of the matrix and asks for its flows; null gives the pick up. */
  pickCell(picked: PickedCell | null): void {
    this._cells.pick(picked, this.payload, this.reachable());
  }

  override dispose(): void {
    this._cells.clear();
    this._stop?.abort();
    super.dispose();
  }

  /** New flows: the set-up that fits their columns, and nothing trained yet. */
  protected override async afterOpen(flows: OpenedFlows, run: RunOptions): Promise<null> {
    const { service, table, columnNames, rowCount } = flows;
    const columns = columnNames.length > 0 ? columnNames : await columnsOf(service, table, run);
    this._columns = columns;
    this._columnsTable = table;
    this._setup = setupFor({ columns, rowCount }, this._defaults);
    this._problems = {};
    this._earlier = null;
    this._emit("setup");
    return null;
  }

  protected override onShow(payload: TrainingPayload | null): void {
    this._cells.clear();
    this._shelf.clearPrediction();
    if (payload === null) return;
    this._setup = setupOf(payload);
    this._problems = {};
    this._earlier = this._candidate;
    void this._askColumns();
  }

  protected override onReach(isOther: boolean): void {
    if (isOther) void this._askColumns();
    const { cell } = this._cells;
    if (cell !== null && cell.state !== "here" && cell.state !== "loading") this.pickCell(cell);
    this._emit("setup");
    this._emit("shelf");
  }

  protected override onReset(): void {
    this.pickCell(null);
    this._shelf.clearPrediction();
    if (this.payload !== null) this._setup = setupOf(this.payload);
    this._problems = {};
    this._emit("setup");
    this._emit("shelf");
  }

  private _endTraining(stop: AbortController): void {
    if (this._stop !== stop) return;
    this._stop = null;
    this._progress.clear();
    this._emit("progress");
    this._emit("setup");
  }

  /** Work with a model, where that model is. */
  private _use<R>(
    service: AnalysisService,
    name: string,
    work: (run: RunOptions) => Promise<R>,
    done: (result: R) => void,
  ): Promise<void> {
    if (this.isTraining) return Promise.resolve();
    return this.run(name, (_, run) => work(run), done, service);
  }

  private _nowhere(what: string): Promise<void> {
    this.fail({
      what,
      why: this.trans.__("Nothing is there that could do it."),
      remedy: this.trans.__(
        "Start the kernel and run the cell again, or open the trainer from the launcher.",
      ),
    });
    return Promise.resolve();
  }

  /** The columns of a payload's table, once it is within reach: a payload does not tell them. */
  private async _askColumns(): Promise<void> {
    const { payload } = this;
    const service = this.reachable();
    if (payload === null || payload.table === this._columnsTable) return;
    this._columns = [];
    if (service === null) return;
    try {
      const columns = await columnsOf(service, payload.table, {});
      if (this.payload !== payload) return;
      this._columns = columns;
      this._columnsTable = payload.table;
      this._emit("setup");
    } catch {
      // The form offers the payload's own target, and a training would say what is wrong.
    }
  }

  private _emit(part: TrainerPart): void {
    if (!this.isDisposed) this._partChanged.emit(part);
  }

  private readonly _defaults: TrainingSetup;
  private readonly _progress = new ProgressLines();
  private readonly _cells = new CellFeed(this.trans, () => this._emit("cell"));
  private readonly _shelf = new ModelShelf({
    trans: this.trans,
    flows: () => this.flows,
    filePlace: () => this.filePlace,
    use: (service, name, work, done) => this._use(service, name, work, done),
    nowhere: (what) => this._nowhere(what),
    changed: () => this._emit("shelf"),
  });
  private readonly _partChanged = new Signal<this, TrainerPart>(this);
  private _setup: TrainingSetup;
  private _problems: SetupProblems = {};
  private _columns: readonly string[] = [];
  /** The table that `_columns` are of. */
  private _columnsTable: string | null = null;
  private _stop: AbortController | null = null;
  private _earlier: EarlierRun | null = null;
  private _candidate: EarlierRun | null = null;
}

export namespace TrainerModel {
  export interface IOptions extends ResultModel.IOptions {
    /** Values of the set-up that differ from the defaults: the settings' seed and priors. */
    setup?: Partial<TrainingSetup>;
  }
}

async function columnsOf(
  service: AnalysisService,
  table: string,
  run: RunOptions,
): Promise<readonly string[]> {
  const { columns } = await service.call("rows", { table, offset: 0, limit: 0 }, run);
  return Array.isArray(columns) ? columns.map(String) : [];
}
