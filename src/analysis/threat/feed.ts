/** Flows that come in over time, cut into windows. */
import type { ThreatLevel, WindowData } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import type { ThreatAssessment } from "./assessment.ts";
import type { ThreatAssessor } from "./assessor.ts";
import { rowsOf } from "./subject.ts";
import { levelOf } from "./verdict.ts";

/** How far back of a window flows are kept: what context and repetition look at. */
export const MEMORY_MS = 600_000;
/** Most flows kept. */
const MOST_KEPT = 200_000;
/** Most alerts of a window. */
const MOST_ALERTS = 50;
const RANK: Readonly<Record<ThreatLevel, number>> = { LOW: 0, NOT_ASSESSABLE: 0, MEDIUM: 1, HIGH: 2 };

/** The flows that began in a span of time, with the worst of them. */
export interface WindowAssessment extends WindowData {
  alerts: { row: number; assessment: ThreatAssessment }[];
}

/** What stays the same over a watch. */
export interface FeedOptions {
  readonly assessor: ThreatAssessor;
  readonly windowMs: number;
  /** Lowest level of an alert. */
  readonly level: "MEDIUM" | "HIGH";
  readonly signal: AbortSignal | undefined;
}

/** The rows of a window that are worth an alert, the one with the most evidence first. */
export function worstFirst(
  rows: readonly number[],
  levels: readonly ThreatLevel[],
  evidence: Float64Array,
  lowest: FeedOptions["level"],
): number[] {
  return rows
    .filter((row) => RANK[levels[row]!] >= RANK[lowest])
    .sort((a, b) => evidence[b]! - evidence[a]! || a - b)
    .slice(0, MOST_ALERTS);
}

/** Level and score of a window: those of its worst flow. */
export function worstOf(
  rows: readonly number[],
  score: Float64Array,
): Pick<WindowAssessment, "flows" | "level" | "score"> {
  let worst = -1;
  for (const row of rows) if (score[row]! > worst) worst = score[row]!;
  return {
    flows: rows.length,
    level: worst < 0 ? "NOT_ASSESSABLE" : levelOf(worst),
    score: Math.max(0, worst),
  };
}

/** Windows of flows in the order of their times. A flow that comes after its window was closed counts in the next one. */
export class Feed {
  readonly #options: FeedOptions;
  #flows: FlowTable | null = null;
  /** Time of each flow, or the end of the last closed window if that is later; epoch ms. */
  #times: number[] = [];
  /** Number of each flow in its source. */
  #rows: number[] = [];
  #seen = 0;
  #closed = -Infinity;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** The latest time of a flow; -Infinity before the first. */
  get newest(): number {
    return this.#times.reduce((latest, time) => Math.max(latest, time), -Infinity);
  }

  /** Whether flows wait for their window to close. */
  get hasOpen(): boolean {
    return this.newest >= this.#closed;
  }

  /**
   * Takes flows in. Those without a time belong to no window and are passed over.
   */
  add(table: FlowTable): void {
    const times = table.column("timestamp");
    const kept: number[] = [];
    for (let row = 0; row < table.rowCount; row++) {
      const time = times.isMissing(row) ? NaN : times.values[row]!;
      if (!Number.isFinite(time)) continue;
      kept.push(row);
      this.#times.push(Math.max(time, this.#closed));
      this.#rows.push(this.#seen + row);
    }
    this.#seen += table.rowCount;
    const some = rowsOf(table, Uint32Array.from(kept));
    const before = this.#flows;
    if (before === null || before.rowCount === 0) this.#flows = some;
    else {
      const joined = FlowTable.concat([before, some]);
      const all = Uint32Array.from({ length: joined.rowCount }, (_, row) => row);
      // Or the provenance would name every piece that ever came.
      this.#flows = rowsOf(joined, all, before.provenance);
    }
  }

  /** The windows that end at or before a time, oldest first; spans without flows are passed over. */
  async *close(until: number): AsyncGenerator<WindowAssessment> {
    const { windowMs } = this.#options;
    for (;;) {
      let first = Infinity;
      for (const time of this.#times) if (time >= this.#closed && time < first) first = time;
      const from = Math.floor(first / windowMs) * windowMs;
      if (first === Infinity || from + windowMs > until) return;
      const window = await this.#assess(from, from + windowMs);
      this.#closed = from + windowMs;
      this.#forget();
      yield window;
    }
  }

  async #assess(from: number, to: number): Promise<WindowAssessment> {
    const { assessor, level, signal } = this.#options;
    const places = [...this.#times.keys()].filter((at) => this.#times[at]! < to);
    const batch = rowsOf(this.#flows!, Uint32Array.from(places));
    const { score, level: levels, evidence } = await assessor.assessAll(batch, { signal });
    const inside = [...places.keys()].filter(
      (at) => this.#times[places[at]!]! >= from && this.#times[places[at]!]! >= this.#closed,
    );
    const alarming = worstFirst(inside, levels, evidence, level);
    const assessments = await assessor.assessRows(batch, alarming, { signal });
    return {
      ...{ from, to },
      ...worstOf(inside, score),
      alerts: alarming.map((at, index) => ({
        row: this.#rows[places[at]!]!,
        assessment: assessments[index]!,
      })),
    };
  }

  /** Lets go of flows that no later window looks back to. */
  #forget(): void {
    const oldest = this.#closed - MEMORY_MS;
    let kept = [...this.#times.keys()].filter((at) => this.#times[at]! >= oldest);
    const open = kept.filter((at) => this.#times[at]! >= this.#closed);
    if (kept.length > MOST_KEPT) {
      const closed = kept.filter((at) => this.#times[at]! < this.#closed);
      kept = [...closed.slice(Math.max(0, closed.length - Math.max(0, MOST_KEPT - open.length))), ...open];
    }
    if (kept.length === this.#times.length) return;
    this.#flows = rowsOf(this.#flows!, Uint32Array.from(kept));
    this.#rows = kept.map((at) => this.#rows[at]!);
    this.#times = kept.map((at) => this.#times[at]!);
  }
}
