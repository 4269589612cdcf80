import type { ViewContext } from "./context.ts";
import { h, spoken } from "./dom.ts";
import { PickList } from "./pick-list.ts";

/** Meaning of a value where it has one, which decides the color of its bar. */
export type ValueTone = "plain" | "benign" | "attack";

/** Most frequent values with a bar and a count each, to be walked by keyboard and picked. */
export class ValueList {
  constructor(context: ViewContext, options: ValueList.IOptions) {
    this._rows = options.values.map(({ text, count, countText, shareText, tone }) => {
      const length = h("span", { class: `jp-TrafficLab-valueBar jp-mod-${tone}` });
      length.style.width = `${Math.min(100, Math.max(1, (100 * count) / Math.max(1, options.total)))}%`;
      return h(
        "div",
        { class: "jp-TrafficLab-value", title: text },
        h("span", { class: "jp-TrafficLab-valueText", text }),
        spoken(": "),
        h("span", { class: "jp-TrafficLab-valueCount" }, countText, spoken(`, ${shareText}`)),
        length,
      );
    });
    this.node = h("div", { class: "jp-TrafficLab-values" }, ...this._rows);
    this._picks = new PickList(context, {
      ...options,
      node: this.node,
      marks: this._rows,
      orientation: "vertical",
      indexAt: (event) => {
        const at = this._rows.findIndex((row) => row.contains(event.target as Node));
        return at < 0 ? null : at;
      },
      onPreview: (index) => {
        this._rows.forEach((row, at) => row.classList.toggle("jp-mod-active", at === index));
        options.onPreview(index);
      },
    });
  }

  /** The list's element; it takes the focus. */
  readonly node: HTMLElement;

  /** Shows which value is picked. */
  setPicked(index: number | null): void {
    this._picks.setPicked(index);
  }

  private readonly _rows: HTMLElement[];
  private readonly _picks: PickList;
}

export namespace ValueList {
  export interface IOptions extends Pick<PickList.IOptions, "label" | "onPreview" | "onPick"> {
    /** Flows in all, which the bars are shares of. */
    total: number;
    values: readonly { text: string; count: number; countText: string; shareText: string; tone: ValueTone }[];
  }
}
