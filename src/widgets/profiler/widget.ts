import { nullTranslator, type ITranslator } from "@jupyterlab/translation";
import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { formatCount, visibleText, type ProfilePayload } from "../../analysis/mod.ts";
import {
  codeOf,
  Delegate,
  fill,
  messageOf,
  rowsRemedy,
  TRANSLATION_DOMAIN,
  WidgetFrame,
  type ViewContext,
} from "../shared/mod.ts";
import { chipOf } from "./chip.ts";
import { ProfilerControls } from "./controls.ts";
import { emptyNotice, errorNotice, refusedNotice, WorkingNotice, type NoticeActions } from "./notices.ts";
import type { ProfilerModel } from "./model.ts";
import { ProfileView } from "./profile-view.ts";
import type { ProfileSelection } from "./selection.ts";
import type { ProfilerStatus } from "./states.ts";

/** Events that the widget hears on its own node; "toggle" does not bubble, so it is heard on its way in. */
const EVENTS = [
  "click",
  "keydown",
  "input",
  "change",
  "pointermove",
  "pointerout",
  "focusin",
  "focusout",
] as const;
const DRAG_EVENTS = ["dragenter", "dragover", "dragleave", "drop"] as const;

/** What changed since the last draw. */
type Part = "payload" | "status" | "selection" | "rows";

/**
 * The dataset profiler: finding, mapping, alerts, insights, a card for every field, and the rows behind what is picked.
 *
 * Draws a model that can be swapped or taken away. All drawing happens in one update a frame, and none while hidden.
 */
export class ProfilerWidget extends Widget {
  constructor(options: ProfilerWidget.IOptions = {}) {
    super();
    this.addClass("jp-ProfilerWidget");
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    this._actions = options.actions ?? {};
    // Keys pressed in here belong to the widget: a notebook would otherwise move between its cells.
    this.node.dataset["lmSuppressShortcuts"] = "true";
    this._frame = new WidgetFrame(
      { trans, delegate: this._delegate },
      { node: this.node, title: trans.__("Profile"), dropHint: trans.__("Drop one file to profile it") },
    );
    this._context = this._frame.context;
    this._controls = new ProfilerControls(this._context, {
      node: this.node,
      frame: this._frame,
      model: () => this._model,
      actions: this._actions,
    });
    this._notices = {
      open: () => this._controls.chooseFile(),
      openSample: this._actions.openSample,
      cancel: () => {
        this.model?.cancel();
        this._context.announce(trans.__("Cancelled. Nothing has changed."));
      },
      dismiss: () => this.model?.dismiss(),
    };
    this._working = new WorkingNotice(this._context, this._notices);
    this.model = options.model ?? null;
    this._changed("payload", "status", "selection", "rows");
  }

  /** What is drawn; null draws the empty state. The model is not disposed with the widget: who made it disposes it. */
  get model(): ProfilerModel | null {
    return this._model;
  }
  set model(model: ProfilerModel | null) {
    if (model === this._model) return;
    this._disconnect();
    this._model = model;
    if (model !== null) {
      model.payloadChanged.connect(this._onPayloadChanged, this);
      model.statusChanged.connect(this._onStatusChanged, this);
      model.selectionChanged.connect(this._onSelectionChanged, this);
      model.rowsChanged.connect(this._onRowsChanged, this);
    }
    this._changed("payload", "status", "selection", "rows");
  }

  /** Hears its own node's events and passes them to the part they happened in. */
  handleEvent(event: Event): void {
    if (this.isDisposed) return;
    if (event.type.startsWith("drag") || event.type === "drop") {
      this._controls.onDrag(event as DragEvent);
      return;
    }
    this._delegate.dispatch(event, this.node);
    if (event.type === "keydown" && !event.defaultPrevented) this._onKey(event as KeyboardEvent);
  }

  /** Lets go of the model; safe to call twice. */
  override dispose(): void {
    if (this.isDisposed) return;
    this._disconnect();
    this._model = null;
    this._stopClock();
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    for (const type of [...EVENTS, ...DRAG_EVENTS]) this.node.addEventListener(type, this);
    this.node.addEventListener("toggle", this, true);
    this.update();
  }

  protected override onBeforeDetach(msg: Message): void {
    for (const type of [...EVENTS, ...DRAG_EVENTS]) this.node.removeEventListener(type, this);
    this.node.removeEventListener("toggle", this, true);
    this._stopClock();
    super.onBeforeDetach(msg);
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.update();
  }

  protected override onAfterHide(msg: Message): void {
    this._stopClock();
    super.onAfterHide(msg);
  }

  protected override onUpdateRequest(msg: Message): void {
    super.onUpdateRequest(msg);
    if (!this.isVisible) return;
    const stale = new Set(this._stale);
    this._stale.clear();
    const payload = this._model?.payload ?? null;
    if (stale.has("payload")) this._drawPayload(payload);
    if (stale.has("status")) this._drawStatus();
    if (stale.has("selection") || stale.has("rows")) this._drawSelection();
  }

  private _drawPayload(payload: ProfilePayload | null): void {
    this._frame.closePanel(false);
    this._view = payload === null ? null : new ProfileView(this._context, payload, this._viewActions());
    this._frame.setIdentity(payload === null ? [] : identityOf(this._context, payload));
    this._frame.finding.textContent = this._view?.finding ?? "";
    this._frame.finding.hidden = payload === null;
    fill(this._frame.body, this._view?.node);
    fill(this._frame.footer, this._view?.footer);
  }

