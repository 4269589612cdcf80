import type { TranslationBundle } from "@jupyterlab/translation";
import {
  formatBytes,
  jsonBytes,
  threatFinding,
  visibleText,
  type ThreatPayload,
} from "../../analysis/mod.ts";
import { fill, h, type ResultView, type ViewContext } from "../shared/mod.ts";
import { Advice } from "./advice.ts";
import { Dial } from "./dial.ts";
import { FORM_FIELDS, labelOf } from "./fields.ts";
import { FormView } from "./form-view.ts";
import { LedgerTable } from "./ledger-table.ts";
import { bandsOf, levelWord, scoreText } from "./levels.ts";
import type { ThreatModel } from "./model.ts";
import { scoreNotes, techniqueList } from "./notes.ts";
import { PartsView } from "./parts-view.ts";
import { ReplayView } from "./replay-view.ts";
import { verdictRow } from "./verdicts.ts";
import { WhatIfView } from "./what-if-view.ts";

/** The sheet's bands where no payload says them yet. */
const LEVELS = { medium: 25, high: 50 } as const;

/** Everything that the gauge draws. Made once for a payload or the flows; what changes with the form is drawn in place. */
export class GaugeView implements ResultView {
  constructor(context: ViewContext, model: ThreatModel, actions: GaugeView.IActions) {
    this._context = context;
    this._model = model;
    this._form = new FormView(context, {
      set: (field, text) => model.setField(field, text),
      reset: () => model.resetForm(),
      dropExtras: () => model.dropExtras(),
    });
    this._dial = new Dial(context);
    this._ledger = new LedgerTable(context);
    this._advice = new Advice(context, (lines) => this._ledger.highlight(lines));
    this._whatIf = new WhatIfView(context, (field, value) =>
      model.setField(field, value === null ? "" : String(value)),
    );
    this._parts = new PartsView(context, {
      choose: (parts) => void model.chooseParts(parts),
      openModel: (file) => void model.openModel(file),
      openBaseline: (file) => void model.openBaseline(file),
    });
    const now = (): number => performance.now();
    this._replay = new ReplayView(context, {
      start: () => model.feed.start(now()),
      pause: () => model.feed.pause(),
      stop: () => model.feed.stop(),
      speed: (speed) => {
        model.feed.speed = speed;
      },
      watch: (level) => {
        model.feed.watched = level;
      },
      assess: (alert) => {
        void model.assessAlert(alert);
        this._form.focus();
      },
      exportAlerts: actions.exportAlerts,
    });
    this._stale = h("p", { class: "jp-TrafficLab-note jp-ThreatWidget-stale", hidden: true });
    this._note = h("p", { class: "jp-TrafficLab-note", hidden: true });
    this._verdicts = h("div");
    this._notes = h("div", { class: "jp-ThreatWidget-notes" });
    this._evidence = h(
      "div",
      { class: "jp-ThreatWidget-evidence" },
      this._verdicts,
      this._ledger.node,
      this._advice.node,
    );
    this.footer = h("div", { class: "jp-ThreatWidget-footer" });
    this.node = h(
      "div",
      { class: "jp-ThreatWidget-view" },
      h("div", { class: "jp-ThreatWidget-top" }, this._form.node, this._dial.node),
      this._note,
      this._parts.node,
      this._stale,
      this._evidence,
      this._whatIf.node,
      this._notes,
      this._replay.node,
    );
  }

  readonly node: HTMLElement;
  readonly footer: HTMLElement;
  /** Drawn by the widget, with every assessment: `sentence`. */
  readonly finding = "";

  /** The form's assessment in one sentence. */
  get sentence(): string {
    const { payload, faults } = this._model;
    const { trans } = this._context;
    if (faults.size > 0) return trans.__("Not assessable. %1.", this._dialNote());
    return payload === null ? "" : visibleText(threatFinding(payload), 2000);
  }

  /** Draws the form and its assessment; what would change it follows by `drawCurves`. */
  drawAssessment(): void {
    const { _model: model, _context: context } = this;
    const { trans } = context;
    const { payload, threat, faults, note } = model;
    const kept = payload?.threat ?? null;
    this._form.draw(model.texts, faults, model.extras);
    this._dial.draw(threat, payload?.rules ?? { levels: LEVELS }, this._dialNote());
    this._note.textContent = note;
    this._note.hidden = note === "" || faults.size > 0;
    this._stale.hidden = faults.size === 0 || kept === null;
    this._stale.textContent = this._stale.hidden
      ? ""
      : trans.__("What follows is of the last values that could be read.");
    this.node.classList.toggle("jp-mod-stale", faults.size > 0);
    this._evidence.hidden = kept === null;
    this._notes.hidden = kept === null;
    if (payload !== null && kept !== null && kept !== this._drawn) {
      this._drawn = kept;
      fill(this._verdicts, verdictRow(context, kept, payload.parts));
      this._ledger.draw(kept);
      this._advice.draw(kept);
      fill(this._notes, techniqueList(context, kept), scoreNotes(context, kept, payload.flow));
      fill(this.footer, footerFacts(context, payload));
    }
    const said = threat === null ? "" : levelWord(trans, threat.level);
    if (this._said !== null && said !== "" && said !== this._said)
      context.announce(
        threat?.score == null
          ? trans.__("%1.", said)
          : trans.__("%1, score %2.", said, scoreText(threat.score)),
      );
    if (said !== "") this._said = said;
  }

