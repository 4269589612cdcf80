import {
  formatCount,
  formatNumber,
  formatPercent,
  type BaseRateRow,
  type Interval,
  type TrainingData,
} from "../../analysis/mod.ts";
import { fill, h, nextId, type ViewContext } from "../shared/mod.ts";
import { numberOf } from "./setup.ts";
import { exactInterval, modelName, percentRange } from "./words.ts";

/** What a network is like. */
export interface Priors {
  attackRate: number;
  flowsPerDay: number;
}

/**
 * A model's alerts at other priors: flows × (rate × TPR + (1 − rate) × FPR), of which rate × TPR are true. The rates of the model are
 * of the held-out flows and do not change; the ends put the worst of one beside the worst of the other, as the library does.
 */
export function alertsAt(row: BaseRateRow, { attackRate, flowsPerDay }: Priors): BaseRateRow {
  const { truePositiveRate: tpr, falsePositiveRate: fpr } = row;
  const all = (t: number, f: number): number => attackRate * t + (1 - attackRate) * f;
  const precision = (t: number, f: number): number => (all(t, f) === 0 ? 0 : (attackRate * t) / all(t, f));
  return {
    ...row,
    alertsPerDay: {
      value: flowsPerDay * all(tpr.value, fpr.value),
      low: flowsPerDay * all(tpr.low, fpr.low),
      high: flowsPerDay * all(tpr.high, fpr.high),
    },
    precision: {
      value: precision(tpr.value, fpr.value),
      low: precision(tpr.low, fpr.high),
      high: precision(tpr.high, fpr.low),
    },
  };
}

/** What the models would do in a network where attacks are rarer than among the held-out flows; both numbers can be changed here. */
export class BaseRatePanel {
  constructor(context: ViewContext, training: TrainingData) {
    const { trans } = context;
    this._context = context;
    this._training = training;
    const { baseRate } = training;
    const title = h("h4", {
      class: "jp-TrafficLab-heading",
      text: trans.__("What it means on your network"),
    });
    this.node = h("section", { class: "jp-TrainerWidget-baseRate" }, title);
    this._result = h("div", {});
    if (baseRate === null) {
      const why =
        training.attackClasses.length === 0
          ? trans.__("The labels do not say which classes are attacks, so alerts cannot be counted.")
          : trans.__("The held-out flows have no attack or no benign flow, so alerts cannot be counted.");
      this.node.append(h("p", { class: "jp-TrafficLab-note", text: why }));
      return;
    }
    const oneIn = baseRate.attackRate > 0 ? 1 / baseRate.attackRate : NaN;
    const attacks = this._input(trans.__("attacks: 1 in"), formatCount(Math.round(oneIn * 1e4) / 1e4));
    const flows = this._input(trans.__("flows a day"), formatCount(baseRate.flowsPerDay));
    this._read = () => priorsOf(attacks.node.value, flows.node.value);
    this.node.append(
      h("div", { class: "jp-TrainerWidget-priors" }, attacks.label, flows.label),
      this._result,
    );
    this._draw();
  }

  readonly node: HTMLElement;

  private _draw(): void {
    const { trans } = this._context;
    const { baseRate, bestName } = this._training;
    if (baseRate === null) return;
    const typed = this._read();
    if (typed === null) {
      const text = trans.__(
        "Give the number of flows of which one is an attack (1 or more), and the flows a day.",
      );
      fill(this._result, h("p", { class: "jp-TrainerWidget-problem", role: "alert", text }));
      return;
    }
    const isOwn = Math.abs(typed.attackRate - baseRate.attackRate) < 1e-9 * baseRate.attackRate;
    const priors = { ...typed, attackRate: isOwn ? baseRate.attackRate : typed.attackRate };
    const rows = baseRate.rows.map((row) => alertsAt(row, priors));
    const best = rows.find(({ name }) => name === bestName);
    fill(
      this._result,
      best === undefined ? null : h("p", { class: "jp-TrainerWidget-sentence", text: this._sentence(best) }),
      baseRate.testAttackRate === null
        ? null
        : h("p", {
            class: "jp-TrafficLab-note",
            text: trans.__(
              "Among the held-out flows %1 are attacks; precision there says nothing of a network with fewer.",
              formatPercent(baseRate.testAttackRate),
            ),
          }),
      alertTable(this._context, rows, bestName),
    );
  }

