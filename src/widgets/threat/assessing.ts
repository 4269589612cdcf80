import type { TranslationBundle } from "@jupyterlab/translation";
import {
  formatCount,
  THREAT_MIME,
  validatePayload,
  type AnalysisService,
  type JSONValue,
  type Methods,
  type Row,
  type TableHandle,
  type ThreatPayload,
} from "../../analysis/mod.ts";
import { messageOf, outOfReach } from "../shared/mod.ts";
import { AskQueue } from "./ask-queue.ts";
import type { FlowForm } from "./flow-form.ts";
import type { PageRules } from "./rules.ts";
import { curvesOf, type Curve } from "./what-if.ts";

/** Who is asked about a flow, now. */
export interface Reach {
  service: AnalysisService | null;
  /** Handle of an assessor that knows more than the rules. */
  assessor: string | null;
  table: TableHandle | null;
}

/**
 * Assesses the form: by the rules in the page, or by the service where it has more to ask, a classifier or the capture around the
 * flow. Where the service does not answer the rules do, and `note` says so.
 */
export class Assessing {
  constructor(options: Assessing.IOptions) {
    this._options = options;
    this._queue = new AskQueue<ThreatPayload>({
      ask: (flow) => this._askService(flow),
      done: (payload) => {
        this.show(payload);
        options.onChange();
      },
      failed: (error, flow) => {
        this._byRules(flow, options.trans.__("By the rules alone: %1", messageOf(error)));
        options.onChange();
      },
    });
  }

  /** The last assessment that was made here; null before the first. */
  get live(): ThreatPayload | null {
    return this._live;
  }

  /** What the reader should know of how it was made; "" for nothing. */
  get note(): string {
    return this._note;
  }

  /** The rules that answer in the page; null until they are ready. */
  get rules(): PageRules | null {
    return this._rules;
  }
  set rules(rules: PageRules | null) {
    this._rules = rules;
    this._curves = null;
  }

  /** The score along each field by the rules, the others held; none while the form has to be mended. Kept until it changes. */
  get curves(): readonly Curve[] {
    const { form } = this._options;
    const rules = this._rules;
    if (rules === null || form.faults.size > 0) return [];
    this._curves ??= curvesOf((flow) => rules.ask(flow), form.flow);
    return this._curves;
  }

  /** Assesses the form as it stands; a form that has to be mended keeps the assessment before. */
  assess(): void {
    this._curves = null;
    const { form, trans } = this._options;
    if (form.faults.size === 0) {
      const { service, assessor } = this._options.reach();
      const isAlone = assessor === null && form.row === null;
      if (!isAlone && service !== null) this._queue.push(form.flow);
      else {
        const why = trans.__("the classifier, detector or capture of this view is out of reach.");
        this._byRules(form.flow, isAlone ? "" : trans.__("By the rules alone: %1", why));
      }
    }
    this._options.onChange();
  }

  /** Shows an assessment of the form that was made elsewhere. */
  show(payload: ThreatPayload): void {
    const { form, trans } = this._options;
    this._queue.clear();
    this._curves = null;
    this._live = payload;
    this._note =
      form.row === null
        ? ""
        : trans.__(
            "Row %1, assessed with the flows around it. Once a field is changed the flow is assessed by itself.",
            formatCount(form.row),
          );
  }

  /** Forgets what was assessed, and what is still asked. */
  clear(): void {
    this._queue.clear();
    this._curves = null;
    this._live = null;
    this._note = "";
  }

  private _byRules(flow: Row, note: string): void {
    this._queue.clear();
    try {
      this._live = this._rules?.assess(flow) ?? this._live;
      this._note = note;
    } catch (error) {
      this._note = messageOf(error);
    }
  }

  private async _askService(flow: Row): Promise<ThreatPayload> {
    const { form, trans, reach } = this._options;
    const { service, assessor, table } = reach();
    if (service === null) throw outOfReach(trans);
    const params: Methods["assess"][0] = {
      flow,
      ...(assessor === null ? {} : { assessor }),
      ...(form.row === null || table === null ? {} : { table, row: form.row }),
    };
    return readPayload(await service.call("assess", params));
  }

  private readonly _options: Assessing.IOptions;
  private readonly _queue: AskQueue<ThreatPayload>;
  private _rules: PageRules | null = null;
  private _live: ThreatPayload | null = null;
  private _note = "";
  private _curves: readonly Curve[] | null = null;
}

export namespace Assessing {
  export interface IOptions {
    form: FlowForm;
    trans: TranslationBundle;
    reach: () => Reach;
    /** Called after the assessment or the form changed. */
    onChange: () => void;
  }
}

/**
 * A service's answer as a payload that can be drawn.
 *
 * @throws {TypeError} When it is none.
 */
export function readPayload(data: JSONValue): ThreatPayload {
  const checked = validatePayload(THREAT_MIME, data);
  if (!checked.ok) throw new TypeError(`Cannot show the assessment: ${checked.errors.join("; ")}`);
  return checked.payload;
}
