import type { TranslationBundle } from "@jupyterlab/translation";
import { endpointText, formatCount, formatTime, visibleText } from "../../analysis/mod.ts";
import { button, fill, h, nextId, s, setEnabled, type ViewContext } from "../shared/mod.ts";
import type { FeedAlert } from "./alerts.ts";
import { levelClass, levelWord, scoreText, SHAPES } from "./levels.ts";
import {
  KEPT_ALERTS,
  LISTED_ALERTS,
  SPEEDS,
  worstOf,
  type Bucket,
  type ReplayFeed,
  type WatchLevel,
} from "./replay-feed.ts";
import { levelMark } from "./verdicts.ts";

const HEIGHT = 40;

/** What the replay can ask for. */
export interface ReplayActions {
  start: () => void;
  pause: () => void;
  stop: () => void;
  speed: (flowsPerSecond: number) => void;
  watch: (level: WatchLevel) => void;
  assess: (alert: FeedAlert) => void;
  exportAlerts: () => void;
}

/** A capture as a live feed: start, pause and speed, the strip of what went by, and the log of alerts. */
export class ReplayView {
  constructor(context: ViewContext, actions: ReplayActions) {
    const { trans, delegate } = context;
    this._context = context;
    this._actions = actions;
    this._start = button(context, trans.__("Start"), actions.start);
    this._pause = button(context, trans.__("Pause"), actions.pause);
    this._stop = button(context, trans.__("Stop"), actions.stop);
    this._export = button(context, trans.__("Export alerts"), actions.exportAlerts, {
      title: trans.__("A CSV file that is safe to open in a spreadsheet"),
    });
    const speedId = nextId();
    this._speed = h(
      "select",
      { id: speedId, class: "jp-TrafficLab-input" },
      ...SPEEDS.map((speed) =>
        h("option", { value: speed, text: trans.__("%1 flows a second", formatCount(speed)) }),
      ),
    );
    delegate.on(this._speed, "change", () => {
      actions.speed(Number(this._speed.value));
      return true;
    });
    const watchId = nextId();
    this._watch = h(
      "select",
      { id: watchId, class: "jp-TrafficLab-input" },
      h("option", { value: "MEDIUM", text: trans.__("MEDIUM and HIGH") }),
      h("option", { value: "HIGH", text: trans.__("HIGH alone") }),
    );
    delegate.on(this._watch, "change", () => {
      actions.watch(this._watch.value === "HIGH" ? "HIGH" : "MEDIUM");
      return true;
    });
    this._now = h("p", { class: "jp-ThreatWidget-now" });
    this._strip = h("div", { class: "jp-ThreatWidget-strip" });
    this._problem = h("p", { class: "jp-ThreatWidget-fault", role: "alert", hidden: true });
    this._log = h("div", {
      class: "jp-TrafficLab-scroll",
      role: "region",
      tabindex: 0,
      "aria-label": trans.__("Alerts of the replay"),
    });
    this._logNote = h("p", { class: "jp-TrafficLab-note" });
    this._name = h("p", { class: "jp-TrafficLab-note" });
    this.node = h(
      "section",
      { class: "jp-ThreatWidget-replay", "aria-label": trans.__("Replay of the capture") },
      h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Replay") }),
      this._name,
      h(
        "div",
        { class: "jp-ThreatWidget-replayBar" },
        this._start,
        this._pause,
        this._stop,
        h("label", { for: speedId, text: trans.__("Speed") }),
        this._speed,
        h("label", { for: watchId, text: trans.__("Alert on") }),
        this._watch,
        this._export,
      ),
      this._problem,
      this._now,
      this._strip,
      this._log,
      this._logNote,
    );
  }

  readonly node: HTMLElement;

