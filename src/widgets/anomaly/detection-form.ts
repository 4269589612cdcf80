import { formatNumber, type AnomaliesPayload } from "../../analysis/mod.ts";
import { button, fill, h, nextId, setEnabled, type NamedHandle, type ViewContext } from "../shared/mod.ts";
import { BaselineField } from "./baseline-field.ts";
import { calibrationText } from "./baseline.ts";
import { NumberField, setupBox, type OpenState } from "./form-parts.ts";
import { KDistances } from "./k-distances.ts";
import { BASELINE_DETECTORS, checkDetection, DETECTOR_NAMES, type DetectionSetup } from "./setup.ts";
import { detectorAbout, detectorTitle } from "./words.ts";

/** Fields of the form in their order. */
type NumberName = "atLeast" | "budget" | "eps" | "minSamples" | "contamination" | "zThreshold" | "seed";

/** The set-up of a detection: every default can be seen and changed, eps by hand or along the k-distance curve. */
export class DetectionForm {
  /** @param payload The result that is shown, whose figures stand for what is left to the library. */
  constructor(context: ViewContext, payload: AnomaliesPayload | null, options: DetectionForm.IOptions) {
    const { trans } = context;
    this._context = context;
    this._payload = payload;
    this._options = options;
    const names = payload?.anomalies.detectors ?? [];
    const offered = new Set<string>([...DETECTOR_NAMES, ...BASELINE_DETECTORS, ...names]);
    this._checks = new Map([...offered].map((name) => [name, this._check(name)]));
    this._baseline = new BaselineField(context, payload, {
      choose: (baseline, first) => options.chooseBaseline(baseline, first),
      open: options.openBaseline,
      change: options.change,
      run: options.run,
    });
    this._fields = this._makeFields();
    this._problem = h("p", { class: "jp-ExplorerWidget-problem" });
    this._run = button(context, trans.__("Detect"), options.run, {
      class: "jp-TrafficLab-button jp-mod-primary",
      "data-focus": "run",
    });
    this._curve = this._makeCurve();
    const { atLeast, budget, eps, minSamples, contamination, zThreshold, seed } = this._fields;
    const group = (title: string, ...fields: (Node | null)[]): HTMLElement =>
      h("fieldset", { class: "jp-ExplorerWidget-group" }, h("legend", { text: title }), ...fields);
    this.node = setupBox(
      context,
      options.state,
      this._summary,
      h(
        "div",
        { class: "jp-ExplorerWidget-form" },
        group(trans.__("Detectors"), ...[...this._checks.values()].map(({ node }) => node), this._problem),
        this._baseline.node,
        group(trans.__("Flagged are"), atLeast.node, budget.node),
        group(
          trans.__("Detectors' own"),
          contamination.node,
          zThreshold.node,
          minSamples.node,
          eps.node,
          seed.node,
        ),
        this._curve?.node ?? null,
        h("div", { class: "jp-ExplorerWidget-formBar" }, this._run),
      ),
    );
  }

  readonly node: HTMLElement;

  /** Shows the set-up as it is now and what is wrong with it. */
  draw(setup: DetectionSetup, rowCount: number | null, canRun: boolean): void {
    const { trans } = this._context;
    const { problems } = checkDetection(trans, setup, rowCount);
    const shown = this._payload?.anomalies.parameters;
    const isKnown = shown !== undefined && Number.isFinite(shown.eps) && shown.eps > 0;
    const eps = isKnown ? formatNumber(shown.eps) : "";
    for (const [name, { input }] of this._checks) input.checked = setup.detectors.includes(name);
    const fields = this._fields;
    fields.atLeast.draw(setup.atLeast, setup.budget.trim() === "" ? problems.atLeast : undefined);
    fields.budget.draw(setup.budget, problems.budget, trans.__("by votes"));
    fields.eps.draw(setup.eps, problems.eps, eps === "" ? trans.__("auto") : trans.__("auto: %1", eps));
    fields.minSamples.draw(setup.minSamples, problems.minSamples);
    fields.contamination.draw(setup.contamination, problems.contamination);
    fields.zThreshold.draw(setup.zThreshold, problems.zThreshold, trans.__("3; robust 3.5"));
    fields.seed.draw(setup.seed, problems.seed);
    this._baseline.draw(setup, this._options.baselines(), problems, canRun);
    fill(this._problem, problems.detectors ?? null);
    fill(this._summary, ...this._summaryTexts(setup, eps));
    const typed = Number(setup.eps.trim());
    this._curve?.draw(setup.eps.trim() !== "" && typed > 0 ? typed : (shown?.eps ?? 0));
    setEnabled(this._run, canRun && Object.keys(problems).length === 0);
  }

