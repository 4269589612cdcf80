import { visibleText } from "../../analysis/mod.ts";
import { fill, h } from "./dom.ts";

/** A place in the drawing, px from its upper left corner. */
export interface TipPlace {
  left: number;
  top: number;
}

/** The box beside a mark that says what the mark stands for. */
export class ChartTip {
  readonly node = h("div", { class: "jp-TrafficLab-chartTip", "aria-hidden": "true", hidden: true });

  /**
   * Shows what a mark stands for beside a place; nothing, where there is nothing to say.
   *
   * @param width Of the drawing, px: the box stands on the side where there is more room.
   */
  show(value: unknown, { left, top }: TipPlace, width: number): void {
    const lines = tipLines(value);
    this.node.hidden = lines.length === 0;
    fill(this.node, ...lines.map((text) => h("div", { text })));
    const isRight = left > width / 2;
    this.node.style.left = isRight ? "auto" : `${left + 12}px`;
    this.node.style.right = isRight ? `${width - left + 12}px` : "auto";
    this.node.style.top = `${top + 12}px`;
  }

  hide(): void {
    this.node.hidden = true;
    fill(this.node);
  }
}

/** What a mark stands for, line by line: a text, or named values. */
export function tipLines(value: unknown): string[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).map(([name, one]) => `${visibleText(name)}: ${tipText(one)}`);
  // Charts part their lines so; what a line holds is made visible by itself.
  const lines = typeof value === "string" ? value.split("\n") : [value];
  return lines.map((line) => tipText(line)).filter((line) => line !== "");
}

function tipText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? visibleText(String(value)) : "";
}
