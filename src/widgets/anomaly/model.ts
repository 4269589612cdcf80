import { Signal, type ISignal } from "@lumino/signaling";
import {
  ANOMALIES_MIME,
  BEHAVIOR_MIME,
  type AnomaliesPayload,
  type BehaviorPayload,
  type JSONValue,
  type RunOptions,
} from "../../analysis/mod.ts";
import { ResultModel, type NamedHandle, type OpenedFlows } from "../shared/mod.ts";
import { Baselines, tableChoice, type UsedBaseline } from "./baseline.ts";
import {
  behaviorOf,
  checkBehavior,
  checkDetection,
  DEFAULT_BEHAVIOR,
  DEFAULT_DETECTION,
  detectionOf,
  withBaseline,
  type BehaviorSetup,
  type DetectionSetup,
} from "./setup.ts";

/** The two results that the explorer shows of the same flows. */
export type ExplorerPayload = AnomaliesPayload | BehaviorPayload;
export type ExplorerTab = ExplorerPayload["type"];

/** What is written of a result. */
export type ExplorerFile = "flagged" | "clusters" | "clustered";

/** What changed without a new payload. */
export type ExplorerPart = "tab" | "setup" | "cut" | "flow" | "cluster";

/**
 * What an anomaly explorer shows and does, without a view: the flows that stand out and the patterns of behavior of the same
 * flows, each with the set-up of its next run, and what the reader picked.
 */
export class ExplorerModel extends ResultModel<ExplorerPayload> {
  constructor(options: ExplorerModel.IOptions = {}) {
    super({ ...options, mime: [ANOMALIES_MIME, BEHAVIOR_MIME] });
    this._tab = options.tab ?? "anomalies";
    this._first = {
      detection: { ...DEFAULT_DETECTION, ...options.detection },
      behavior: { ...DEFAULT_BEHAVIOR, ...options.behavior },
    };
    this._detection = this._first.detection;
    this._behaviorSetup = this._first.behavior;
  }

  /** What the open tab shows; null where it has nothing yet. */
  override get payload(): ExplorerPayload | null {
    return this._tab === "anomalies" ? this._anomalies : this._behavior;
  }

  get tab(): ExplorerTab {
    return this._tab;
  }

  /** Emitted after a part changed that is drawn in place. */
  get partChanged(): ISignal<this, ExplorerPart> {
    return this._partChanged;
  }

  /** The set-up of the next detection, as it stands in the form. */
  get detection(): DetectionSetup {
    return this._detection;
  }

  /** The set-up of the next analysis of behavior, as it stands in the form. */
  get behaviorSetup(): BehaviorSetup {
    return this._behaviorSetup;
  }

  /** Where the reader moved the cut of the consensus score; null where flags are the run's own. */
  get cut(): number | null {
    return this._cut;
  }

  /** The row of the flow whose reasons are shown; null for none. */
  get flow(): number | null {
    return this._flow;
  }

  /** The cluster that is looked at; null for all. */
  get cluster(): number | null {
    return this._cluster;
  }

  /** True when there are flows within reach to make a result of. */
  get canRun(): boolean {
    return this.reachable() !== null && this.table !== null;
  }

  override setPayload(data: unknown): void {
    this._following(() => super.setPayload(data));
  }

  override reset(): void {
    this._following(() => super.reset());
  }

  /** Opens a tab; one without a result gets its first where the flows are within reach. */
  openTab(tab: ExplorerTab): void {
    if (tab === this._tab) return;
    this._tab = tab;
    this._partChanged.emit("tab");
    if (this.payload === null && this.canRun && this.status.kind !== "working") void this.analyze();
  }

  /** Changes the set-up of the next detection. */
  setDetection(change: Partial<DetectionSetup>): void {
    this._detection = { ...this._detection, ...change };
    this._partChanged.emit("setup");
  }

  /** Flows that were opened to be a baseline. */
  get baselines(): readonly NamedHandle[] {
    return this._baselines.tables;
  }

  /** Measures the next detection against something else: "" for nothing but the flows themselves. */
  chooseBaseline(baseline: string): void {
    this.setDetection(withBaseline(this._detection, baseline));
  }