  private _summaryTexts(setup: DetectionSetup, eps: string): (Node | string)[] {
    const { trans } = this._context;
    const against = this._payload === null ? "" : calibrationText(trans, this._payload);
    const facts = [
      ...(against === "" ? [] : [trans.__("measured against %1", against)]),
      setup.detectors.map((name) => detectorTitle(trans, name)).join(", "),
      setup.budget.trim() === ""
        ? trans.__("at least %1 of %2", setup.atLeast, setup.detectors.length)
        : trans.__("the %1 highest", setup.budget),
      ...(setup.detectors.includes("dbscan")
        ? [setup.eps.trim() === "" ? trans.__("eps auto %1", eps).trim() : trans.__("eps %1", setup.eps)]
        : []),
      trans.__("contamination %1", setup.contamination),
      trans.__("|z| above %1", setup.zThreshold === "" ? "3" : setup.zThreshold),
      trans.__("seed %1", setup.seed),
    ];
    return [
      h("span", { class: "jp-TrafficLab-heading", text: trans.__("Set-up") }),
      " ",
      ...facts.map((text) => h("span", { class: "jp-TrafficLab-fact", text })),
    ];
  }

  private _check(name: string): { node: HTMLElement; input: HTMLInputElement } {
    const { trans, delegate } = this._context;
    const id = nextId();
    const input = h("input", { type: "checkbox", id, "data-focus": `detector-${name}` });
    const about = detectorAbout(trans, name);
    delegate.on(input, "change", () => this._onDetectors());
    return {
      input,
      node: h(
        "div",
        { class: "jp-ExplorerWidget-check", title: about },
        input,
        h("label", { for: id, text: detectorTitle(trans, name) }),
      ),
    };
  }

  private _onDetectors(): void {
    const detectors = [...this._checks].filter(([, { input }]) => input.checked).map(([name]) => name);
    const { setup, change } = this._options;
    const most = Math.max(1, detectors.length);
    const atLeast = setup().atLeast;
    change(Number(atLeast) > most ? { detectors, atLeast: String(most) } : { detectors });
  }

  private _makeFields(): Record<NumberName, NumberField> {
    const { trans } = this._context;
    const make = (name: NumberName, label: string, about: string): NumberField =>
      new NumberField(this._context, {
        label,
        about,
        name,
        onChange: (value) => this._options.change({ [name]: value }),
        onEnter: () => this._options.run(),
      });
    return {
      atLeast: make(
        "atLeast",
        trans.__("flows that at least so many detectors flag"),
        trans.__("With 2 of 3 a flow needs the word of two detectors; with 1 any one is enough."),
      ),
      budget: make(
        "budget",
        trans.__("or exactly so many, the highest scores"),
        trans.__("How many flows you can look at. Empty: the votes decide."),
      ),
      eps: make(
        "eps",
        trans.__("DBSCAN eps"),
        trans.__("How near flows must be to be neighbors, in standard units. Empty: the knee of the curve."),
      ),
      minSamples: make(
        "minSamples",
        trans.__("DBSCAN neighbors"),
        trans.__("How many flows within eps make a dense place."),
      ),
      contamination: make(
        "contamination",
        trans.__("contamination"),
        trans.__("The share of the flows that Isolation Forest and its like flag, above 0 and at most 0.5."),
      ),
      zThreshold: make(
        "zThreshold",
        trans.__("z threshold"),
        trans.__(
          "How many standard deviations a field may be away. Empty: 3, and 3.5 for the robust z-score.",
        ),
      ),
      seed: make("seed", trans.__("seed"), trans.__("The same seed gives the same result.")),
    };
  }

  private _makeCurve(): KDistances | null {
    const payload = this._payload;
    if (payload === null || payload.anomalies.kDistances.length < 2) return null;
    return new KDistances(this._context, {
      distances: payload.anomalies.kDistances,
      minSamples: payload.anomalies.parameters.minSamples,
      onMove: (eps) => this._options.change({ eps: String(eps) }),
    });
  }

  private readonly _context: ViewContext;
  private readonly _payload: AnomaliesPayload | null;
  private readonly _options: DetectionForm.IOptions;
  private readonly _checks: Map<string, { node: HTMLElement; input: HTMLInputElement }>;
  private readonly _fields: Record<NumberName, NumberField>;
  private readonly _summary = h("span", { class: "jp-ExplorerWidget-setupText" });
  private readonly _problem: HTMLElement;
  private readonly _run: HTMLButtonElement;
  private readonly _curve: KDistances | null;
  private readonly _baseline: BaselineField;
}

export namespace DetectionForm {
  export interface IOptions {
    state: OpenState;
    /** The set-up as it is now. */
    setup: () => DetectionSetup;
    change: (change: Partial<DetectionSetup>) => void;
    run: () => void;
    /** Flows that were opened to be a baseline. */
    baselines: () => readonly NamedHandle[];
    /** @param first A time to begin with, where flows before one are chosen. */
    chooseBaseline: (baseline: string, first: string) => void;
    openBaseline: (file: File) => void;
  }
}
