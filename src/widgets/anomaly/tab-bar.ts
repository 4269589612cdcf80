import { h, nextId, type ViewContext } from "../shared/mod.ts";
import type { ExplorerTab } from "./model.ts";

const TABS: readonly ExplorerTab[] = ["anomalies", "behavior"];

/** The explorer's two tabs and the panel under them; arrow keys go from one to the other. */
export class TabBar {
  constructor(context: ViewContext, options: TabBar.IOptions) {
    const { trans, delegate } = context;
    const { tab, open, content } = options;
    const titles: Record<ExplorerTab, string> = {
      anomalies: trans.__("Anomalies"),
      behavior: trans.__("Behavior"),
    };
    const panelId = nextId();
    const tabs = TABS.map((one) => {
      const node = h("button", {
        type: "button",
        class: "jp-ExplorerWidget-tab",
        role: "tab",
        id: nextId(),
        tabindex: one === tab ? 0 : -1,
        "aria-selected": String(one === tab),
        "aria-controls": panelId,
        "data-focus": `tab-${one}`,
        text: titles[one],
      });
      delegate.on(node, "click", () => {
        open(one);
        return true;
      });
      return node;
    });
    const list = h(
      "div",
      {
        class: "jp-ExplorerWidget-tabs",
        role: "tablist",
        "aria-label": trans.__("What is shown of the flows"),
      },
      ...tabs,
    );
    delegate.on(list, "keydown", (event) => {
      const next = nextTab((event as KeyboardEvent).key, tab);
      if (next === null) return false;
      event.preventDefault();
      event.stopPropagation();
      tabs[TABS.indexOf(next)]?.focus({ preventScroll: true });
      open(next);
      return true;
    });
    const panel = h(
      "div",
      {
        class: "jp-ExplorerWidget-panel",
        role: "tabpanel",
        id: panelId,
        "aria-labelledby": tabs[TABS.indexOf(tab)]?.id ?? "",
      },
      content,
    );
    this.node = h("div", { class: "jp-ExplorerWidget-body" }, list, panel);
  }

  readonly node: HTMLElement;
}

export namespace TabBar {
  export interface IOptions {
    tab: ExplorerTab;
    open: (tab: ExplorerTab) => void;
    /** What the open tab shows. */
    content: Node;
  }
}

function nextTab(key: string, tab: ExplorerTab): ExplorerTab | null {
  const other = tab === "anomalies" ? "behavior" : "anomalies";
  switch (key) {
    case "ArrowRight":
    case "ArrowLeft":
      return other;
    case "Home":
      return TABS[0] ?? null;
    case "End":
      return TABS.at(-1) ?? null;
    default:
      return null;
  }
}