  private _drawStatus(): void {
    const model = this._model;
    const status: ProfilerStatus = model?.status ?? { kind: "empty" };
    const chip = chipOf(this._context.trans, model);
    const offersReconnect =
      model?.connection === "viewOnly" &&
      this._actions.reconnect !== undefined &&
      this._actions.canReconnect?.() !== false;
    const reconnect = { text: this._context.trans.__("Reconnect"), press: () => void this._reconnect() };
    this._frame.setChip(chip, offersReconnect ? reconnect : undefined);
    this._controls.draw();
    this.toggleClass("jp-mod-working", status.kind === "working");
    this.node.setAttribute("aria-busy", String(status.kind === "working"));
    this._drawNotice(status);
    if (status.kind === "working") this._startClock();
    else this._stopClock();
  }

  private _drawNotice(status: ProfilerStatus): void {
    const { notices } = this._frame;
    if (status.kind === "working") {
      this._working.draw(status, Date.now());
      if (this._working.node.parentNode !== notices) {
        fill(notices, this._working.node);
        this._context.announce(this._context.trans.__("Opening %1", status.name));
      }
    } else if (status.kind === "error") fill(notices, errorNotice(this._context, status, this._notices));
    else if (status.kind === "refused") fill(notices, refusedNotice(this._context, status.reasons));
    else if (status.kind === "empty")
      fill(notices, emptyNotice(this._context, this._model?.canOpen === true, this._notices));
    else fill(notices);
  }

  private _drawSelection(): void {
    const { _model: model, _view: view } = this;
    if (model === null || view === null) return;
    const said = view.drawSelection(model.selection, model.rows);
    if (said !== null) this._context.announce(said);
  }

  private _viewActions(): ProfileView.IActions {
    return {
      select: (selection) => this._select(selection),
      turnTo: (offset) => this._model?.turnTo(offset),
      refilled: () => this._changed("selection"),
    };
  }

  /** Picks, or gives the pick up and puts the focus back where it was made. */
  private _select(selection: ProfileSelection | null): void {
    const before = this._model?.selection ?? null;
    this._model?.select(selection);
    if (selection !== null || before === null) return;
    this._view?.focusSelected(before);
    this._context.announce(this._context.trans.__("Selection cleared."));
  }

  private _onKey(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" && !isTyping) this._controls.showKeys();
    else if (event.key === "Escape" && this._frame.closePanel(true)) event.preventDefault();
    else if (event.key === "Escape" && this._model?.selection) this._select(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Reaches for the rows again; a failure is said in place. */
  private async _reconnect(): Promise<void> {
    const { _model: model } = this;
    const { trans } = this._context;
    this._context.announce(trans.__("Reconnecting…"));
    try {
      await this._actions.reconnect?.();
    } catch (error) {
      if (this.isDisposed || model !== this._model) return;
      model?.fail({
        what: trans.__("The rows could not be reached."),
        why: messageOf(error),
        remedy: rowsRemedy(codeOf(error), trans),
      });
    }
  }

  /** Keeps the elapsed time going while a file is read. */
  private _startClock(): void {
    this._clock ??= window.setInterval(() => this._changed("status"), 1000);
  }

  private _stopClock(): void {
    if (this._clock !== null) window.clearInterval(this._clock);
    this._clock = null;
  }

  private _changed(...parts: Part[]): void {
    for (const part of parts) this._stale.add(part);
    this.update();
  }

  private _disconnect(): void {
    const model = this._model;
    if (model === null) return;
    model.payloadChanged.disconnect(this._onPayloadChanged, this);
    model.statusChanged.disconnect(this._onStatusChanged, this);
    model.selectionChanged.disconnect(this._onSelectionChanged, this);
    model.rowsChanged.disconnect(this._onRowsChanged, this);
  }

  private _onPayloadChanged(): void {
    this._changed("payload");
  }

  private _onStatusChanged(): void {
    this._changed("status");
  }

  private _onSelectionChanged(): void {
    this._changed("selection");
  }

  private _onRowsChanged(): void {
    this._changed("rows");
  }

  private readonly _delegate = new Delegate();
  private readonly _stale = new Set<Part>();
  private readonly _actions: ProfilerWidget.IActions;
  private readonly _frame: WidgetFrame;
  private readonly _context: ViewContext;
  private readonly _controls: ProfilerControls;
  private readonly _notices: NoticeActions;
  private readonly _working: WorkingNotice;
  private _model: ProfilerModel | null = null;
  private _view: ProfileView | null = null;
  private _clock: number | null = null;
}

export namespace ProfilerWidget {
  export interface IOptions {
    model?: ProfilerModel | null;
    translator?: ITranslator;
    actions?: IActions;
  }

  /** What the surroundings can do; what is left out is not offered. Each is looked up when it is about to be offered. */
  export interface IActions {
    /** Puts code into a new cell below the one that holds the widget. */
    insertCellBelow?: (code: string) => void;
    /** Reaches for the rows again; offered while the view is view-only and `canReconnect` says so. What it rejects with is shown. */
    reconnect?: () => Promise<void> | void;
    /** Asked whenever the status is drawn; offered always where it is left out. */
    canReconnect?: () => boolean;
    /** Opens the capture that ships with the project, offered in the empty view. */
    openSample?: () => void;
  }
}

/** Name, size, format and hash of what is shown. */
function identityOf(
  { trans }: ViewContext,
  { profile, mapping }: ProfilePayload,
): { text: string; title?: string }[] {
  const { name, sha256 } = profile.provenance.source;
  const rows = formatCount(profile.rowCount);
  return [
    { text: visibleText(name), title: visibleText(name) },
    { text: trans._n("%2 flow", "%2 flows", profile.rowCount, rows) },
    { text: visibleText(mapping.dialect) },
    ...(sha256 === undefined
      ? []
      : [{ text: `${visibleText(sha256.slice(0, 4))}…`, title: `sha256 ${visibleText(sha256)}` }]),
  ];
}
