import { formatTime, visibleText, type AnomaliesPayload } from "../../analysis/mod.ts";
import { button, fill, h, nextId, type NamedHandle, type ViewContext } from "../shared/mod.ts";
import { calibrationText, tableChoice } from "./baseline.ts";
import { NumberField } from "./form-parts.ts";
import type { DetectionSetup, SetupProblems } from "./setup.ts";

/** What the flows are measured against: each other, the normal or the earlier ones among them, or other flows. */
export class BaselineField {
  /** @param payload The result that is shown; null before the first one. */
  constructor(context: ViewContext, payload: AnomaliesPayload | null, options: BaselineField.IOptions) {
    const { trans, delegate } = context;
    this._context = context;
    this._payload = payload;
    const id = nextId();
    const about = trans.__(
      "Flows that are known to be normal. Then a flow is flagged for not being like them, not for being rare.",
    );
    this._select = h("select", {
      ...{ id, class: "jp-TrafficLab-input jp-ExplorerWidget-baseline", title: about },
      "data-focus": "baseline",
    });
    delegate.on(this._select, "change", () => {
      options.choose(this._select.value, this._firstTime());
      return true;
    });
    this._before = new NumberField(context, {
      label: trans.__("flows before (UTC)"),
      about: trans.__("Flows that begin before this time are taken to be normal."),
      name: "before",
      onChange: (value) => options.change({ before: value }),
      onEnter: () => options.run(),
    });
    const file = h("input", { type: "file", hidden: true, tabindex: -1, "aria-hidden": "true" });
    delegate.on(file, "change", () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen !== undefined) options.open(chosen);
      return true;
    });
    const calibration = payload === null ? "" : calibrationText(trans, payload);
    this.node = h(
      "fieldset",
      { class: "jp-ExplorerWidget-group" },
      h("legend", { text: trans.__("Measured against") }),
      h("label", { for: id, class: "jp-TrafficLab-spoken", text: trans.__("Baseline"), title: about }),
      this._select,
      this._before.node,
      button(context, trans.__("Open baseline…"), () => file.click(), {
        title: trans.__("A capture of ordinary traffic of the same network"),
        "data-focus": "baseline-open",
      }),
      file,
      calibration === ""
        ? null
        : h("p", {
            class: "jp-TrafficLab-note",
            text: trans.__("The shown result is calibrated on %1.", calibration),
          }),
      this._note,
    );
  }

  readonly node: HTMLElement;

  draw(
    setup: DetectionSetup,
    tables: readonly NamedHandle[],
    problems: SetupProblems<DetectionSetup>,
    canRun: boolean,
  ): void {
    const { trans } = this._context;
    const payload = this._payload;
    const choices = [
      { value: "", text: trans.__("each other (no baseline)"), isOut: false },
      // What is not there cannot be chosen; before a result it is not known.
      {
        value: "normal",
        text: trans.__("the flows labelled normal"),
        isOut: payload !== null && payload.anomalies.metrics === undefined,
      },
      {
        value: "before",
        text: trans.__("the flows before a time"),
        isOut: payload !== null && payload.timeline === undefined,
      },
      ...tables.map(({ handle, name }) => ({
        value: tableChoice(handle),
        text: visibleText(name, 80),
        isOut: false,
      })),
    ];
    // A list that is open must not be drawn anew.
    if (choices.length !== this._select.options.length)
      fill(
        this._select,
        ...choices.map(({ value, text, isOut }) => h("option", { value, text, disabled: isOut })),
      );
    this._select.value = setup.baseline;
    this._before.node.hidden = setup.baseline !== "before";
    this._before.draw(setup.before, problems.before);
    const isLost = setup.baseline === "" && payload?.anomalies.mode === "reference";
    this._note.hidden = !isLost || !canRun;
    this._note.textContent = trans.__(
      "That baseline is not at hand here: as it stands, a new run compares the flows with each other.",
    );
  }

  /** After a quarter of the shown times. */
  private _firstTime(): string {
    const edges = this._payload?.timeline?.edges ?? [];
    const edge = edges[Math.ceil((edges.length - 1) / 4)];
    return edge === undefined ? "" : formatTime(edge);
  }

  private readonly _context: ViewContext;
  private readonly _payload: AnomaliesPayload | null;
  private readonly _select: HTMLSelectElement;
  private readonly _before: NumberField;
  private readonly _note = h("p", { class: "jp-TrafficLab-note", hidden: true });
}

export namespace BaselineField {
  export interface IOptions {
    /** @param first A time to begin with, where flows before one are chosen. */
    choose: (baseline: string, first: string) => void;
    open: (file: File) => void;
    change: (change: Partial<DetectionSetup>) => void;
    run: () => void;
  }
}
