import { Signal, type ISignal } from "@lumino/signaling";
import {
  THREAT_MIME,
  type JSONValue,
  type Methods,
  type Row,
  type RuleSet,
  type ThreatData,
  type ThreatPayload,
} from "../../analysis/mod.ts";
import {
  messageOf,
  outOfReach,
  ResultModel,
  workProblem,
  type Connection,
  type NamedHandle,
  type WidgetStatus,
} from "../shared/mod.ts";
import type { FeedAlert } from "./alerts.ts";
import { Assessing, readPayload } from "./assessing.ts";
import { base64Of } from "./base64.ts";
import type { FieldFault, FormField, FormTexts } from "./fields.ts";
import { FlowForm } from "./flow-form.ts";
import { makePageRules } from "./page-rules.ts";
import { PartsSlot } from "./parts.ts";
import type { ChosenParts, PartChoices } from "./parts-view.ts";
import { ReplayFeed } from "./replay-feed.ts";
import type { MakeRules } from "./rules.ts";
import type { Curve } from "./what-if.ts";

/**
 * What the threat gauge shows and does, without a view: the form, its assessment, what would change it, the parts beside the
 * rules, and the replay of a capture.
 *
 * The rules are asked in the page. Once a classifier, an anomaly detector or a baseline is chosen, the service that holds them
 * is asked; where it is out of reach the rules alone answer, and `note` says so.
 */
export class ThreatModel extends ResultModel<ThreatPayload> {
  constructor(options: ThreatModel.IOptions = {}) {
    super({ ...options, mime: THREAT_MIME });
    this._makeRules = options.makeRules ?? makePageRules;
    this._assessing = new Assessing({
      form: this._form,
      trans: this.trans,
      reach: () => ({ service: this.reachable(), assessor: this._parts.assessor, table: this.table }),
      onChange: () => this._onAssessed(),
    });
    this.feed = new ReplayFeed({
      fetch: (offset, limit, level, signal) => this._page(offset, limit, level, signal),
      onChange: () => this._feedChanged.emit(),
      explain: (error) => workProblem(this.trans.__("Replay"), error, this.trans),
    });
    this.ready = this._useRules(null);
  }

  /** The replay of the flows that are open. */
  readonly feed: ReplayFeed;

  /** Settles once the rules can be asked. */
  ready: Promise<void>;

  /** The assessment that is shown; of the last form that could be read. */
  override get payload(): ThreatPayload | null {
    return this._assessing.live ?? super.payload;
  }

  /** The rules need neither kernel nor flows, so an assessment by them alone is never out of reach. */
  override get status(): WidgetStatus {
    const status = super.status;
    return status.kind === "empty" || (status.kind === "viewOnly" && this._isSelfContained())
      ? { kind: "ready" }
      : status;
  }

  override get connection(): Connection {
    const connection = super.connection;
    return connection === "none" || (connection === "viewOnly" && this._isSelfContained())
      ? "page"
      : connection;
  }

  /** What stands in the form. */
  get texts(): FormTexts {
    return this._form.texts;
  }

  /** What has to be mended in the form first. */
  get faults(): ReadonlyMap<FormField, FieldFault> {
    return this._form.faults;
  }

  /** What is known of the flow beside the form. */
  get extras(): Row {
    return this._form.extras;
  }

  /** The assessment of the form as it stands; null while something in it has to be mended, or nothing was assessed yet. */
  get threat(): ThreatData | null {
    return this.faults.size > 0 ? null : (this.payload?.threat ?? null);
  }

  /** The rules that are asked; null until they are ready. */
  get rules(): RuleSet | null {
    return this._assessing.rules?.rules ?? null;
  }

  /** What the reader should know of how it was assessed; "" for nothing. */
  get note(): string {
    return this._assessing.note;
  }

  /** The score along each field by the rules, the others held; none while the form has to be mended. Kept until it changes. */
  get curves(): readonly Curve[] {
    return this._assessing.curves;
  }

  /** Emitted after the form, its assessment or `note` changed. */
  get assessmentChanged(): ISignal<this, void> {
    return this._assessmentChanged;
  }

  /** Emitted after the parts, or what there is to choose from, changed. */
  get partsChanged(): ISignal<this, void> {
    return this._partsChanged;
  }

