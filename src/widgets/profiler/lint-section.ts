import { formatCount, visibleText, type LintFinding, type ProfilePayload } from "../../analysis/mod.ts";
import { button, fill, h, sign, type ViewContext } from "../shared/mod.ts";
import type { ProfileSelection } from "./selection.ts";

/** Longest repair that is shown. */
const REPAIR = 2000;

/** Flows that cannot be as they are told: what was seen, its flows, and what mends it. */
export class LintSection {
  constructor(
    context: ViewContext,
    payload: ProfilePayload,
    onSelect: (selection: ProfileSelection | null) => void,
  ) {
    const { trans } = context;
    const { flowLint } = payload.profile;
    this._context = context;
    this._onSelect = onSelect;
    this._items = flowLint.map((finding, index) => this._item(finding, index));
    const first = flowLint[0];
    if (first === undefined) return;
    this.node = h(
      "details",
      { class: "jp-ProfilerWidget-lint" },
      h(
        "summary",
        {},
        h(
          "span",
          { class: "jp-TrafficLab-heading" },
          sign("▲", "jp-TrafficLab-warnSign"),
          trans.__("Flows that cannot be as told"),
        ),
        h("span", { class: "jp-ProfilerWidget-alertCount", text: formatCount(flowLint.length) }),
        h("span", { class: "jp-ProfilerWidget-alertFirst", text: visibleText(first.evidence, 600) }),
      ),
      h("ul", {}, ...this._items.map(({ node }) => node)),
    );
  }

  /** Null where there is nothing to tell. */
  readonly node: HTMLDetailsElement | null = null;

  /** Marks the picked finding and puts `detail`, its flows, under it. */
  setSelection(selection: ProfileSelection | null, detail: HTMLElement): void {
    this._selected = selection?.kind === "lint" ? selection.index : null;
    this._items.forEach(({ node, show }, index) => {
      const isPicked = index === this._selected;
      show?.setAttribute("aria-expanded", String(isPicked));
      if (isPicked && detail.parentNode !== node) node.append(detail);
    });
    if (this._selected !== null && this.node !== null) this.node.open = true;
  }

  /** Puts the focus back to where a finding was picked. */
  focusSelected(index: number): void {
    this._items[index]?.show?.focus({ preventScroll: true });
  }

  private _item({ rule, rows, evidence, repair }: LintFinding, index: number): LintItem {
    const { trans } = this._context;
    const name = visibleText(rule, 80);
    const show =
      rows.length === 0
        ? null
        : button(this._context, trans.__("Show flows"), () => this._toggle(index), {
            "aria-expanded": "false",
            "aria-label": trans.__("Show flows of “%1”", name),
          });
    const mend = h("div", { hidden: true });
    const how =
      repair === undefined
        ? null
        : button(this._context, trans.__("Repair"), () => toggleRepair(), {
            "aria-expanded": "false",
            "aria-label": trans.__("Repair “%1”", name),
          });
    const toggleRepair = (): void => {
      mend.hidden = !mend.hidden;
      how?.setAttribute("aria-expanded", String(!mend.hidden));
      fill(mend, mend.hidden ? null : this._repair(repair ?? ""));
    };
    const node = h(
      "li",
      {},
      h("span", { class: "jp-ProfilerWidget-lintRule", text: name }),
      h("span", { class: "jp-ProfilerWidget-lintEvidence", text: visibleText(evidence, 700) }),
      h("span", { class: "jp-ProfilerWidget-lintButtons" }, show, how),
      mend,
    );
    return { node, show };
  }

  /** Code on lines of its own; a sentence as a sentence. */
  private _repair(repair: string): HTMLElement {
    const text = visibleText(repair, REPAIR);
    return /^(?:table|await)\b/.test(repair)
      ? h("pre", { class: "jp-TrafficLab-code", tabindex: 0, text })
      : h("p", { class: "jp-TrafficLab-note", text });
  }

  private _toggle(index: number): void {
    this._onSelect(this._selected === index ? null : { kind: "lint", index });
  }

  private readonly _context: ViewContext;
  private readonly _onSelect: (selection: ProfileSelection | null) => void;
  private readonly _items: readonly LintItem[];
  private _selected: number | null = null;
}

interface LintItem {
  node: HTMLLIElement;
  show: HTMLButtonElement | null;
}
