import { ConflatableMessage, MessageLoop, type Message } from "@lumino/messaging";
import { nullTranslator } from "@jupyterlab/translation";
import type { ThreatPayload } from "../../analysis/mod.ts";
import {
  ResultWidget,
  TRANSLATION_DOMAIN,
  type ExportItem,
  type IdentityFact,
  type ResultView,
} from "../shared/mod.ts";
import { alertsCsv } from "./alerts.ts";
import { GaugeView } from "./gauge-view.ts";
import type { ThreatModel } from "./model.ts";

/** Asks for the curves to be drawn, in the frame after the dial: the gauge answers first. */
const CURVES = new ConflatableMessage("trafficlab-curves");

/** Time between two steps of a replay. ms. */
const STEP = 100;

/**
 * The threat gauge: a form, a half-dial with the ledger that sums to it, what would change it, advice that cites the ledger,
 * and the replay of a capture as a live feed.
 */
export class ThreatWidget extends ResultWidget<ThreatPayload, ThreatModel> {
  constructor(options: ThreatWidget.IOptions = {}) {
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    super({
      ...options,
      className: "jp-ThreatWidget",
      title: trans.__("Threat gauge"),
      dropHint: trans.__("Drop one capture to replay it"),
      step: ["assess"],
    });
  }

  override processMessage(msg: Message): void {
    if (msg.type !== CURVES.type) super.processMessage(msg);
    else if (!this.isDisposed && this.isVisible) this._gauge?.drawCurves();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this._stopFeed();
    MessageLoop.clearData(this);
    super.dispose();
  }

  protected override createView(): ResultView | null {
    const { model } = this;
    this._gauge =
      model === null
        ? null
        : new GaugeView(this.context, model, { exportAlerts: () => this._exportAlerts() });
    return this._gauge;
  }

  protected override drawParts(stale: ReadonlySet<string>): void {
    const { model, _gauge: gauge } = this;
    if (model === null || gauge === null) {
      this._gauge = null;
      this._stopFeed();
      return;
    }
    const all = stale.has("payload");
    const isRefused = model.status.kind === "refused";
    gauge.node.hidden = isRefused;
    if (all || stale.has("assessment")) {
      gauge.drawAssessment();
      const finding = isRefused ? "" : gauge.sentence;
      this.frame.finding.textContent = finding;
      this.frame.finding.hidden = finding === "";
      MessageLoop.postMessage(this, CURVES);
    }
    if (all || stale.has("parts") || stale.has("status")) gauge.drawParts();
    if (all || stale.has("feed") || stale.has("status")) gauge.drawFeed();
    if (model.feed.state === "running") this._startFeed();
    else this._stopFeed();
  }

  /** The form is shown where nothing was assessed yet. */
  protected override drawEmpty(): Node | null {
    return null;
  }

  protected override identity(payload: ThreatPayload | null): IdentityFact[] {
    const facts = this.model?.table === null ? [] : super.identity(payload);
    return facts.length > 0 ? facts : [{ text: this.context.trans.__("a typed flow") }];
  }

  protected override connectModel(model: ThreatModel): void {
    model.assessmentChanged.connect(this._onAssessmentChanged, this);
    model.partsChanged.connect(this._onPartsChanged, this);
    model.feedChanged.connect(this._onFeedChanged, this);
  }

  protected override disconnectModel(model: ThreatModel): void {
    model.assessmentChanged.disconnect(this._onAssessmentChanged, this);
    model.partsChanged.disconnect(this._onPartsChanged, this);
    model.feedChanged.disconnect(this._onFeedChanged, this);
  }

  protected override exports(): readonly ExportItem[] {
    const { trans } = this.context;
    const threat = this.model?.payload?.threat ?? null;
    const alerts = this.model?.feed.alerts.length ?? 0;
    return [
      ...(threat === null
        ? []
        : [
            {
              label: trans.__("Assessment (JSON)"),
              run: () =>
                this.saveFile(
                  "assessment.json",
                  new Blob([`${JSON.stringify(threat, null, 2)}\n`], { type: "application/json" }),
                ),
            },
          ]),
      ...(alerts === 0
        ? []
        : [{ label: trans.__("Alerts of the replay (CSV)"), run: () => this._exportAlerts() }]),
    ];
  }

  protected override keys(): readonly (readonly [string, string])[] {
    const { trans } = this.context;
    return [
      ["Tab", trans.__("next field, button or table")],
      ["← →", trans.__("move a slider by a small step")],
      ["PgUp PgDn", trans.__("move a slider by a large step")],
      ["Enter", trans.__("press the button that has the focus: set a field, mark the cited lines")],
      ["Esc", trans.__("close what is open")],
    ];
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.changed("feed");
  }

  protected override onAfterHide(msg: Message): void {
    this._stopFeed();
    super.onAfterHide(msg);
  }

  protected override onBeforeDetach(msg: Message): void {
    this._stopFeed();
    super.onBeforeDetach(msg);
  }

  private _exportAlerts(): void {
    const alerts = this.model?.feed.alerts ?? [];
    if (alerts.length > 0) this.saveFile("alerts.csv", new Blob([alertsCsv(alerts)], { type: "text/csv" }));
  }

  /** A replay goes on only while it can be seen. */
  private _startFeed(): void {
    this._feedClock ??= window.setInterval(() => this.model?.feed.tick(performance.now()), STEP);
  }

  private _stopFeed(): void {
    if (this._feedClock !== null) window.clearInterval(this._feedClock);
    this._feedClock = null;
  }

  private _onAssessmentChanged(): void {
    this.changed("assessment");
  }

  private _onPartsChanged(): void {
    this.changed("parts");
  }

  private _onFeedChanged(): void {
    this.changed("feed");
  }

  private _gauge: GaugeView | null = null;
  private _feedClock: number | null = null;
}

export namespace ThreatWidget {
  export type IOptions = ResultWidget.IOptions<ThreatModel>;
}
