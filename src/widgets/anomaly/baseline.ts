/** What a detection is measured against: nothing but the flows themselves, a part of them, or other flows. */
import type { TranslationBundle } from "@jupyterlab/translation";
import {
  formatCount,
  formatTime,
  visibleText,
  type AnalysisService,
  type AnomaliesPayload,
  type Filter,
  type JSONValue,
  type RunOptions,
  type TableHandle,
} from "../../analysis/mod.ts";
import type { NamedHandle } from "../shared/mod.ts";

/** Before the handle of flows that were chosen. */
const TABLE = "table:";

/** The choice of flows by their handle. */
export function tableChoice(handle: TableHandle): string {
  return `${TABLE}${handle}`;
}

/** A choice as it stands in the form: "" for none, "normal", "before", or flows by their handle. */
export interface BaselineChoice {
  baseline: string;
  /** A time as typed, for "before". */
  before: string;
}

/** What a shown result was measured against, as far as a new run can be measured against it, too. */
export interface UsedBaseline extends BaselineChoice {
  handle: TableHandle;
}

/** The flows that can be a baseline, and the handles that have to be given back. */
export class Baselines {
  /** Flows that were opened to be one. */
  get tables(): readonly NamedHandle[] {
    return this._tables;
  }

  /** Adds flows to choose from; `isOwn` where they were opened for this. */
  offer(table: NamedHandle, service: AnalysisService, isOwn: boolean): void {
    this._follow(service);
    this._tables = [...this._tables.filter(({ handle }) => handle !== table.handle), table];
    if (isOwn) this._own.add(table.handle);
  }

  /**
   * The table of a choice, where it is one.
   *
   * @param table The flows that are measured, for a part of them.
   */
  async handleOf(
    service: AnalysisService,
    table: TableHandle,
    choice: BaselineChoice,
    run: RunOptions,
  ): Promise<TableHandle | null> {
    this._follow(service);
    if (choice.baseline.startsWith(TABLE)) return choice.baseline.slice(TABLE.length);
    const where = filterOf(choice);
    if (where === null) return null;
    const part = await service.call("filter", { table, where }, run);
    if (part.table !== table) this._own.add(part.table);
    return part.table;
  }

  /** What a result was measured against; undefined for one that was not made here. */
  usedFor(payload: object): UsedBaseline | undefined {
    return this._used.get(payload);
  }

  /** Remembers what a result was measured against. */
  remember(payload: object, used: UsedBaseline): void {
    this._used.set(payload, used);
  }

  /** Gives back what was made for this view. */
  dispose(): void {
    const { _service: service, _own: own } = this;
    // What cannot be given back is gone with its service, so a failure has nothing to tell.
    if (service !== null && own.size > 0)
      service.call("release", { handles: [...own] }).catch(() => undefined);
    this._own = new Set();
    this._tables = [];
  }

  /** Handles are of one service; another one has none of them. */
  private _follow(service: AnalysisService): void {
    if (service === this._service) return;
    this.dispose();
    this._service = service;
  }

  private _service: AnalysisService | null = null;
  private _tables: readonly NamedHandle[] = [];
  private _own = new Set<TableHandle>();
  private readonly _used = new WeakMap<object, UsedBaseline>();
}

function filterOf({ baseline, before }: BaselineChoice): Filter | null {
  if (baseline === "normal") return { column: "is_attack", op: "==", value: false };
  const time = baseline === "before" ? timeOf(before) : null;
  return time === null ? null : { column: "timestamp", op: "<", value: time };
}

/** A time as typed, in UTC where it does not say otherwise, as epoch ms; null for what is none. */
export function timeOf(typed: string): number | null {
  const [, day, time = "", zone = "Z"] =
    /^\s*(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?\s*(Z|[+-]\d{2}:\d{2})?\s*$/i.exec(
      typed,
    ) ?? [];
  const ms =
    day === undefined ? NaN : Date.parse(`${day}T${time === "" ? "00:00" : time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? null : ms;
}

/** What a shown result was calibrated on, in words; "" where it was measured without a baseline. */
export function calibrationText(trans: TranslationBundle, { anomalies }: AnomaliesPayload): string {
  const { source, rows, parameters } = objectOf(objectOf(anomalies.provenance.parameters)["baseline"]);
  if (anomalies.mode !== "reference" || typeof rows !== "number") return "";
  const name = objectOf(source)["name"];
  const { steps } = objectOf(parameters);
  const flows = trans._n("%2 flow", "%2 flows", rows, formatCount(rows));
  const said = (Array.isArray(steps) ? steps : []).map((step) => stepText(trans, step)).join(", ");
  const of = visibleText(typeof name === "string" ? name : "", 80);
  return said === ""
    ? trans.__("%1 of %2", flows, of)
    : trans.__("%1 of %2 (%3)", flows, of, visibleText(said, 160));
}

/** How a part of flows was taken: the ways of this form in words, others by the name of the step. */
function stepText(trans: TranslationBundle, step: JSONValue): string {
  const [kind = "", value] = Object.entries(objectOf(step))[0] ?? [];
  const { column, op, value: bound } = objectOf(value);
  if (kind === "filter" && column === "is_attack" && op === "==" && bound === false)
    return trans.__("labelled normal");
  if (kind === "filter" && column === "timestamp" && op === "<" && typeof bound === "number")
    return trans.__("before %1", formatTime(bound));
  return kind === "sample" ? trans.__("a sample") : trans.__("chosen by “%1”", kind);
}

function objectOf(value: JSONValue | undefined): Readonly<Record<string, JSONValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