  /** Reads a capture of ordinary traffic beside the flows and chooses it as the baseline. */
  async openBaseline(file: File): Promise<void> {
    const { name } = file;
    await this.run(
      this.trans.__("Opening %1", name),
      async (service, run) => ({ service, ...(await service.call("load", { source: file }, run)) }),
      ({ service, table }) => {
        this._baselines.offer({ handle: table, name }, service, true);
        this.chooseBaseline(tableChoice(table));
      },
    );
  }

  /** Changes the set-up of the next analysis of behavior. */
  setBehavior(change: Partial<BehaviorSetup>): void {
    this._behaviorSetup = { ...this._behaviorSetup, ...change };
    this._partChanged.emit("setup");
  }

  /** Moves the cut; null goes back to the run's own flags. */
  moveCut(score: number | null): void {
    if (score === this._cut) return;
    this._cut = score;
    this._partChanged.emit("cut");
  }

  /** Picks a ranked flow. */
  pickFlow(row: number | null): void {
    const isRanked = this._anomalies?.ranked.some((flow) => flow.row === row) === true;
    const picked = isRanked ? row : null;
    if (picked === this._flow) return;
    this._flow = picked;
    this._partChanged.emit("flow");
  }

  /** Looks at one cluster; null looks at all. */
  pickCluster(id: number | null): void {
    const isKnown = this._behavior?.behavior.clusters.some((cluster) => cluster.id === id) === true;
    const picked = isKnown ? id : null;
    if (picked === this._cluster) return;
    this._cluster = picked;
    this._partChanged.emit("cluster");
  }

  /** Makes the open tab's result by its set-up, unless something is wrong with that, which the form says. */
  async analyze(): Promise<void> {
    const options = this._options();
    const { table } = this;
    if (options === null || table === null) {
      this._partChanged.emit("setup");
      return;
    }
    if (this._tab === "anomalies") return this._detect(table, options);
    await this.run(
      this.trans.__("Finding patterns of behavior"),
      (service, run) => service.call("behavior", { table, options }, run),
      (data) => this.adopt(data),
    );
  }

  /** True when the flagged flows of the shown result can be asked for: not where it was measured against flows that are not at hand. */
  get canExportFlagged(): boolean {
    const shown = this._anomalies;
    if (shown === null || !this.canRun) return false;
    return shown.anomalies.mode !== "reference" || this._baselines.usedFor(shown) !== undefined;
  }

  /**
   * Asks for a file of what the shown result found: all flagged flows, the clusters, or every flow with its cluster.
   *
   * @param save Gets the file.
   */
  async exportRows(what: ExplorerFile, save: (name: string, text: string) => void): Promise<void> {
    const { table } = this;
    const shown =
      what === "flagged"
        ? this._anomalies && checkDetection(this.trans, detectionOf(this._anomalies), null)
        : this._behavior && checkBehavior(this.trans, behaviorOf(this._behavior), null);
    if (table === null || !shown?.options || (what === "flagged" && !this.canExportFlagged)) return;
    const used = what === "flagged" && this._anomalies ? this._baselines.usedFor(this._anomalies) : undefined;
    const against: Record<string, JSONValue> = used === undefined ? {} : { baseline: used.handle };
    const options = { ...shown.options, ...against };
    const names: Record<ExplorerFile, string> = {
      flagged: this.trans.__("Exporting flagged flows"),
      clusters: this.trans.__("Exporting clusters"),
      clustered: this.trans.__("Exporting flows with their clusters"),
    };
    await this.run(
      names[what],
      (service, run) => service.call("export", { table, what, options }, run),
      (file) => save(file.name, file.text),
    );
  }

  protected override afterOpen(flows: OpenedFlows, run: RunOptions): Promise<unknown> {
    const options = this._firstOptions(flows.rowCount);
    return flows.service.call(METHODS[this._tab], { table: flows.table, options }, run);
  }

  protected override onShow(payload: ExplorerPayload | null): void {
    if (payload === null || payload.type === "anomalies") {
      this._anomalies = payload;
      if (payload !== null) this._detection = this._setupOf(payload);
      this._forgetFlow();
    }
    if (payload === null || payload.type === "behavior") {
      this._behavior = payload;
      if (payload !== null) this._behaviorSetup = behaviorOf(payload);
      this._cluster = null;
    }
    // Two results stand beside each other as long as they are of the same flows.
    if (payload?.type === "anomalies" && this._behavior?.table !== payload.table) this._behavior = null;
    if (payload?.type === "behavior" && this._anomalies?.table !== payload.table) this._anomalies = null;
    if (this._follows) this._tab = payload?.type ?? this._tab;
  }

