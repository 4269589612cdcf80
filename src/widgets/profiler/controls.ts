import { formatCount, visibleText } from "../../analysis/mod.ts";
import {
  button,
  codePanel,
  DropZone,
  fill,
  h,
  keysPanel,
  type ViewContext,
  type WidgetFrame,
} from "../shared/mod.ts";
import { mappingEditor } from "./mapping-editor.ts";
import type { ProfilerModel } from "./model.ts";
import { readsSentence } from "./notices.ts";

/** The profiler's toolbar and what it opens: files, the code of the result, the keys. */
export class ProfilerControls {
  constructor(context: ViewContext, options: ProfilerControls.IOptions) {
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
    this._code = button(context, trans.__("Copy as TypeScript"), () => this._showCode(), {
      "aria-expanded": "false",
    });
    this._mapping = button(context, trans.__("Edit mapping"), () => this._editMapping(), {
      "aria-expanded": "false",
      title: trans.__("Say which column each field comes from, and read the file again"),
    });
    this._keys = button(context, "?", () => this.showKeys(), {
      "aria-expanded": "false",
      "aria-label": trans.__("Keys"),
      title: trans.__("Keys"),
    });
    const spacer = h("span", { class: "jp-TrafficLab-spacer" });
    fill(
      options.frame.toolbar,
      this._open,
      this._reset,
      spacer,
      this._mapping,
      this._code,
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
    this._mapping.hidden = model?.canReload !== true;
    this._code.hidden = payload === null || payload.code === "";
  }

  /** Asks the reader for a file. */
  chooseFile(): void {
    this._file.click();
  }

  /** Opens the list of keys, or closes it. */
  showKeys(): void {
    const { trans } = this._context;
    const keys = [
      ["Tab", trans.__("next chart, button or table")],
      ["← → ↑ ↓", trans.__("move in a chart, scroll a table")],
      ["Home End", trans.__("first and last mark of a chart")],
      ["Enter", trans.__("show the rows of the bin or value, or close them")],
      ["Esc", trans.__("close what is open, clear the selection and go back to its chart")],
      ["?", trans.__("these keys")],
    ] as const;
    this._options.frame.togglePanel(this._keys, trans.__("Keys"), () =>
      keysPanel(this._context, keys, () => this._close()),
    );
  }

  /** Takes a file that is dragged here, where files can be opened. */
  onDrag(event: DragEvent): void {
    if (this._options.model()?.canOpen === true) this._drops.handleEvent(event);
  }

  private _showCode(): void {
    const { frame, model, actions } = this._options;
    const { insertCellBelow } = actions;
    const code = model()?.payload?.code ?? "";
    frame.togglePanel(this._code, this._context.trans.__("Copy as TypeScript"), () =>
      codePanel(this._context, {
        code,
        shown: visibleCode(code),
        insertCellBelow,
        close: () => this._close(),
      }),
    );
  }

  private _editMapping(): void {
    const { frame, model } = this._options;
    const payload = model()?.payload;
    if (!payload) return;
    frame.togglePanel(this._mapping, this._context.trans.__("Edit mapping"), () =>
      mappingEditor(this._context, payload, {
        reload: (mapping) => void model()?.reload({ mapping }),
        close: () => this._close(),
      }),
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
  private readonly _options: ProfilerControls.IOptions;
  private readonly _drops: DropZone;
  private readonly _file: HTMLInputElement;
  private readonly _open: HTMLButtonElement;
  private readonly _reset: HTMLButtonElement;
  private readonly _code: HTMLButtonElement;
  private readonly _keys: HTMLButtonElement;
  private readonly _mapping: HTMLButtonElement;
}

export namespace ProfilerControls {
  export interface IOptions {
    /** The widget's own node, which files are dropped on. */
    node: HTMLElement;
    frame: WidgetFrame;
    /** The model as it is now. */
    model: () => ProfilerModel | null;
    /** Asked when the code is shown: what is possible depends on where the widget stands by then. */
    actions: { insertCellBelow?: (code: string) => void };
  }
}

/** Longest line of code that is shown whole. */
const MAX_LINE = 20_000;

/** Code as it is shown: what is invisible, or would turn the direction of reading, is written out. */
function visibleCode(code: string): string {
  return code
    .split("\n")
    .map((line) => visibleText(line, MAX_LINE))
    .join("\n");
}
