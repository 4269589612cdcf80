import {
  ABCWidgetFactory,
  type DocumentRegistry,
  DocumentWidget,
  TextModelFactory,
} from "@jupyterlab/docregistry";
import type { Contents } from "@jupyterlab/services";
import type { Message } from "@lumino/messaging";
import { trafficLabIcon } from "./icon.ts";
import type { PageView } from "./page-view.ts";
import { readServerFile } from "./server-file.ts";

/** How often a shown file is looked at for changes on disk. */
const WATCH_MS = 5_000;

/**
 * A document model without content: JupyterLab fetches nothing but the file's metadata, and the bytes go from the server to
 * the page worker as they are, whatever their size.
 */
export class FlowFileModelFactory extends TextModelFactory {
  override get name(): string {
    return "trafficlab-file";
  }

  override get fileFormat(): Contents.FileFormat {
    return null;
  }
}

/** A file of the file browser in a profiler of its own, read again whenever it changes on disk. */
export class FlowDocument extends DocumentWidget<PageView> {
  private readonly _contents: Contents.IManager;
  private _shown = "";
  private _clock: number | null = null;

  constructor(options: FlowDocument.IOptions) {
    const { context, contents } = options;
    super({ context, content: options.content, reveal: context.ready });
    this._contents = contents;
    this.title.icon = trafficLabIcon;
    this.toolbar.hide();
    context.fileChanged.connect(this._load, this);
    void context.ready.then(() => this._load());
  }

  override dispose(): void {
    this._stopWatching();
    super.dispose();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._watch();
  }

  protected override onAfterHide(msg: Message): void {
    this._stopWatching();
    super.onAfterHide(msg);
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._watch();
  }

  protected override onBeforeDetach(msg: Message): void {
    this._stopWatching();
    super.onBeforeDetach(msg);
  }

  /** Reads the file unless it is the version that is shown. */
  private _load(): void {
    const { path, contentsModel } = this.context;
    const version = `${path} ${contentsModel?.last_modified}`;
    if (this.isDisposed || version === this._shown) return;
    this._shown = version;
    void this.content.openServerFile(path, (given) => readServerFile(this._contents, given));
  }

  private _watch(): void {
    if (this._clock === null && this.isVisible)
      this._clock = window.setInterval(() => void this._look(), WATCH_MS);
  }

  private _stopWatching(): void {
    if (this._clock !== null) window.clearInterval(this._clock);
    this._clock = null;
  }

  private async _look(): Promise<void> {
    const { context } = this;
    if (document.hidden || !context.isReady) return;
    try {
      const { last_modified: modified } = await this._contents.get(context.path, { content: false });
      if (this.isDisposed || modified === context.contentsModel?.last_modified) return;
      await context.revert();
    } catch {
      // Deleted, or out of reach for now: what is shown stays, and the next look tries again.
    }
  }
}

export namespace FlowDocument {
  export interface IOptions {
    context: DocumentRegistry.Context;
    content: PageView;
    contents: Contents.IManager;
  }
}

/** Makes the documents behind "Open With → Traffic Lab". */
export class FlowDocumentFactory extends ABCWidgetFactory<FlowDocument> {
  private readonly _contents: Contents.IManager;
  private readonly _makeContent: () => PageView;

  constructor(options: FlowDocumentFactory.IOptions) {
    super(options);
    this._contents = options.contents;
    this._makeContent = options.makeContent;
  }

  protected override createNewWidget(context: DocumentRegistry.Context): FlowDocument {
    return new FlowDocument({ context, content: this._makeContent(), contents: this._contents });
  }
}

export namespace FlowDocumentFactory {
  export interface IOptions extends DocumentRegistry.IWidgetFactoryOptions<FlowDocument> {
    contents: Contents.IManager;
    makeContent: () => PageView;
  }
}
