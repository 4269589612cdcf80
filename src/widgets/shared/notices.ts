import { formatBytes, formatCount, formatDuration, visibleText, type Progress } from "../../analysis/mod.ts";
import { button } from "./button.ts";
import type { ViewContext } from "./context.ts";
import { h, sign } from "./dom.ts";
import type { WidgetStatus } from "./states.ts";

/** What the notices can ask for. */
export interface NoticeActions {
  open: () => void;
  openSample?: (() => void) | undefined;
  cancel: () => void;
  dismiss: () => void;
}

/** What files the widgets read, for the places where one can be given. */
export function readsSentence({ trans }: ViewContext): string {
  return trans.__(
    "Reads the flow records of Zeek, Suricata, CICFlowMeter, Argus, NFStream and others, and any table of flows as CSV, JSON lines or Parquet; gzip, too.",
  );
}

/** The invitation of an empty view. */
export function emptyNotice(context: ViewContext, canOpen: boolean, actions: NoticeActions): HTMLElement {
  const { trans } = context;
  const { openSample } = actions;
  return h(
    "div",
    { class: "jp-TrafficLab-empty" },
    h("p", {
      class: "jp-TrafficLab-emptyTitle",
      text: canOpen ? trans.__("Drop a capture's flow log here") : trans.__("Nothing to show yet"),
    }),
    h("p", { class: "jp-TrafficLab-note", text: readsSentence(context) }),
    h(
      "div",
      { class: "jp-TrafficLab-emptyButtons" },
      canOpen
        ? button(context, trans.__("Open…"), actions.open, { class: "jp-TrafficLab-button jp-mod-primary" })
        : null,
      openSample === undefined ? null : button(context, trans.__("Try the sample capture"), openSample),
    ),
    canOpen
      ? h("p", {
          class: "jp-TrafficLab-note",
          text: trans.__("The file stays in this page; nothing is uploaded."),
        })
      : null,
  );
}

/** Progress of what is being done. One element for the whole of it, so that Cancel keeps the focus. */
export class WorkingNotice {
  constructor(context: ViewContext, actions: NoticeActions) {
    this._context = context;
    this._text = h("span", { class: "jp-TrafficLab-workingText" });
    this._bar = h("progress", {
      class: "jp-TrafficLab-progress",
      max: 1,
      "aria-label": context.trans.__("Progress"),
    });
    this.node = h(
      "div",
      { class: "jp-TrafficLab-working" },
      this._text,
      this._bar,
      button(context, context.trans.__("Cancel"), actions.cancel),
    );
  }

  readonly node: HTMLElement;

  /** @param now Epoch ms, for the time gone by. */
  draw(
    { name, progress, startedAt, isOpening }: Extract<WidgetStatus, { kind: "working" }>,
    now: number,
  ): void {
    const { trans } = this._context;
    const elapsed = formatDuration(Math.round((now - startedAt) / 1000));
    const shown = visibleText(name);
    if (progress?.total !== undefined && progress.total > 0)
      this._bar.value = Math.min(1, progress.done / progress.total);
    else this._bar.removeAttribute("value");
    this._text.textContent =
      progress !== null
        ? trans.__("%1 · %2 · %3 · %4", shown, visibleText(progress.phase), this._amount(progress), elapsed)
        : isOpening
          ? trans.__("Opening %1 · %2", shown, elapsed)
          : trans.__("%1 · %2", shown, elapsed);
  }

  private _amount({ done, total, unit }: Progress): string {
    const { trans } = this._context;
    const format = unit === "bytes" ? formatBytes : formatCount;
    const amount = total === undefined ? format(done) : trans.__("%1 of %2", format(done), format(total));
    return unit === "bytes" ? amount : trans.__("%1 %2", amount, unit);
  }

  private readonly _context: ViewContext;
  private readonly _text: HTMLElement;
  private readonly _bar: HTMLProgressElement;
}

/** What failed, why, and what to do; the view under it stays as it was. */
export function errorNotice(
  context: ViewContext,
  { problem }: Extract<WidgetStatus, { kind: "error" }>,
  actions: NoticeActions,
): HTMLElement {
  const { trans } = context;
  return h(
    "div",
    { class: "jp-TrafficLab-error", role: "alert" },
    sign("✕", "jp-TrafficLab-errorSign"),
    h(
      "div",
      { class: "jp-TrafficLab-errorText" },
      h("p", { class: "jp-TrafficLab-errorWhat", text: visibleText(problem.what, 600) }),
      h("p", { text: visibleText(problem.why, 600) }),
      h("p", { text: problem.remedy }),
    ),
    button(context, trans.__("Dismiss"), actions.dismiss),
  );
}

/** Why a payload is not drawn, as text. */
export function refusedNotice(context: ViewContext, reasons: readonly string[]): HTMLElement {
  const { trans } = context;
  return h(
    "div",
    { class: "jp-TrafficLab-error", role: "alert" },
    sign("✕", "jp-TrafficLab-errorSign"),
    h(
      "div",
      { class: "jp-TrafficLab-errorText" },
      h("p", {
        class: "jp-TrafficLab-errorWhat",
        text: trans.__("This output is not drawn: it is no result that this version can read."),
      }),
      h("ul", {}, ...reasons.slice(0, 20).map((reason) => h("li", { text: visibleText(reason, 600) }))),
      h("p", {
        text: trans.__(
          "Run the cell again with this version of Traffic Lab; the output's text form is still in the notebook.",
        ),
      }),
    ),
  );
}