  /** Draws the curves of the form as it stands; kept as they are while something has to be mended. */
  drawCurves(): void {
    const { _model: model } = this;
    const { curves } = model;
    if (model.faults.size > 0 || curves === this._curves) return;
    this._curves = curves;
    const { trans } = this._context;
    const { parts, threat } = model.payload ?? { parts: null, threat: null };
    const hasParts = parts !== null && Object.values(parts).some((part) => part !== null);
    const hasContext = threat?.ledger.some(({ source }) => source === "context" || source === "repetition");
    this._whatIf.draw(
      curves,
      model.payload?.rules ?? { levels: LEVELS },
      hasParts || hasContext === true
        ? trans.__(
            "The score of the flow by itself, by the rules alone, if one field were another; what models and the flows around it add is left out.",
          )
        : trans.__("The score if one field alone were another; the bands are the levels."),
    );
  }

  drawParts(): void {
    const { _model: model } = this;
    const { trans } = this._context;
    this._parts.draw(
      model.choices,
      model.chosen,
      model.canChoose
        ? ""
        : trans.__("Models and captures are out of reach here; the rules are asked in this page."),
    );
  }

  drawFeed(): void {
    const { _model: model } = this;
    const isOpen = model.table !== null && model.canChoose;
    this._replay.draw(model.feed, isOpen ? (model.about?.name ?? "") : null);
  }

  /** Under the dial: why there is no needle, or what the verdict does not know. */
  private _dialNote(): string {
    const { trans } = this._context;
    const { faults, threat, payload } = this._model;
    if (faults.size > 0) {
      const names = [...faults.keys()].map((field) => labelOf(trans, field).label).join(", ");
      return trans._n("Mend this field first: %2", "Mend these fields first: %2", faults.size, names);
    }
    if (threat === null) return "";
    const names = threat.missing.map((field) => fieldName(trans, field)).join(", ");
    if (threat.level === "NOT_ASSESSABLE") {
      if (names !== "") return trans.__("missing evidence: %1", names);
      const whys = threat.ledger.filter(({ source, points }) => source === "limit" && points === 0);
      return whys.map(({ why }) => visibleText(why, 300)).join("; ");
    }
    const edge = edgeNote(this._context, threat.score ?? 0, payload?.rules ?? { levels: LEVELS });
    const limited =
      threat.certainty === "limited"
        ? names === ""
          ? trans.__("limited")
          : trans.__("limited: not known are %1", names)
        : "";
    return [edge, limited].filter((text) => text !== "").join(" · ");
  }

  private readonly _context: ViewContext;
  private readonly _model: ThreatModel;
  private readonly _form: FormView;
  private readonly _dial: Dial;
  private readonly _ledger: LedgerTable;
  private readonly _advice: Advice;
  private readonly _whatIf: WhatIfView;
  private readonly _parts: PartsView;
  private readonly _replay: ReplayView;
  private readonly _stale: HTMLElement;
  private readonly _note: HTMLElement;
  private readonly _verdicts: HTMLElement;
  private readonly _notes: HTMLElement;
  private readonly _evidence: HTMLElement;
  private _drawn: ThreatPayload["threat"] = null;
  private _curves: unknown = null;
  private _said: string | null = null;
}

export namespace GaugeView {
  export interface IActions {
    exportAlerts: () => void;
  }
}

/** A field as the form calls it; the others by their own names. */
function fieldName(trans: TranslationBundle, field: string): string {
  const known = FORM_FIELDS.find((one) => one === field);
  return known === undefined
    ? visibleText(field).replaceAll("_", " ")
    : labelOf(trans, known).label.toLowerCase();
}

/** A score within a quarter point of a band's edge, in words: the gauge is no more precise than its rules. */
function edgeNote(
  { trans }: ViewContext,
  score: number,
  rules: Pick<ThreatPayload["rules"], "levels">,
): string {
  const edges = bandsOf(rules).slice(1);
  const at = edges.find(({ from }) => Math.abs(score - from) <= 0.25);
  if (at === undefined) return "";
  const below = at.level === "HIGH" ? levelWord(trans, "MEDIUM") : levelWord(trans, "LOW");
  return trans.__("at the edge between %1 and %2", below, levelWord(trans, at.level));
}

function footerFacts({ trans }: ViewContext, payload: ThreatPayload): HTMLElement {
  const { threat, rules } = payload;
  const provenance = threat?.provenance;
  const facts = [
    trans.__("%1 rules, sheet version %2", rules.rules.length, rules.version),
    ...(provenance === undefined
      ? []
      : [
          visibleText(provenance.library),
          visibleText(`${provenance.runtime.name} ${provenance.runtime.version}`.trim()),
        ]),
    trans.__("payload %1", formatBytes(jsonBytes(payload))),
  ];
  return h(
    "div",
    {},
    h("p", {}, ...facts.map((text) => h("span", { class: "jp-TrafficLab-fact", text }))),
    ...payload.reduced.map((text) => h("p", { class: "jp-TrafficLab-note", text: visibleText(text, 600) })),
  );
}
