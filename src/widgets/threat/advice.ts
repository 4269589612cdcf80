import { visibleText, type CitedText, type ThreatData } from "../../analysis/mod.ts";
import { button, h, sign, type ViewContext } from "../shared/mod.ts";

/** Warnings and recommendations, each with the ledger lines that it rests on; pressing the lines marks them in the ledger. */
export class Advice {
  constructor(context: ViewContext, cite: (lines: readonly number[]) => void) {
    this._context = context;
    this._cite = cite;
    this.node = h("div", { class: "jp-ThreatWidget-advice" });
  }

  readonly node: HTMLElement;

  draw({ warnings, recommendations }: ThreatData): void {
    const { trans } = this._context;
    this.node.replaceChildren(
      this._list(trans.__("Warnings"), "▲", warnings, trans.__("No warning.")),
      this._list(trans.__("Recommendations"), "→", recommendations, trans.__("No recommendation.")),
    );
  }

  private _list(title: string, shape: string, texts: readonly CitedText[], none: string): HTMLElement {
    const items = texts.map(({ text, lines }) =>
      h(
        "li",
        { class: "jp-ThreatWidget-sentence" },
        sign(shape, shape === "▲" ? "jp-TrafficLab-warnSign" : "jp-ThreatWidget-adviceSign"),
        h("span", { text: visibleText(text, 600) }),
        this._citation(lines),
      ),
    );
    return h(
      "section",
      {},
      h("h4", { class: "jp-TrafficLab-heading", text: title }),
      items.length === 0 ? h("p", { class: "jp-TrafficLab-note", text: none }) : h("ul", {}, ...items),
    );
  }

  private _citation(lines: readonly number[]): HTMLElement | null {
    if (lines.length === 0) return null;
    const { trans } = this._context;
    const numbers = lines.map((line) => String(line + 1)).join(", ");
    return button(
      this._context,
      trans._n("line %2", "lines %2", lines.length, numbers),
      () => {
        this._cite(lines);
        this._context.announce(
          trans._n(
            "Line %2 of the evidence is marked.",
            "Lines %2 of the evidence are marked.",
            lines.length,
            numbers,
          ),
        );
      },
      {
        class: "jp-ThreatWidget-cite",
        title: trans.__("Mark these lines of the evidence"),
      },
    );
  }

  private readonly _context: ViewContext;
  private readonly _cite: (lines: readonly number[]) => void;
}