  /** Emitted after the replay went on. */
  get feedChanged(): ISignal<this, void> {
    return this._feedChanged;
  }

  /** What can be asked beside the rules. */
  get choices(): PartChoices {
    const { table, about } = this;
    const isOpen = this.canChoose && table !== null && about !== null;
    return this._parts.choices(isOpen ? [{ handle: table, name: about.name }] : []);
  }

  /** What is asked beside the rules. */
  get chosen(): ChosenParts {
    return this._parts.chosen;
  }

  /** True when parts can be chosen: something answers for them. */
  get canChoose(): boolean {
    return this.reachable() !== null;
  }

  /** Takes what was typed, slid or chosen in a field, and assesses anew. */
  setField(field: FormField, text: string): void {
    if (!this.isDisposed && this._form.set(field, text)) this._assessing.assess();
  }

  /**
   * Puts a flow of a capture into the form: its fields, and what else the rules can use of it.
   *
   * @param row Its row in the flows that are open: then it is assessed with the flows around it, until a field is changed.
   */
  setFlow(flow: Row, row: number | null = null): void {
    if (this.isDisposed) return;
    this._form.take(flow, row);
    this._assessing.assess();
  }

  /** Leaves out what came with a flow beside the form. */
  dropExtras(): void {
    if (this._form.dropExtras()) this._assessing.assess();
  }

  /** Back to the flow that was shown first: a payload's own, or the defaults. */
  resetForm(): void {
    const payload = super.payload;
    if (payload?.flow) this._form.take(payload.flow, null);
    else this._form.clear();
    if (payload?.threat && payload.assessor === this._parts.assessor) this._assessing.show(payload);
    else this._assessing.assess();
    this._assessmentChanged.emit();
  }

  /** Offers a model that was trained elsewhere on the same service; with `choose` it is asked at once. */
  offerModel(model: NamedHandle, choose = false): Promise<void> {
    this._parts.offer(model);
    this._partsChanged.emit();
    return choose ? this.chooseParts({ ...this.chosen, model: model.handle }) : Promise.resolve();
  }

  /**
   * Asks these parts beside the rules from now on.
   *
   * @returns A promise that never rejects: a failure is in `status`, and what was asked before goes on being asked.
   */
  async chooseParts(parts: ChosenParts): Promise<void> {
    const { model, anomaly, baseline } = parts;
    if (model === null && anomaly === null && baseline === null) {
      this._parts.take(null, parts, this.reachable());
      this._partsChanged.emit();
      this._assessing.assess();
      return;
    }
    const { rules } = this;
    const params: Methods["assessor"][0] = {
      ...(model === null ? {} : { model }),
      ...(anomaly === null ? {} : { anomaly }),
      ...(baseline === null ? {} : { baseline }),
      ...(rules === null ? {} : { rules: rules as unknown as JSONValue }),
    };
    await this.run(
      this.trans.__("Preparing the assessor"),
      (service, run) => service.call("assessor", params, run),
      (data) => {
        this._parts.take(readPayload(data).assessor, parts, this.reachable());
        this._assessing.assess();
      },
    );
    // A choice that failed is taken back in the lists.
    this._partsChanged.emit();
  }

  /** Reads a model file and asks its model beside the rules. */
  async openModel(file: File): Promise<void> {
    const opened: NamedHandle[] = [];
    await this.run(
      this.trans.__("Loading %1", file.name),
      async (service, run) => service.call("open", { base64: await base64Of(file) }, run),
      ({ model, name }) => opened.push({ handle: model, name: name === "" ? file.name : name }),
    );
    for (const model of opened) {
      this._parts.own(model);
      await this.offerModel(model, true);
    }
  }

  /** Reads a capture of ordinary traffic and asks how a flow differs from it. */
  async openBaseline(file: File): Promise<void> {
    const opened: NamedHandle[] = [];
    await this.run(
      this.trans.__("Opening %1", file.name),
      (service, run) => service.call("load", { source: file }, run),
      ({ table }) => opened.push({ handle: table, name: file.name }),
    );
    for (const table of opened) {
      this._parts.own(table);
      this._parts.offerTable(table);
      await this.chooseParts({ ...this.chosen, baseline: table.handle });
    }
  }

