import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { ITranslator, TranslationBundle } from "@jupyterlab/translation";
import type { Message } from "@lumino/messaging";
import { Panel } from "@lumino/widgets";
import { PROFILE_MIME, type ProfilePayload } from "../analysis/mod.ts";
import { ProfilerModel, ProfilerWidget } from "../widgets/mod.ts";
import { KernelLink, type KernelLinkOptions } from "./kernel-link.ts";
import { TRANSLATION_DOMAIN } from "./tokens.ts";
import { PageService } from "./transports/page-worker/page-service.ts";

/**
 * A profile in an output: drawn from its payload, and tied to the notebook's kernel for the rows behind it.
 *
 * Nothing is executed when it is drawn: the kernel is asked only when the reader picks something or reconnects. A file that
 * is dropped here is profiled in the page, with no kernel.
 */
export class ProfileRenderer extends Panel implements IRenderMime.IRenderer {
  private readonly _options: ProfileRenderer.IOptions;
  private readonly _link: KernelLink;
  private readonly _files: PageService;
  private readonly _model: ProfilerModel;
  private readonly _trans: TranslationBundle;

  constructor(options: ProfileRenderer.IOptions) {
    super();
    const { translator } = options;
    this._options = options;
    this._trans = translator.load(TRANSLATION_DOMAIN);
    this._files = options.files ?? new PageService();
    this._model = new ProfilerModel({ place: "kernel", fileService: this._files, translator });
    this._link = new KernelLink({ ...options.kernels, node: this.node });
    this._link.changed.connect(this._onLink, this);
    this._files.statusChanged.connect(this._onFiles, this);
    this.addClass("jp-TrafficLabOutput");
    this.addWidget(new ProfilerWidget({ model: this._model, translator, actions: this._actions() }));
  }

  /** Draws a payload; whatever else stands under the type is refused in place. */
  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._model.setPayload(model.data[PROFILE_MIME]);
    this._onPayload(this._model.payload);
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
  private _actions(): ProfilerWidget.IActions {
    const { insertCell } = this._options;
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

  private _onPayload(payload: ProfilePayload | null): void {
    this._link.setTable(payload?.table ?? null);
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

export namespace ProfileRenderer {
  export interface IOptions {
    translator: ITranslator;
    kernels: Omit<KernelLinkOptions, "node">;
    insertCell: {
      isPossible(node: Node): boolean;
      run(node: Node, code: string): void;
    };
    /** Reads dropped files; a new one when left out. It is disposed with the output. */
    files?: PageService;
  }
}