  /** @param name Of the capture; null where there is none within reach. */
  draw(feed: ReplayFeed, name: string | null): void {
    const { trans } = this._context;
    const { state } = feed;
    this._name.textContent =
      name === null
        ? trans.__("Open a capture to replay it as a live feed.")
        : trans.__("%1; each flow is assessed with the flows around it.", visibleText(name));
    for (const part of [this._start, this._pause, this._stop, this._export])
      part.parentElement?.toggleAttribute("hidden", name === null);
    setEnabled(this._start, state !== "running");
    setEnabled(this._pause, state === "running");
    setEnabled(this._stop, state !== "stopped");
    setEnabled(this._export, feed.alerts.length > 0);
    const begin = state === "paused" ? trans.__("Go on") : trans.__("Start");
    if (this._start.textContent !== begin) this._start.textContent = begin;
    if (this._speed.value !== String(feed.speed)) this._speed.value = String(feed.speed);
    if (this._watch.value !== feed.watched) this._watch.value = feed.watched;
    this._problem.hidden = feed.problem === null;
    const problem =
      feed.problem === null ? "" : `${feed.problem.what} ${feed.problem.why} ${feed.problem.remedy}`;
    if (this._problem.textContent !== problem) this._problem.textContent = problem;
    this._now.textContent = nowSentence(trans, feed);
    this._now.hidden = state === "stopped";
    this._drawStrip(feed);
    this._drawLog(feed);
    if (this._said !== state) {
      if (state === "done") this._context.announce(stripSentence(trans, feed));
      this._said = state;
    }
  }

  private _drawStrip(feed: ReplayFeed): void {
    const { buckets } = feed;
    if (buckets.length === 0) {
      fill(this._strip);
      return;
    }
    const filled = buckets.flatMap((bucket, at) => (bucket.flows === 0 ? [] : [mark(bucket, at)]));
    const at = (feed.position / Math.max(1, feed.total)) * buckets.length;
    fill(
      this._strip,
      s(
        "svg",
        {
          class: "jp-ThreatWidget-stripDrawing",
          viewBox: `0 0 ${buckets.length} ${HEIGHT}`,
          preserveAspectRatio: "none",
          role: "img",
          "aria-label": stripSentence(this._context.trans, feed),
          focusable: "false",
        },
        ...[25, 50].map((score) =>
          s("line", {
            class: "jp-ThreatWidget-stripEdge",
            x1: 0,
            x2: buckets.length,
            y1: yOf(score),
            y2: yOf(score),
          }),
        ),
        ...filled,
        s("line", { class: "jp-ThreatWidget-stripNow", x1: at, x2: at, y1: 0, y2: HEIGHT }),
      ),
    );
  }

  /** The log is drawn anew only when an alert came, so that a pressed button stays where it is. */
  private _drawLog(feed: ReplayFeed): void {
    const { trans } = this._context;
    const newest = feed.alerts[0] ?? null;
    this._log.hidden = feed.alerts.length === 0;
    const listed = Math.min(LISTED_ALERTS, feed.alerts.length);
    this._logNote.textContent =
      feed.state === "stopped"
        ? ""
        : feed.alertCount === 0
          ? trans.__("No alert so far.")
          : feed.alertCount > KEPT_ALERTS
            ? trans.__(
                "%1 alerts; the newest %2 are listed, the newest %3 are kept for export.",
                formatCount(feed.alertCount),
                formatCount(listed),
                formatCount(KEPT_ALERTS),
              )
            : trans._n(
                "%2 alert, the newest %3 listed.",
                "%2 alerts, the newest %3 listed.",
                feed.alertCount,
                formatCount(feed.alertCount),
                formatCount(listed),
              );
    if (newest === this._newest) return;
    this._newest = newest;
    const hadFocus = this._log.contains(document.activeElement) && document.activeElement !== this._log;
    const heads = [
      [trans.__("level"), false],
      [trans.__("score"), true],
      [trans.__("go to"), false],
      [trans.__("row"), true],
      [trans.__("time"), false],
      [trans.__("flow"), false],
      [trans.__("main reasons"), false],
    ] as const;
    fill(
      this._log,
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map(([text, isNumber]) =>
              h("th", { scope: "col", class: isNumber ? "" : "jp-mod-text", text }),
            ),
          ),
        ),
        h("tbody", {}, ...feed.alerts.slice(0, LISTED_ALERTS).map((alert) => this._alert(alert))),
      ),
    );
    if (hadFocus) this._log.focus({ preventScroll: true });
  }

  private _alert(alert: FeedAlert): HTMLElement {
    const { trans } = this._context;
    const { row, time, level, score, reasons } = alert;
    return h(
      "tr",
      {},
      h("td", { class: "jp-mod-text" }, levelMark(this._context, level)),
      h("td", { text: scoreText(score) }),
      h(
        "td",
        {},
        button(this._context, trans.__("Assess"), () => this._actions.assess(alert), {
          class: "jp-ThreatWidget-cite",
          "aria-label": trans.__("Assess the flow of row %1", formatCount(row)),
        }),
      ),
      h("td", { text: formatCount(row) }),
      h("td", { class: "jp-mod-text", text: time === null ? "–" : clock(time) }),
      h("td", { class: "jp-mod-text", text: endsText(trans, alert) }),
      h("td", {
        class: "jp-mod-text jp-ThreatWidget-why",
        text: reasons.map((reason) => visibleText(reason)).join("; "),
      }),
    );
  }

  private readonly _context: ViewContext;
  private readonly _actions: ReplayActions;
  private readonly _start: HTMLButtonElement;
  private readonly _pause: HTMLButtonElement;
  private readonly _stop: HTMLButtonElement;
  private readonly _export: HTMLButtonElement;
  private readonly _speed: HTMLSelectElement;
  private readonly _watch: HTMLSelectElement;
  private readonly _name: HTMLElement;
  private readonly _now: HTMLElement;
  private readonly _strip: HTMLElement;
  private readonly _problem: HTMLElement;
  private readonly _log: HTMLElement;
  private readonly _logNote: HTMLElement;
  private _newest: FeedAlert | null = null;
  private _said: string | null = null;
}

