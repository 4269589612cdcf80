import type { AnalysisService, ThreatPayload } from "../../analysis/mod.ts";
import type { NamedHandle } from "../shared/mod.ts";
import type { ChosenParts, PartChoices } from "./parts-view.ts";

const NONE: ChosenParts = { model: null, anomaly: null, baseline: null };

/** What there is to ask beside the rules, what is asked, and the handles that have to be given back. */
export class PartsSlot {
  /** Handle of the assessor that has the chosen parts; null where the rules are asked alone. */
  get assessor(): string | null {
    return this._assessor;
  }

  get chosen(): ChosenParts {
    return this._chosen;
  }

  /** @param tables The flows that are open. */
  choices(tables: readonly NamedHandle[]): PartChoices {
    return { models: this._models, tables: distinct([...tables, ...this._tables]) };
  }

  /** Adds a model to choose from. */
  offer(model: NamedHandle): void {
    this._models = distinct([...this._models, model]);
  }

  /** Adds flows to choose from. */
  offerTable(table: NamedHandle): void {
    this._tables = distinct([...this._tables, table]);
  }

  /** Remembers a handle that was made for this view, to give it back at its end. */
  own({ handle }: NamedHandle): void {
    this._own.push(handle);
  }

  /** Asks another assessor from now on; the one before is given back. */
  take(assessor: string | null, chosen: ChosenParts, service: AnalysisService | null = null): void {
    if (this._made !== null && this._made !== assessor) release(service, [this._made]);
    this._assessor = assessor;
    this._made = assessor;
    this._service = service;
    this._chosen = chosen;
  }

  /** Goes on with a payload's own assessor; without a payload with what is asked already, as long as the same service has it. */
  reset(payload: ThreatPayload | null, service: AnalysisService | null): void {
    if (payload === null && this._made !== null && service !== null && service === this._service) return;
    this._assessor = payload?.assessor ?? null;
    this._made = null;
    this._chosen = NONE;
  }

  /** Gives back what was made for this view. */
  dispose(service: AnalysisService | null): void {
    release(service, this._made === null ? this._own : [...this._own, this._made]);
    this._own = [];
    this._made = null;
  }

  private _assessor: string | null = null;
  /** The assessor, where it was made for this view. */
  private _made: string | null = null;
  private _service: AnalysisService | null = null;
  private _chosen: ChosenParts = NONE;
  private _models: readonly NamedHandle[] = [];
  private _tables: readonly NamedHandle[] = [];
  private _own: string[] = [];
}

function distinct(handles: readonly NamedHandle[]): NamedHandle[] {
  return handles.filter(({ handle }, at) => handles.findIndex((other) => other.handle === handle) === at);
}

/** What cannot be given back is gone with its service, so a failure has nothing to tell. */
function release(service: AnalysisService | null, handles: readonly string[]): void {
  if (service !== null && handles.length > 0)
    service.call("release", { handles: [...handles] }).catch(() => undefined);
}
