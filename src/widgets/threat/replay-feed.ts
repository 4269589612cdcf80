import type { JSONValue, ThreatLevel } from "../../analysis/mod.ts";
import { codeOf, type Problem } from "../shared/mod.ts";
import { readAlert, type FeedAlert } from "./alerts.ts";
import { levelFrom, rankOf } from "./levels.ts";

/** Assessments of consecutive flows, in the order of their times. */
export interface FeedPage {
  total: number;
  /** Their numbers in the table. */
  rows: readonly number[];
  /** Null where a flow is not assessable. */
  scores: readonly (number | null)[];
  levels: readonly string[];
  times: readonly (number | null)[];
  /** The last of those at or above the level that is watched. */
  alerts: readonly JSONValue[];
}

/** The flows that went by in one part of the capture. */
export interface Bucket {
  flows: number;
  medium: number;
  high: number;
  /** Of the worst flow; 0 where none went by. */
  score: number;
  level: ThreatLevel;
}

export type FeedState = "stopped" | "running" | "paused" | "done";

/** The level that flows are reported from. */
export type WatchLevel = "MEDIUM" | "HIGH";

/** Flows a second. */
export const SPEEDS = [10, 100, 1000, 5000] as const;

/** Parts of the capture in the history strip, at most. */
const BUCKETS = 200;
/** Alerts that are kept, at most: the newest. */
export const KEPT_ALERTS = 5000;
/** The newest of them, whose assessments are kept whole. */
export const LISTED_ALERTS = 50;
/** Flows fetched at a time: as many as a service can say all of, were each an alert; more where they go by faster than one reads. */
const PAGE = 125;
const FAST_PAGE = 500;
const FAST = 1000;
const LEAST_AHEAD = 100;
/** A pause longer than this, as of a sleeping machine, is not made up for. ms. */
const LONGEST_STEP = 500;

/**
 * Plays a table as a live feed: rows go by at a speed, their assessments are fetched ahead in pages.
 *
 * What it holds is bounded whatever the capture's size: a strip of parts, the newest alerts, two pages of scores.
 */
export class ReplayFeed {
  constructor(options: ReplayFeed.IOptions) {
    this._options = options;
  }

  get state(): FeedState {
    return this._state;
  }

  /** Flows that have gone by. */
  get position(): number {
    return this._position;
  }

  /** Flows in the capture; 0 until the first page is here. */
  get total(): number {
    return this._total;
  }

  /** Time of the flow that went by last, epoch ms; null where it has none. */
  get time(): number | null {
    return this._time;
  }

  /** The flow that went by last. */
  get latest(): { score: number; level: ThreatLevel } | null {
    return this._latest;
  }

  /** Parts of the capture in order; those that are still to come are empty. */
  get buckets(): readonly Bucket[] {
    return this._buckets;
  }

  /** The newest alerts, the latest first. */
  get alerts(): readonly FeedAlert[] {
    return this._alerts;
  }

  /** Alerts in all, also those that are no longer kept. */
  get alertCount(): number {
    return this._alertCount;
  }

  /** Flows of each level that have gone by. */
  get counts(): Readonly<Record<ThreatLevel, number>> {
    return this._counts;
  }

  /** Why it stopped by itself; null when it did not. */
  get problem(): Problem | null {
    return this._problem;
  }

  /** Flows a second. */
  get speed(): number {
    return this._speed;
  }
  set speed(speed: number) {
    this._speed = Math.max(1, speed);
    this._options.onChange();
  }

  /** The level that flows are reported from; another one starts the replay anew. */
  get watched(): WatchLevel {
    return this._watched;
  }
  set watched(level: WatchLevel) {
    if (level === this._watched) return;
    this._watched = level;
    this.stop();
  }

  /** Begins, or goes on where it was paused; at the end it begins again. */
  start(now: number): void {
    if (this._state === "running") return;
    if (this._state === "done" || this._state === "stopped") this._clear();
    this._state = "running";
    this._problem = null;
    this._last = now;
    this._fetch();
    this._options.onChange();
  }

  pause(): void {
    if (this._state !== "running") return;
    this._state = "paused";
    this._options.onChange();
  }

  /** Ends and forgets. */
  stop(): void {
    this._abort?.abort();
    this._abort = null;
    this._state = "stopped";
    this._clear();
    this._options.onChange();
  }

  /** Lets the flows go by that are due. */
  tick(now: number): void {
    if (this._state !== "running") return;
    const step = Math.min(LONGEST_STEP, Math.max(0, now - this._last));
    this._last = now;
    this._due += (step * this._speed) / 1000;
    const going = Math.min(Math.floor(this._due), this._ahead.length - this._read);
    this._due = Math.min(this._due - going, this._speed);
    for (let row = 0; row < going; row++) this._goBy();
    if (this._total > 0 && this._position >= this._total) this._state = "done";
    else this._fetch();
    this._options.onChange();
  }