  protected override onReset(): void {
    const { payload } = this;
    if (payload?.type === "anomalies") this._detection = this._setupOf(payload);
    if (payload?.type === "behavior") this._behaviorSetup = behaviorOf(payload);
    this._forgetFlow();
    this._cluster = null;
    for (const part of ["setup", "cut", "flow", "cluster"] as const) this._partChanged.emit(part);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    super.dispose();
    this._baselines.dispose();
  }

  private async _detect(table: string, options: Record<string, JSONValue>): Promise<void> {
    const { baseline, before } = this._detection;
    await this.run(
      this.trans.__("Detecting anomalies"),
      async (service, run) => {
        const handle = await this._baselines.handleOf(service, table, { baseline, before }, run);
        const against: Record<string, JSONValue> = handle === null ? {} : { baseline: handle };
        const data = await service.call("detect", { table, options: { ...options, ...against } }, run);
        return { data, used: handle === null ? null : { baseline, before, handle } };
      },
      ({ data, used }) => {
        this._coming = used;
        try {
          this.adopt(data);
        } finally {
          this._coming = null;
        }
      },
    );
  }

  /** The set-up that made a result, with the baseline where that is at hand. */
  private _setupOf(payload: AnomaliesPayload): DetectionSetup {
    if (this._coming !== null) this._baselines.remember(payload, this._coming);
    const { baseline = "", before = "" } = this._baselines.usedFor(payload) ?? {};
    return { ...detectionOf(payload), baseline, before };
  }

  /** Options of the open tab's set-up; null where something is wrong with it. */
  private _options(): Record<string, JSONValue> | null {
    const rowCount = this.about?.rowCount ?? null;
    return this._tab === "anomalies"
      ? checkDetection(this.trans, this._detection, rowCount).options
      : checkBehavior(this.trans, this._behaviorSetup, rowCount).options;
  }

  /** Options of the first run on new flows; a review budget that is greater than the flows are many is left out. */
  private _firstOptions(rowCount: number): Record<string, JSONValue> {
    const { detection, behavior } = this._first;
    if (this._tab === "behavior") return checkBehavior(this.trans, behavior, rowCount).options ?? {};
    const { options, problems } = checkDetection(this.trans, detection, rowCount);
    if (options !== null || problems.budget === undefined) return options ?? {};
    return checkDetection(this.trans, { ...detection, budget: "" }, rowCount).options ?? {};
  }

  /** Shows what comes in its own tab; a result that was asked for leaves the reader in the tab that is open by then. */
  private _following(show: () => void): void {
    this._follows = true;
    try {
      show();
    } finally {
      this._follows = false;
    }
  }

  private _forgetFlow(): void {
    this._cut = null;
    this._flow = this._anomalies?.ranked[0]?.row ?? null;
  }

  private readonly _first: { detection: DetectionSetup; behavior: BehaviorSetup };
  private _tab: ExplorerTab;
  private _anomalies: AnomaliesPayload | null = null;
  private _behavior: BehaviorPayload | null = null;
  private _detection: DetectionSetup;
  private _behaviorSetup: BehaviorSetup;
  private _cut: number | null = null;
  private _flow: number | null = null;
  private _cluster: number | null = null;
  private _follows = false;
  private readonly _baselines = new Baselines();
  /** What the result that is about to be shown was measured against. */
  private _coming: UsedBaseline | null = null;
  private readonly _partChanged = new Signal<this, ExplorerPart>(this);
}

export namespace ExplorerModel {
  export interface IOptions extends ResultModel.IOptions {
    /** What is made of flows first; "anomalies" when left out. */
    tab?: ExplorerTab;
    /** What differs from the defaults in the first run on new flows, as the settings of the application say it. */
    detection?: Partial<DetectionSetup>;
    behavior?: Partial<BehaviorSetup>;
  }
}

const METHODS = { anomalies: "detect", behavior: "behavior" } as const;