  /** Puts the flow of an alert into the form, with its assessment; what the alert does not have is fetched. */
  async assessAlert({ row, flow, assessment, code }: FeedAlert): Promise<void> {
    const { table, rules, payload } = this;
    if (flow === null) {
      if (table === null) return;
      await this.run(
        this.trans.__("Fetching row %1", String(row)),
        (service, run) => service.call("rows", { table, where: { rows: [row] }, offset: 0, limit: 1 }, run),
        ({ columns, cells }) =>
          this.setFlow(Object.fromEntries(columns.map((name, at) => [name, cells[0]?.[at] ?? null])), row),
      );
      return;
    }
    // An alert too old to have its assessment still has its flow.
    if (assessment === null) {
      this.setFlow(flow, row);
      return;
    }
    const { assessor } = this._parts;
    const parts = payload?.parts ?? { classifier: null, anomaly: null, baseline: null };
    const known = { type: "threat", version: 1, reduced: [], table, assessor, flow, rules, parts, code };
    try {
      const shown = readPayload({ ...known, threat: assessment } as unknown as JSONValue);
      this._form.take(flow, row);
      this._assessing.show(shown);
      this._assessmentChanged.emit();
    } catch (error) {
      this.fail(workProblem(this.trans.__("Showing row %1", String(row)), error, this.trans));
    }
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.feed.stop();
    this._assessing.clear();
    this._parts.dispose(this.reachable());
    super.dispose();
  }

  protected override onShow(payload: ThreatPayload | null): void {
    this.feed.stop();
    this._parts.reset(payload, this.reachable());
    this._partsChanged.emit();
    if (payload === null) {
      this._assessing.assess();
      return;
    }
    this._assessing.clear();
    if (payload.flow !== null) this._form.take(payload.flow, null);
    this.ready = this._useRules(payload.rules);
  }

  protected override onReach(): void {
    this._partsChanged.emit();
    this._feedChanged.emit();
  }

  protected override onReset(): void {
    this.feed.stop();
    this.resetForm();
  }

  /** Makes a rule sheet ready and assesses by it what no payload has assessed. */
  private async _useRules(rules: RuleSet | null): Promise<void> {
    try {
      const made = await this._makeRules(rules);
      if (this.isDisposed) return;
      this._assessing.rules = made;
      if (this.payload?.threat) this._assessmentChanged.emit();
      else this._assessing.assess();
    } catch (error) {
      if (this.isDisposed) return;
      this.fail({
        what: this.trans.__("The rules cannot be asked."),
        why: messageOf(error),
        remedy: this.trans.__("Mend the rule sheet that is named, or leave it out to use the library's own."),
      });
    }
  }

  /** The first assessment brings what can be done with it: its code, its export. */
  private _onAssessed(): void {
    this._assessmentChanged.emit();
    const isShown = this.payload !== null;
    if (isShown === this._isShown) return;
    this._isShown = isShown;
    this.emitStatus();
  }

  private _page(
    offset: number,
    limit: number,
    level: "MEDIUM" | "HIGH",
    signal: AbortSignal,
  ): Promise<Methods["replay"][1]> {
    const service = this.reachable();
    const { table } = this;
    if (service === null || table === null) return Promise.reject(outOfReach(this.trans));
    const { assessor } = this._parts;
    return service.call(
      "replay",
      { table, offset, limit, level, ...(assessor === null ? {} : { assessor }) },
      { signal },
    );
  }

  /** True when what is shown was made by rules alone and has no flows behind it. */
  private _isSelfContained(): boolean {
    return this._parts.assessor === null && this.table === null;
  }

  private readonly _makeRules: MakeRules;
  private readonly _form = new FlowForm();
  private readonly _parts = new PartsSlot();
  private readonly _assessing: Assessing;
  private _isShown = false;
  private readonly _assessmentChanged = new Signal<this, void>(this);
  private readonly _partsChanged = new Signal<this, void>(this);
  private readonly _feedChanged = new Signal<this, void>(this);
}

export namespace ThreatModel {
  export interface IOptions extends ResultModel.IOptions {
    /** Makes rule sheets ready; the library's when left out. */
    makeRules?: MakeRules;
  }
}