  private _goBy(): void {
    const flow = this._ahead[this._read];
    if (flow === undefined) return;
    this._read += 1;
    const { score, level, time } = flow;
    const bucket = this._buckets[Math.floor((this._position * this._buckets.length) / this._total)];
    if (bucket !== undefined) {
      bucket.flows += 1;
      if (level === "MEDIUM") bucket.medium += 1;
      if (level === "HIGH") bucket.high += 1;
      if (bucket.flows === 1 || score > bucket.score) {
        bucket.score = score;
        bucket.level = level;
      }
    }
    this._counts[level] += 1;
    this._time = time ?? this._time;
    this._latest = { score, level };
    const alert = flow.alert;
    if (alert !== null) {
      this._alertCount += 1;
      this._alerts.unshift(alert);
      if (this._alerts.length > KEPT_ALERTS) this._alerts.pop();
      const old = this._alerts[LISTED_ALERTS];
      if (old !== undefined) this._alerts[LISTED_ALERTS] = { ...old, assessment: null };
    }
    this._position += 1;
  }

  /** Asks for the next page when less than a second of flows is left. */
  private _fetch(): void {
    const left = this._ahead.length - this._read;
    const next = this._position + left;
    const isEnough = left >= Math.max(LEAST_AHEAD, this._speed);
    if (this._abort !== null || isEnough || (this._total > 0 && next >= this._total)) return;
    const abort = new AbortController();
    this._abort = abort;
    const page = this._speed > FAST ? FAST_PAGE : PAGE;
    this._options.fetch(next, page, this._watched, abort.signal).then(
      (answer) => {
        if (this._abort !== abort) return;
        this._abort = null;
        this._take(answer, next);
      },
      (error: unknown) => {
        if (this._abort !== abort) return;
        this._abort = null;
        if (codeOf(error) === "CANCELLED") return;
        this._problem = this._options.explain(error);
        this._state = "paused";
        this._options.onChange();
      },
    );
  }

  private _take(page: FeedPage, offset: number): void {
    if (this._total === 0) {
      this._total = page.total;
      this._buckets = Array.from({ length: Math.min(BUCKETS, page.total) }, () => ({
        flows: 0,
        medium: 0,
        high: 0,
        score: 0,
        level: "LOW" as const,
      }));
    }
    const alerts = new Map<number, FeedAlert>();
    for (const data of page.alerts) {
      const alert = readAlert(data, null);
      if (alert !== null) alerts.set(alert.row, alert);
    }
    const least = rankOf(this._watched);
    const fresh = page.scores.map((score, at): Private.IFlow => {
      const time = page.times[at] ?? null;
      const row = page.rows[at] ?? offset + at;
      const level = levelFrom(page.levels[at] ?? "");
      const known = { row, time, level, score: score ?? 0 };
      const alert = alerts.get(row);
      return {
        ...known,
        alert:
          rankOf(level) < least
            ? null
            : alert === undefined
              ? { ...known, reasons: [], flow: null, assessment: null, code: "" }
              : { ...alert, time: alert.time ?? time },
      };
    });
    this._ahead = [...this._ahead.slice(this._read), ...fresh];
    this._read = 0;
    // A table that ends before it said so is over.
    if (fresh.length === 0) this._total = this._position + this._ahead.length;
    if (this._total === 0) this._state = "done";
    else if (this._state === "running") this._fetch();
    this._options.onChange();
  }

  private _clear(): void {
    this._ahead = [];
    this._read = 0;
    this._position = 0;
    this._total = 0;
    this._due = 0;
    this._time = null;
    this._latest = null;
    this._buckets = [];
    this._alerts = [];
    this._alertCount = 0;
    this._counts = { LOW: 0, MEDIUM: 0, HIGH: 0, NOT_ASSESSABLE: 0 };
    this._problem = null;
  }

  private readonly _options: ReplayFeed.IOptions;
  private _state: FeedState = "stopped";
  private _speed: number = SPEEDS[1];
  private _watched: WatchLevel = "MEDIUM";
  private _ahead: Private.IFlow[] = [];
  private _read = 0;
  private _position = 0;
  private _total = 0;
  private _due = 0;
  private _last = 0;
  private _time: number | null = null;
  private _latest: { score: number; level: ThreatLevel } | null = null;
  private _buckets: Bucket[] = [];
  private _alerts: FeedAlert[] = [];
  private _alertCount = 0;
  private _counts: Record<ThreatLevel, number> = { LOW: 0, MEDIUM: 0, HIGH: 0, NOT_ASSESSABLE: 0 };
  private _problem: Problem | null = null;
  private _abort: AbortController | null = null;
}

export namespace ReplayFeed {
  export interface IOptions {
    /** Assessments of the rows from `offset` on. */
    fetch: (offset: number, limit: number, level: WatchLevel, signal: AbortSignal) => Promise<FeedPage>;
    /** Called after anything changed. */
    onChange: () => void;
    explain: (error: unknown) => Problem;
  }
}

namespace Private {
  /** A flow that was fetched and has not gone by yet. */
  export interface IFlow {
    score: number;
    level: ThreatLevel;
    time: number | null;
    alert: FeedAlert | null;
  }
}

/** The worst level among some buckets. */
export function worstOf(buckets: readonly Bucket[]): ThreatLevel | null {
  let worst: ThreatLevel | null = null;
  for (const { flows, level } of buckets) {
    if (flows > 0 && (worst === null || rankOf(level) > rankOf(worst))) worst = level;
  }
  return worst;
}