  private _sentence(best: BaseRateRow): string {
    const [value, low, high] = rounded(best.alertsPerDay);
    const { trans } = this._context;
    return trans.__(
      "%1 would raise %2 alerts a day (%3 to %4); %5 of them would be true (%6).",
      modelName(trans, best.name),
      value,
      low,
      high,
      formatPercent(best.precision.value),
      percentRange(trans, best.precision),
    );
  }

  private _input(text: string, value: string): { node: HTMLInputElement; label: HTMLElement } {
    const id = nextId();
    const node = h("input", {
      id,
      class: "jp-TrafficLab-input",
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      value,
    });
    this._context.delegate.on(node, "input", () => {
      this._draw();
      return true;
    });
    return { node, label: h("label", { for: id }, `${text} `, node) };
  }

  private readonly _context: ViewContext;
  private readonly _training: TrainingData;
  private readonly _result: HTMLElement;
  private _read: () => Priors | null = () => null;
}

function priorsOf(oneInText: string, flowsText: string): Priors | null {
  const oneIn = numberOf(oneInText);
  const flowsPerDay = numberOf(flowsText);
  const isGood = oneIn >= 1 && oneIn <= 1e12 && flowsPerDay > 0 && flowsPerDay <= 1e15;
  return isGood ? { attackRate: 1 / oneIn, flowsPerDay } : null;
}

function alertTable(
  { trans }: ViewContext,
  rows: readonly BaseRateRow[],
  bestName: string | null,
): HTMLElement {
  const heads: [string, string][] = [
    [
      trans.__("Attacks found"),
      trans.__("true positive rate: the share of attack flows called an attack of any kind"),
    ],
    [trans.__("False alarms"), trans.__("false positive rate: the share of benign flows called an attack")],
    [trans.__("Alerts a day"), trans.__("true and false ones together")],
    [trans.__("True among them"), trans.__("precision at this share of attacks")],
  ];
  const body = rows.map((row) =>
    h(
      "tr",
      { class: row.name === bestName ? "jp-mod-best" : "" },
      h("th", { scope: "row", class: "jp-mod-text", text: modelName(trans, row.name) }),
      share(trans, row.truePositiveRate),
      share(trans, row.falsePositiveRate),
      alerts(trans, row.alertsPerDay),
      share(trans, row.precision),
    ),
  );
  return h(
    "div",
    {
      class: "jp-TrafficLab-scroll",
      role: "region",
      tabindex: 0,
      "aria-label": trans.__("Alerts a day by model"),
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
          h("th", { scope: "col", class: "jp-mod-text", text: trans.__("Model") }),
          ...heads.map(([text, about]) => h("th", { scope: "col", title: about, text })),
        ),
      ),
      h("tbody", {}, ...body),
    ),
  );
}

function share(trans: ViewContext["trans"], interval: Interval): HTMLElement {
  return h(
    "td",
    { title: exactInterval(trans, interval) },
    formatPercent(interval.value),
    h("span", { class: "jp-TrainerWidget-range", text: ` ${percentRange(trans, interval)}` }),
  );
}

function alerts(trans: ViewContext["trans"], interval: Interval): HTMLElement {
  const [value, low, high] = rounded(interval);
  return h(
    "td",
    { title: exactInterval(trans, interval) },
    value,
    h("span", { class: "jp-TrainerWidget-range", text: ` ${trans.__("%1 to %2", low, high)}` }),
  );
}

/** Alerts are whole; below ten their fraction tells more than a zero would. */
function rounded({ value, low, high }: Interval): [string, string, string] {
  const text = (count: number): string =>
    count >= 10 ? formatCount(Math.round(count)) : formatNumber(Number(count.toPrecision(2)));
  return [text(value), text(low), text(high)];
}
