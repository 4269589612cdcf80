import { nullTranslator } from "@jupyterlab/translation";
import type { ProfilePayload } from "../../analysis/mod.ts";
import {
  button,
  ResultWidget,
  TRANSLATION_DOMAIN,
  type ExportItem,
  type ResultView,
  type WidgetActions,
} from "../shared/mod.ts";
import { mappingEditor } from "./mapping-editor.ts";
import type { ProfilerModel } from "./model.ts";
import { ProfileView } from "./profile-view.ts";
import type { ProfileSelection } from "./selection.ts";

/** The dataset profiler: finding, mapping, alerts, insights, a card for every field, and the rows behind what is picked. */
export class ProfilerWidget extends ResultWidget<ProfilePayload, ProfilerModel> {
  constructor(options: ProfilerWidget.IOptions = {}) {
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    super({
      ...options,
      className: "jp-ProfilerWidget",
      title: trans.__("Profile"),
      dropHint: trans.__("Drop one file to profile it"),
      step: ["profile"],
    });
  }

  protected override createView(payload: ProfilePayload | null): ResultView | null {
    this._profile =
      payload === null
        ? null
        : new ProfileView(this.context, payload, {
            select: (selection) => this._select(selection),
            turnTo: (offset) => this.model?.turnTo(offset),
            refilled: () => this.changed("selection"),
            save: (name, content) => this.saveFile(name, content),
            next: this.actions.next,
          });
    return this._profile;
  }

  protected override drawParts(stale: ReadonlySet<string>): void {
    if (stale.has("status") && this._mapping !== null) this._mapping.hidden = this.model?.canReload !== true;
    if (stale.has("payload") || stale.has("selection") || stale.has("rows")) this._drawSelection();
  }

  protected override connectModel(model: ProfilerModel): void {
    model.selectionChanged.connect(this._onSelectionChanged, this);
    model.rowsChanged.connect(this._onRowsChanged, this);
  }

  protected override disconnectModel(model: ProfilerModel): void {
    model.selectionChanged.disconnect(this._onSelectionChanged, this);
    model.rowsChanged.disconnect(this._onRowsChanged, this);
  }

  protected override toolbarItems(): readonly HTMLElement[] {
    const { trans } = this.context;
    this._mapping = button(this.context, trans.__("Edit mapping"), () => this._editMapping(), {
      "aria-expanded": "false",
      title: trans.__("Say which column each field comes from, and read the file again"),
    });
    return [this._mapping];
  }

  protected override exports(): readonly ExportItem[] {
    const { model } = this;
    const { trans } = this.context;
    const save = (name: string, text: string): void =>
      this.saveFile(name, new Blob([text], { type: "text/csv" }));
    const rows =
      model?.canExportRows === true
        ? [
            {
              label:
                model.selection === null ? trans.__("All rows as CSV") : trans.__("The picked rows as CSV"),
              run: () => void model.exportRows(save),
            },
          ]
        : [];
    return [...rows, ...(this._profile?.exports() ?? [])];
  }

  protected override keys(): readonly (readonly [string, string])[] {
    const { trans } = this.context;
    return [
      ["Tab", trans.__("next chart, button or table")],
      ["← → ↑ ↓", trans.__("move in a chart, scroll a table")],
      ["Home End", trans.__("first and last mark of a chart")],
      ["Enter", trans.__("show the rows of the bin or value, or close them")],
      ["Esc", trans.__("close what is open, clear the selection and go back to its chart")],
    ];
  }

  protected override onEscape(): boolean {
    if (!this.model?.selection) return false;
    this._select(null);
    return true;
  }

  private _editMapping(): void {
    const payload = this.model?.payload;
    if (!payload || this._mapping === null) return;
    this.frame.togglePanel(this._mapping, this.context.trans.__("Edit mapping"), () =>
      mappingEditor(this.context, payload, {
        reload: (mapping) => void this.model?.reload({ mapping }),
        close: () => this.frame.closePanel(true),
      }),
    );
  }

  private _drawSelection(): void {
    const { model, _profile: view } = this;
    if (model === null || view === null) return;
    const said = view.drawSelection(model.selection, model.rows);
    if (said !== null) this.context.announce(said);
  }

  /** Picks, or gives the pick up and puts the focus back where it was made. */
  private _select(selection: ProfileSelection | null): void {
    const before = this.model?.selection ?? null;
    this.model?.select(selection);
    if (selection !== null || before === null) return;
    this._profile?.focusSelected(before);
    this.context.announce(this.context.trans.__("Selection cleared."));
  }

  private _onSelectionChanged(): void {
    this.changed("selection");
  }

  private _onRowsChanged(): void {
    this.changed("rows");
  }

  private _profile: ProfileView | null = null;
  private _mapping: HTMLButtonElement | null = null;
}

export namespace ProfilerWidget {
  export type IOptions = ResultWidget.IOptions<ProfilerModel>;
  export type IActions = WidgetActions;
}
