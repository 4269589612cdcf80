import { formatCount, type ResultPayload } from "../../analysis/mod.ts";
import type { RunnableCode } from "./actions.ts";
import { button } from "./button.ts";
import { visibleCode } from "./check-payload.ts";
import type { ViewContext } from "./context.ts";
import { fill, h } from "./dom.ts";
import { DropZone } from "./drop-zone.ts";
import type { WidgetFrame } from "./frame.ts";
import { readsSentence } from "./notices.ts";
import { codePanel, exportPanel, keysPanel, type ExportItem } from "./panels.ts";
import type { ResultModel } from "./result-model.ts";

/** The toolbar that all widgets share and what it opens: files, the code of the result, its exports, the keys. */
export class ResultControls {
  constructor(context: ViewContext, options: ResultControls.IOptions) {
    const { trans, delegate } = context;
    this._context = context;
    this._options = options;
    this._drops = new DropZone({ node: options.node, onFiles: (files) => this._openFiles(files) });
    this._file = h("input", { type: "file", hidden: true, tabindex: -1, "aria-hidden": "true" });
    delegate.on(this._file, "change", () => {
      this._openFiles(Array.from(this._file.files ?? []));
      this._file.value = "";
    });
    this._open = button(context, trans.__("Open…"), () => this.chooseFile(), {
      title: readsSentence(context),
    });
    this._reset = button(context, trans.__("Reset"), () => this._onReset(), {
      title: trans.__("Clear the selection and go back to the first data"),
    });
    this._code = this._opener(trans.__("Copy as TypeScript"), () => this._showCode());
    this._export = this._opener(trans.__("Export"), () => this._showExports());
    this._keys = this._opener("?", () => this.showKeys());
    this._keys.setAttribute("aria-label", trans.__("Keys"));
    this._keys.title = trans.__("Keys");
    fill(
      options.frame.toolbar,
      this._open,
      this._reset,
      h("span", { class: "jp-TrafficLab-spacer" }),
      ...options.items,
      this._code,
      this._export,
      this._keys,
      this._file,
    );
  }

  /** Offers what the model can do now. */
  draw(): void {
    const model = this._options.model();
    const payload = model?.payload ?? null;
    this._open.hidden = model?.canOpen !== true;
    this._reset.hidden = payload === null;
    this._code.hidden = payload === null || payload.code === "";
    this._export.hidden = this._options.exports().length === 0;
  }

  /** Asks the reader for a file. */
  chooseFile(): void {
    this._file.click();
  }

  /** Opens the list of keys, or closes it. */
  showKeys(): void {
    const keys = [...this._options.keys(), ["?", this._context.trans.__("these keys")]] as const;
    this._options.frame.togglePanel(this._keys, this._context.trans.__("Keys"), () =>
      keysPanel(this._context, keys, () => this._close()),
    );
  }

  /** Takes a file that is dragged here, where files can be opened. */
  onDrag(event: DragEvent): void {
    if (this._options.model()?.canOpen === true) this._drops.handleEvent(event);
  }

  private _opener(text: string, press: () => void): HTMLButtonElement {
    return button(this._context, text, press, { "aria-expanded": "false" });
  }

  private _showCode(): void {
    const { frame, model, runnable, insertCellBelow } = this._options;
    const { trans } = this._context;
    const { code, note } = runnable(model()?.payload?.code ?? "");
    frame.togglePanel(this._code, trans.__("Copy as TypeScript"), () =>
      codePanel(this._context, {
        code,
        shown: visibleCode(code),
        note,
        insertCellBelow: insertCellBelow(),
        close: () => this._close(),
      }),
    );
  }

  private _showExports(): void {
    const { frame, exports } = this._options;
    frame.togglePanel(this._export, this._context.trans.__("Export"), () =>
      exportPanel(this._context, exports(), () => this._close()),
    );
  }

  private _close(): void {
    this._options.frame.closePanel(true);
  }

  private _onReset(): void {
    this._options.model()?.reset();
    this._context.announce(this._context.trans.__("Selection cleared."));
  }

  private _openFiles(files: readonly File[]): void {
    const model = this._options.model();
    const file = files[0];
    if (model === null || file === undefined) return;
    if (files.length === 1) {
      void model.openBlob(file, file.name);
      return;
    }
    const { trans } = this._context;
    model.fail({
      what: trans.__("%1 files were not opened.", formatCount(files.length)),
      why: trans.__("One file can be shown at a time."),
      remedy: trans.__("Drop one file."),
    });
  }

  private readonly _context: ViewContext;
  private readonly _options: ResultControls.IOptions;
  private readonly _drops: DropZone;
  private readonly _file: HTMLInputElement;
  private readonly _open: HTMLButtonElement;
  private readonly _reset: HTMLButtonElement;
  private readonly _code: HTMLButtonElement;
  private readonly _export: HTMLButtonElement;
  private readonly _keys: HTMLButtonElement;
}

export namespace ResultControls {
  export interface IOptions {
    /** The widget's own node, which files are dropped on. */
    node: HTMLElement;
    frame: WidgetFrame;
    /** The model as it is now. */
    model: () => ResultModel<ResultPayload> | null;
    /** The widget's own buttons, before "Copy as TypeScript". */
    items: readonly HTMLElement[];
    /** What the Export menu offers now. */
    exports: () => readonly ExportItem[];
    keys: () => readonly (readonly [string, string])[];
    /** A result's code as it runs in a notebook. */
    runnable: (code: string) => RunnableCode;
    /** Asked when the code is shown: what is possible depends on where the widget stands by then. */
    insertCellBelow: () => ((code: string) => void) | undefined;
  }
}
