import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { ITranslator, TranslationBundle } from "@jupyterlab/translation";
import type { Message } from "@lumino/messaging";
import { Panel } from "@lumino/widgets";
import type { WidgetActions } from "../widgets/mod.ts";
import { KernelLink, type KernelLinkOptions } from "./kernel-link.ts";
import { type AnyModel, type Kind } from "./kinds.ts";
import { type IViewOpener, nextSteps } from "./next-steps.ts";
import { PageLease } from "./page-lease.ts";
import { type ITrafficLabSettings, TRANSLATION_DOMAIN } from "./tokens.ts";

/**
 * A result in an output: drawn from its payload, and tied to the notebook's kernel for the flows behind it.
 *
 * Nothing is executed when it is drawn: the kernel is asked only when the reader picks something or reconnects. A file that
 * is dropped here is read in the page, with no kernel.
 */
export class ResultRenderer extends Panel implements IRenderMime.IRenderer {
  private readonly _options: ResultRenderer.IOptions;
  private readonly _link: KernelLink;
  private readonly _files: PageLease;
  private readonly _model: AnyModel;
  private readonly _trans: TranslationBundle;

  constructor(options: ResultRenderer.IOptions) {
    super();
    const { translator, kind } = options;
    this._options = options;
    this._trans = translator.load(TRANSLATION_DOMAIN);
    this._files = options.files ?? new PageLease();
    this._link = new KernelLink({ ...options.kernels, node: this.node });
    const { model, widget } = kind.make({
      place: "kernel",
      fileService: this._files,
      translator,
      settings: options.settings,
      actions: (model) => this._actions(model),
    });
    this._model = model;
    this._link.changed.connect(this._onLink, this);
    this._files.statusChanged.connect(this._onFiles, this);
    this.addClass("jp-TrafficLabOutput");
    this.addWidget(widget);
  }

  /** Draws a payload; whatever else stands under the type is refused in place. */
  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._model.setPayload(model.data[this._options.mimeType]);
    const { payload } = this._model;
    this._link.setTarget({
      table: payload?.table ?? null,
      assessor: payload?.type === "threat" ? payload.assessor : null,
    });
    return Promise.resolve();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this._link.changed.disconnect(this._onLink, this);
    this._files.statusChanged.disconnect(this._onFiles, this);
    super.dispose();
    this._link.dispose();
    this._model.dispose();
    this._files.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._link.locate();
  }

  /** What can be done depends on where the output stands by then, so each action says whether it is there when it is asked for. */
  private _actions(model: AnyModel): WidgetActions {
    const { insertCell, opener } = this._options;
    const link = (): KernelLink => this._link;
    const reconnect = (): void => void this._reconnect();
    const insert = (code: string): void => insertCell.run(this.node, code);
    const isInNotebook = (): boolean => insertCell.isPossible(this.node);
    return {
      get insertCellBelow() {
        return isInNotebook() ? insert : undefined;
      },
      get reconnect() {
        return link().canReconnect ? reconnect : undefined;
      },
      next: opener && nextSteps(model, opener),
    };
  }

  private async _reconnect(): Promise<void> {
    try {
      await this._link.reconnect();
      if (!this.isDisposed) this._model.dismiss();
    } catch (error) {
      if (this.isDisposed) return;
      this._model.fail({
        what: this._trans.__("The kernel was not reconnected."),
        why: error instanceof Error ? error.message : String(error),
        remedy: this._trans.__(
          "Run the cells above and this one: an output that the kernel has just made is connected by itself.",
        ),
      });
    }
  }

  private _onLink(): void {
    const { service } = this._link;
    if (this._model.service === service) this._model.refreshConnection();
    else this._model.service = service;
  }

  private _onFiles(): void {
    this._model.refreshConnection();
  }
}

export namespace ResultRenderer {
  export interface IOptions {
    /** What draws it. */
    kind: Kind;
    /** Which of an output's data it draws. */
    mimeType: string;
    translator: ITranslator;
    /** What first runs are made by. */
    settings: ITrafficLabSettings;
    kernels: Omit<KernelLinkOptions, "node">;
    insertCell: {
      isPossible(node: Node): boolean;
      run(node: Node, code: string): void;
    };
    /** Opens the next widget on the same flows; left out where there is nothing to open it. */
    opener?: IViewOpener | undefined;
    /** Reads dropped files; a new share in a worker when left out. It is disposed with the output. */
    files?: PageLease;
  }
}
