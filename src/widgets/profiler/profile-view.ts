import { profileFinding, visibleText, type ProfilePayload } from "../../analysis/mod.ts";
import { button, h, type ExportItem, type ViewContext, type WidgetActions } from "../shared/mod.ts";
import { alertList } from "./alert-list.ts";
import { ProfileCharts } from "./charts.ts";
import { FieldGrid } from "./field-grid.ts";
import { footer } from "./footer.ts";
import { insightRow } from "./insight-row.ts";
import { LintSection } from "./lint-section.ts";
import { mappingStrip } from "./mapping-strip.ts";
import { RowsPanel } from "./rows-panel.ts";
import type { ProfileSelection } from "./selection.ts";
import type { RowsPage } from "./states.ts";
import { threatList } from "./threat-list.ts";

/** Everything that is drawn of one payload. Drawn once; what is picked changes in place. */
export class ProfileView {
  constructor(context: ViewContext, payload: ProfilePayload, actions: ProfileView.IActions) {
    const { trans } = context;
    this._payload = payload;
    this.finding = visibleText(profileFinding(payload), 2000);
    this.footer = footer(context, payload);
    this._grid = new FieldGrid(context, { payload, onSelect: actions.select, onRefill: actions.refilled });
    this._charts = new ProfileCharts(context, payload, actions.save);
    this._lint = new LintSection(context, payload, actions.select);
    this._rows = new RowsPanel(context, { onTurn: actions.turnTo, onClose: () => actions.select(null) });
    this._all = button(context, trans.__("Show the rows"), () => actions.select({ kind: "all" }));
    this._end = h("section", { class: "jp-ProfilerWidget-end" }, this._all);
    this._end.hidden = payload.sample.rowIndex.length === 0;
    this.node = h(
      "div",
      { class: "jp-ProfilerWidget-view" },
      mappingStrip(context, payload),
      alertList(context, payload, (column) => this._grid.reveal(column)),
      this._lint.node,
      insightRow(context, payload),
      threatList(context, payload, actions.next),
      this._charts.node,
      this._grid.node,
      this._end,
    );
  }

  readonly node: HTMLElement;
  readonly footer: HTMLElement;
  /** The payload in one sentence. */
  readonly finding: string;

  /** Pictures of the charts, for the Export menu. */
  exports(): ExportItem[] {
    return this._charts.exports();
  }

  /** Lets go of the charts. */
  dispose(): void {
    this._charts.dispose();
  }

  /** Shows what is picked and its rows; returns what there is to say about it, null for nothing new. */
  drawSelection(selection: ProfileSelection | null, page: RowsPage | null): string | null {
    this._all.hidden = selection?.kind === "all";
    if (selection === null || page === null) {
      this._rows.node.remove();
      this._grid.setSelection(null, null);
      this._lint.setSelection(null, this._rows.node);
      this._said = null;
      return null;
    }
    const sentence = this._rows.draw(this._payload, selection, page);
    this._grid.setSelection(selection, "column" in selection ? this._rows.node : null);
    this._lint.setSelection(selection, this._rows.node);
    // Putting a node where it is already would take the focus out of it.
    const isHere = this._rows.node.parentNode === this._end;
    if (selection.kind === "all" && !isHere) this._end.append(this._rows.node);
    if (page.loading || sentence === this._said) return null;
    this._said = sentence;
    return sentence;
  }

  /** Puts the focus back to where a selection was made. */
  focusSelected(selection: ProfileSelection): void {
    if (selection.kind === "all") {
      this._all.hidden = false;
      this._all.focus({ preventScroll: true });
    } else if (selection.kind === "lint") this._lint.focusSelected(selection.index);
    else this._grid.focusSelected(selection);
  }

  private readonly _payload: ProfilePayload;
  private readonly _charts: ProfileCharts;
  private readonly _lint: LintSection;
  private readonly _grid: FieldGrid;
  private readonly _rows: RowsPanel;
  private readonly _all: HTMLButtonElement;
  private readonly _end: HTMLElement;
  private _said: string | null = null;
}

export namespace ProfileView {
  export interface IActions {
    select: (selection: ProfileSelection | null) => void;
    turnTo: (offset: number) => void;
    /** Cards were drawn anew, so the selection has to be drawn too. */
    refilled: () => void;
    /** Hands a file to the reader. */
    save: (name: string, content: Blob) => void;
    /** Opens the next widget. */
    next: WidgetActions["next"];
  }
}