/** Where the replay is, in one line. */
export function nowSentence(trans: TranslationBundle, feed: ReplayFeed): string {
  const { position, total, time, latest, counts } = feed;
  if (total === 0) return trans.__("Fetching the first flows…");
  const place = trans.__("Flow %1 of %2", formatCount(position), formatCount(total));
  const when = time === null ? "" : ` · ${clock(time)}`;
  const last =
    latest === null
      ? ""
      : ` · ${trans.__("now %1", `${SHAPES[latest.level]} ${levelWord(trans, latest.level)} ${scoreText(latest.score)}`)}`;
  const tally = trans.__(
    "%1 LOW, %2 MEDIUM, %3 HIGH",
    formatCount(counts.LOW),
    formatCount(counts.MEDIUM),
    formatCount(counts.HIGH),
  );
  return `${place}${when}${last} · ${tally}`;
}

/** What the strip shows, in one sentence. */
function stripSentence(trans: TranslationBundle, feed: ReplayFeed): string {
  const worst = worstOf(feed.buckets);
  const { counts } = feed;
  return trans.__(
    "History of the replay: %1 of %2 flows went by, %3 MEDIUM and %4 HIGH; the worst level is %5.",
    formatCount(feed.position),
    formatCount(feed.total),
    formatCount(counts.MEDIUM),
    formatCount(counts.HIGH),
    worst === null ? "–" : levelWord(trans, worst),
  );
}

function mark({ score, level }: Bucket, at: number): SVGRectElement {
  const y = Math.min(yOf(score), HEIGHT - 2);
  return s("rect", {
    class: `jp-ThreatWidget-stripMark ${levelClass(level)}`,
    x: at + 0.1,
    y,
    width: 0.8,
    height: HEIGHT - y,
  });
}

function yOf(score: number): number {
  return HEIGHT * (1 - Math.min(100, Math.max(0, score)) / 100);
}

/** A time to the second: "2017-07-07 11:59:50". */
function clock(ms: number): string {
  return formatTime(ms)
    .replace("T", " ")
    .replace(/(?:\.\d+)?Z$/, "");
}

/** Who spoke to whom, where the capture says it. */
function endsText(trans: TranslationBundle, { flow }: FeedAlert): string {
  const from = flow?.["src_ip"];
  const to = flow?.["dst_ip"];
  const port = flow?.["dst_port"];
  const hasPort = port !== undefined && port !== null;
  const target =
    to === undefined || to === null
      ? hasPort
        ? trans.__("port %1", String(port))
        : ""
      : endpointText(String(to), hasPort ? String(port) : "");
  if (from === undefined || from === null) return target === "" ? "–" : visibleText(target);
  return visibleText(trans.__("%1 → %2", String(from), target === "" ? "–" : target));
}
