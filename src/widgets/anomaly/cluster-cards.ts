import {
  exactText,
  formatCount,
  formatPercent,
  visibleText,
  type BehaviorPayload,
  type Cluster,
  type ClusterField,
} from "../../analysis/mod.ts";
import { button, h, sign, spoken, type ViewContext } from "../shared/mod.ts";
import { fieldKind, fieldText } from "./words.ts";

/** Vega's shapes as characters, in the order of the theme's shapes. */
const SHAPES = ["●", "■", "▲", "◆", "✚", "▼", "▶", "◀"];
/** A deviation that fills half a bar, in standard deviations. */
const FULL = 2;

/** A card for each cluster: name, sentence, share, mean statistics and labels; its button picks it out in the charts. */
export class ClusterCards {
  /** @param pick Picks a cluster out; null when it is given up. */
  constructor(context: ViewContext, payload: BehaviorPayload, pick: (id: number | null) => void) {
    this._context = context;
    this._pick = pick;
    const { clusters } = payload.behavior;
    this._cards = clusters.map((cluster, at) => this._card(cluster, at));
    this.node = h("section", { class: "jp-ExplorerWidget-cards" }, ...this._cards.map(({ node }) => node));
    this.node.setAttribute("aria-label", context.trans.__("Clusters"));
  }

  readonly node: HTMLElement;

  /** Shows which cluster is picked. */
  draw(id: number | null): void {
    this._id = id;
    for (const { cluster, node, button: press } of this._cards) {
      const isPicked = cluster.id === id;
      node.classList.toggle("jp-mod-picked", isPicked);
      node.classList.toggle("jp-mod-faded", id !== null && !isPicked);
      press.setAttribute("aria-pressed", String(isPicked));
    }
  }

  private _card(cluster: Cluster, at: number): Card {
    const { trans } = this._context;
    const { id, name, sentence, size, share, fields, labels } = cluster;
    const shown = visibleText(name, 80);
    const press = button(this._context, trans.__("Pick out"), () => this._pick(this._id === id ? null : id), {
      "aria-pressed": "false",
      "aria-label": trans.__("Pick out “%1” in the charts", shown),
      "data-focus": `cluster-${id}`,
    });
    const bar = h("span", { class: "jp-ExplorerWidget-shareBar", "aria-hidden": "true" });
    bar.style.width = `${Math.max(1, 100 * share)}%`;
    bar.style.background = colorOf(at);
    const node = h(
      "article",
      { class: "jp-ExplorerWidget-card" },
      h(
        "div",
        { class: "jp-ExplorerWidget-partHead" },
        h("h4", { class: "jp-TrafficLab-heading", title: shown }, mark(at), shown),
        press,
      ),
      h(
        "p",
        { class: "jp-ExplorerWidget-cardShare" },
        trans._n("%2 flow, %3", "%2 flows, %3", size, formatCount(size), formatPercent(share)),
        bar,
      ),
      h("p", { text: visibleText(sentence, 600) }),
      this._statistics(shown, fields),
      labels.length === 0
        ? null
        : h("p", {
            class: "jp-TrafficLab-note",
            text: trans.__(
              "Labels: %1.",
              labels
                .map(
                  ({ value, count }) =>
                    `${visibleText(value, 40)} ${formatPercent(size === 0 ? 0 : count / size)}`,
                )
                .join(", "),
            ),
          }),
    );
    return { cluster, node, button: press };
  }

  private _statistics(name: string, fields: readonly ClusterField[]): HTMLElement {
    const { trans } = this._context;
    const heads = [trans.__("field"), trans.__("mean"), trans.__("median"), trans.__("against all")];
    return h(
      "div",
      {
        class: "jp-TrafficLab-scroll",
        role: "region",
        tabindex: 0,
        "aria-label": trans.__("Mean statistics of “%1”", name),
      },
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map((text, at) =>
              h("th", { scope: "col", class: at === 0 || at === 3 ? "jp-mod-text" : "jp-mod-number", text }),
            ),
          ),
        ),
        h("tbody", {}, ...fields.map((field) => this._field(field))),
      ),
    );
  }

  private _field({ field, mean, median, deviation }: ClusterField): HTMLElement {
    const { trans } = this._context;
    const kind = fieldKind(field);
    const part = Math.min(50, (50 * Math.abs(deviation)) / FULL);
    const bar = h("span", { class: "jp-ExplorerWidget-deviationBar" });
    bar.style.width = `${part}%`;
    bar.style.left = `${deviation < 0 ? 50 - part : 50}%`;
    const amount = `${deviation < 0 ? "−" : "+"}${Math.abs(deviation).toFixed(1)} σ`;
    return h(
      "tr",
      {},
      h("th", { scope: "row", class: "jp-mod-text", text: visibleText(field) }),
      h("td", { class: "jp-mod-number", title: exactText(mean, kind), text: fieldText(field, mean) }),
      h("td", { class: "jp-mod-number", title: exactText(median, kind), text: fieldText(field, median) }),
      h(
        "td",
        {
          class: "jp-mod-text jp-ExplorerWidget-deviation",
          title: trans.__(
            "The cluster's mean against the mean of all flows, in standard deviations of all flows",
          ),
        },
        h("span", { class: "jp-ExplorerWidget-deviationBox", "aria-hidden": "true" }, bar),
        h("span", { text: amount }),
      ),
    );
  }

  private readonly _context: ViewContext;
  private readonly _pick: (id: number | null) => void;
  private readonly _cards: Card[];
  private _id: number | null = null;
}

interface Card {
  cluster: Cluster;
  node: HTMLElement;
  button: HTMLButtonElement;
}

/** The shape and color of a cluster in the charts. */
function mark(at: number): HTMLElement {
  const shape = sign(SHAPES[(at + Math.floor(at / SHAPES.length)) % SHAPES.length] ?? "●");
  shape.classList.add("jp-ExplorerWidget-clusterMark");
  shape.style.color = colorOf(at);
  return h("span", {}, shape, spoken(""));
}

function colorOf(at: number): string {
  return `var(--jp-trafficlab-category-${(at % SHAPES.length) + 1})`;
}
