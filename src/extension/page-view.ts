import type { ITranslator } from "@jupyterlab/translation";
import { type ISignal, Signal } from "@lumino/signaling";
import { Panel } from "@lumino/widgets";
import type { AnalysisService } from "../analysis/mod.ts";
import type { Flows } from "../widgets/mod.ts";
import { type AnyModel, kindOf, type KindName, type View, type Wish } from "./kinds.ts";
import { type IViewOpener, nextSteps } from "./next-steps.ts";
import { PageLease } from "./page-lease.ts";
import { type PageSource, sampleName } from "./page-source.ts";
import { runnableCode } from "./runnable-code.ts";
import { type ITrafficLabSettings, TRANSLATION_DOMAIN } from "./tokens.ts";

/** A service that says when its status changes, as both transports do. */
type SignallingService = AnalysisService & { readonly statusChanged: ISignal<unknown, unknown> };

/** A widget in a tab of its own: a worker of the page, a model on it, and the view. It may work on a kernel's flows, too. */
export class PageView extends Panel {
  readonly model: AnyModel;
  readonly kind: KindName;
  private readonly _view: View;
  private readonly _lease: PageLease;
  private readonly _options: PageView.IOptions;
  private readonly _sourceChanged = new Signal<this, PageSource | null>(this);
  private _source: PageSource | null = null;
  private _opening: PageSource | null = null;
  private _table: string | null = null;
  private _given: SignallingService | null = null;

  constructor(options: PageView.IOptions) {
    super();
    const { translator, opener } = options;
    this._options = options;
    this.kind = options.kind;
    this._lease = options.lease ?? new PageLease();
    this._view = kindOf(options.kind).make({
      service: this._lease,
      fileService: this._lease,
      place: "page",
      translator,
      settings: options.settings,
      ...(options.tab === undefined ? {} : { tab: options.tab }),
      actions: (model) => ({
        openSample: () => void this.openSample(),
        runnable: (code) => runnableCode(code, this._source, translator.load(TRANSLATION_DOMAIN)),
        ...(opener === undefined ? {} : { next: nextSteps(model, opener) }),
      }),
    });
    this.model = this._view.model;
    this._lease.statusChanged.connect(this._onServiceStatus, this);
    this.model.payloadChanged.connect(this._onPayload, this);
    this.addClass("jp-TrafficLabPage");
    this.addWidget(this._view.widget);
  }

  /** What is shown came from here; null while nothing is shown. */
  get source(): PageSource | null {
    return this._source;
  }

  /** Emitted after `source` changed. */
  get sourceChanged(): ISignal<this, PageSource | null> {
    return this._sourceChanged;
  }

  /**
   * Shows a file of the file browser.
   *
   * @param read Fetches its bytes.
   * @returns A promise that never rejects: a failure is shown in the view.
   */
  async openServerFile(path: string, read: (path: string) => Promise<File>): Promise<void> {
    await this._open({ kind: "server", path }, path, () => read(path));
  }

  /** Generates the sample capture and shows it; a failure is shown in the view. */
  async openSample(): Promise<void> {
    const { seed, sampleFlows: flows } = this._options.settings;
    const name = sampleName(seed);
    await this._open({ kind: "sample", seed, flows }, name, async () => {
      const csv = await this._lease.makeSample({ seed, flows });
      return new File([csv], name, { type: "text/csv" });
    });
  }

  /** True when it shows these flows, or this table of the same worker or kernel. */
  shows({ service, table }: Flows): boolean {
    const own = this.model.flows;
    return own?.table === table && (own.service === service || this._lease.isOf(service));
  }

  /**
   * Takes flows over from another widget, without loading them.
   *
   * @param source Where those came from.
   */
  useFlows(flows: Flows, source: PageSource | null): void {
    const { place, table } = flows;
    const service = place === "kernel" ? flows.service : this._lease;
    this._given?.statusChanged.disconnect(this._onServiceStatus, this);
    this._given = place === "kernel" ? (flows.service as SignallingService) : null;
    this._given?.statusChanged.connect(this._onServiceStatus, this);
    this._opening = source;
    this.model.useTable(service, table, flows, place);
    this._opening = null;
  }

  /** Takes what another widget hands over beside the flows. */
  take(wish: Wish): void {
    this._view.take(wish);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this._lease.statusChanged.disconnect(this._onServiceStatus, this);
    this._given?.statusChanged.disconnect(this._onServiceStatus, this);
    super.dispose();
    this.model.dispose();
    this._lease.dispose();
    Signal.clearData(this);
  }

  private async _open(source: PageSource, name: string, read: () => Promise<File>): Promise<void> {
    let file: File;
    try {
      file = await read();
    } catch (error) {
      if (this.isDisposed) return;
      const trans = this._options.translator.load(TRANSLATION_DOMAIN);
      this.model.fail({
        what: trans.__("“%1” was not opened.", name),
        why: error instanceof Error ? error.message : String(error),
        remedy: trans.__("Look whether it is still there, then try again."),
      });
      return;
    }
    if (this.isDisposed) return;
    this._opening = source;
    await this.model.openBlob(file, file.name);
    if (this._opening === source) this._opening = null;
  }

  /** What comes without having been opened here was dropped on the view or picked in its dialog. */
  private _onPayload(): void {
    const { table, about } = this.model;
    if (table === this._table && this._opening === null) return;
    this._table = table;
    this._source =
      about === null || table === null ? null : (this._opening ?? { kind: "computer", name: about.name });
    this._sourceChanged.emit(this._source);
  }

  private _onServiceStatus(): void {
    this.model.refreshConnection();
  }
}

export namespace PageView {
  export interface IOptions {
    kind: KindName;
    translator: ITranslator;
    /** What the sample capture and first runs are made by. */
    settings: ITrafficLabSettings;
    /** Opens the next widget; left out where there is nothing to open it. */
    opener?: IViewOpener | undefined;
    /** A share in a worker; a new one when left out. It is disposed with the view. */
    lease?: PageLease | undefined;
    tab?: Wish["tab"];
  }
}
