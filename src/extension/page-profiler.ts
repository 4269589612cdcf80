import type { ITranslator } from "@jupyterlab/translation";
import { type ISignal, Signal } from "@lumino/signaling";
import { Panel } from "@lumino/widgets";
import type { ProfilePayload } from "../analysis/mod.ts";
import { ProfilerModel, ProfilerWidget } from "../widgets/mod.ts";
import { TRANSLATION_DOMAIN } from "./tokens.ts";
import { PageService } from "./transports/page-worker/page-service.ts";
import type { SampleOptions } from "./transports/page-worker/protocol.ts";

/** Where the data that are shown came from, as far as it can be opened again. */
export type PageSource =
  /** A file of the file browser. */
  | { kind: "server"; path: string }
  /** A file of the reader's computer, which a page cannot read again by itself. */
  | { kind: "computer"; name: string }
  | { kind: "sample" };

/** A profiler that needs no kernel: a worker of the page, a model on it, and the view. */
export class PageProfiler extends Panel {
  readonly model: ProfilerModel;
  private readonly _service: PageService;
  private readonly _options: PageProfiler.IOptions;
  private readonly _sourceChanged = new Signal<this, PageSource | null>(this);
  private _source: PageSource | null = null;
  private _opening: PageSource | null = null;

  constructor(options: PageProfiler.IOptions) {
    super();
    const { translator } = options;
    this._options = options;
    this._service = options.service ?? new PageService();
    this.model = new ProfilerModel({ service: this._service, place: "page", translator });
    this._service.statusChanged.connect(this._onServiceStatus, this);
    this.model.payloadChanged.connect(this._onPayload, this);
    this.addClass("jp-TrafficLabPage");
    const actions = { openSample: () => void this.openSample() };
    this.addWidget(new ProfilerWidget({ model: this.model, translator, actions }));
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
    const { seed, flows } = this._options.sample();
    const name = `sample-${seed}.csv`;
    await this._open({ kind: "sample" }, name, async () => {
      const csv = await this._service.makeSample({ seed, flows });
      return new File([csv], name, { type: "text/csv" });
    });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this._service.statusChanged.disconnect(this._onServiceStatus, this);
    super.dispose();
    this.model.dispose();
    this._service.dispose();
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
  private _onPayload(_: ProfilerModel, payload: ProfilePayload | null): void {
    this._source =
      payload && (this._opening ?? { kind: "computer", name: payload.profile.provenance.source.name });
    this._sourceChanged.emit(this._source);
  }

  private _onServiceStatus(): void {
    this.model.refreshConnection();
  }
}

export namespace PageProfiler {
  export interface IOptions {
    translator: ITranslator;
    /** What the sample capture is to be generated from, by the settings of the moment. */
    sample: () => SampleOptions;
    /** The worker's service; a new one when left out. It is disposed with the panel. */
    service?: PageService;
  }
}
