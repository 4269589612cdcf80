import { nullTranslator, type ITranslator } from "@jupyterlab/translation";
import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { ResultPayload } from "../../analysis/mod.ts";
import { downloadFile, nextRow, type NextSteps, type WidgetActions } from "./actions.ts";
import { identityOf, payloadProvenance } from "./check-payload.ts";
import { chipOf } from "./chip.ts";
import { TRANSLATION_DOMAIN, type ViewContext } from "./context.ts";
import { Delegate } from "./delegate.ts";
import { fill } from "./dom.ts";
import { WidgetFrame, type IdentityFact } from "./frame.ts";
import { emptyNotice, errorNotice, refusedNotice, WorkingNotice, type NoticeActions } from "./notices.ts";
import type { ExportItem } from "./panels.ts";
import { codeOf, messageOf, rowsRemedy } from "./problem.ts";
import { ResultControls } from "./result-controls.ts";
import type { ResultModel } from "./result-model.ts";
import type { WidgetStatus } from "./states.ts";

/** Events that the widget hears on its own node; "toggle" does not bubble, so it is heard on its way in. */
const EVENTS = [
  "click",
  "dblclick",
  "keydown",
  "input",
  "change",
  "submit",
  "pointerdown",
  "pointermove",
  "pointerup",
  "pointercancel",
  "pointerout",
  "focusin",
  "focusout",
] as const;
const DRAG_EVENTS = ["dragenter", "dragover", "dragleave", "drop"] as const;

/** What is drawn of one payload, or of flows without one. */
export interface ResultView {
  node: HTMLElement;
  /** The payload in one sentence; "" for none. */
  finding: string;
  footer: HTMLElement | null;
  dispose?(): void;
}

/**
 * What every widget does: the frame with identity, connection and toolbar, the states, files that are dropped, code, exports and
 * keys, and the way on to the next widget. A widget adds the view of its payload, its buttons and what it hears from its model.
 *
 * Draws a model that can be swapped or taken away. All drawing happens in one update a frame, and none while hidden.
 */
export abstract class ResultWidget<P extends ResultPayload, M extends ResultModel<P>> extends Widget {
  constructor(options: ResultWidget.IOptions<M> & ResultWidget.ILook) {
    super();
    this.addClass(options.className);
    const trans = (options.translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    this.actions = options.actions ?? {};
    // Keys pressed in here belong to the widget: a notebook would otherwise move between its cells.
    this.node.dataset["lmSuppressShortcuts"] = "true";
    this.frame = new WidgetFrame(
      { trans, delegate: this._delegate },
      { node: this.node, title: options.title, dropHint: options.dropHint },
    );
    this.context = this.frame.context;
    this._own = options.step;
    this._notices = {
      open: () => this._controls?.chooseFile(),
      openSample: this.actions.openSample,
      cancel: () => {
        this.model?.cancel();
        this.context.announce(this.cancelled());
      },
      dismiss: () => this.model?.dismiss(),
    };
    this._working = new WorkingNotice(this.context, this._notices);
    this.model = options.model ?? null;
    this.changed("payload", "status");
  }

  /** What is drawn; null draws the empty state. The model is not disposed with the widget: who made it disposes it. */
  get model(): M | null {
    return this._model;
  }
  set model(model: M | null) {
    if (model === this._model) return;
    this._disconnect();
    this._model = model;
    if (model !== null) {
      model.payloadChanged.connect(this._onPayloadChanged, this);
      model.statusChanged.connect(this._onStatusChanged, this);
      this.connectModel(model);
    }
    this.changed("payload", "status");
  }

  /** Hears its own node's events and passes them to the part they happened in. */
  handleEvent(event: Event): void {
    if (this.isDisposed) return;
    if (event.type.startsWith("drag") || event.type === "drop") {
      this._controls?.onDrag(event as DragEvent);
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
    this._view?.dispose?.();
    this._view = null;
    this._stopClock();
    super.dispose();
  }

  /**
   * Makes the view of a payload; null for a payload of null means flows without one, or nothing at all.
   *
   * Called anew when the payload or the flows change; what is picked changes in place (`drawParts`).
   */
  protected abstract createView(payload: P | null): ResultView | null;

  /** Draws what changed: "payload" (a new view was made: all of it), "status", and the widget's own parts given to `changed`. */
  protected drawParts(_stale: ReadonlySet<string>): void {
    return undefined;
  }

  /** The widget's own buttons, before "Copy as TypeScript"; made once, at the first draw. */
  protected toolbarItems(): readonly HTMLElement[] {
    return [];
  }

  /** Listens to more of a model's signals; `disconnectModel` takes it back. */
  protected connectModel(_model: M): void {
    return undefined;
  }
  protected disconnectModel(_model: M): void {
    return undefined;
  }

  /** What the Export menu offers now; none hides it. */
  protected exports(): readonly ExportItem[] {
    return [];
  }

  /** The widget's keys and what they do; "?" is added. */
  protected keys(): readonly (readonly [string, string])[] {
    return [];
  }

  /** Called for Escape when no panel is open; true when it gave something up. */
  protected onEscape(): boolean {
    return false;
  }

  /** What stands where nothing is shown; null for nothing. */
  protected drawEmpty(): Node | null {
    return emptyNotice(this.context, this._model?.canOpen === true, this._notices);
  }

  /** The header's line about what is shown: name, size and format of the flows, and their hash. */
  protected identity(payload: P | null): IdentityFact[] {
    const about = this._model?.about ?? null;
    const source = payload === null ? undefined : payloadProvenance(payload)?.source;
    return about === null ? [] : identityOf(this.context, about, source);
  }

  /** What is said after Cancel. */
  protected cancelled(): string {
    return this.context.trans.__("Cancelled. Nothing has changed.");
  }

  /** Puts another sentence in the place of the view's finding. */
  protected setFinding(text: string): void {
    this.frame.finding.textContent = text;
    this.frame.finding.hidden = text === "";
  }

  /** Hands a file to the reader. */
  protected saveFile(name: string, content: Blob): void {
    (this.actions.saveFile ?? downloadFile)(name, content);
    this.context.announce(this.context.trans.__("Saved %1.", name));
  }

  /** Marks parts as changed; they are drawn in the next update. */
  protected changed(...parts: string[]): void {
    for (const part of parts) this._stale.add(part);
    this.update();
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
    if (stale.has("payload")) this._drawPayload(this._model?.payload ?? null);
    if (stale.has("status")) this._drawStatus();
    if (stale.size > 0) this.drawParts(stale);
  }

  /** The frame around the view. */
  protected readonly frame: WidgetFrame;
  /** What parts of the widget draw with. */
  protected readonly context: ViewContext;
  protected readonly actions: WidgetActions;

  private _drawPayload(payload: P | null): void {
    const { frame } = this;
    frame.closePanel(false);
    this._view?.dispose?.();
    this._view = this._model === null ? null : this.createView(payload);
    frame.setIdentity(this.identity(payload));
    this.setFinding(this._view?.finding ?? "");
    fill(frame.body, this._view?.node);
    fill(frame.footer, this._view?.footer);
  }

  private _drawStatus(): void {
    const { _model: model, frame } = this;
    const { trans } = this.context;
    const status: WidgetStatus = model?.status ?? { kind: "empty" };
    const offersReconnect =
      model?.connection === "viewOnly" &&
      this.actions.reconnect !== undefined &&
      this.actions.canReconnect?.() !== false;
    const reconnect = { text: trans.__("Reconnect"), press: () => void this._reconnect() };
    frame.setChip(chipOf(trans, model?.connection ?? "none"), offersReconnect ? reconnect : undefined);
    this._controls ??= this._makeControls();
    this._controls.draw();
    this.toggleClass("jp-mod-working", status.kind === "working");
    this.node.setAttribute("aria-busy", String(status.kind === "working"));
    this._drawNotice(status);
    this._drawNext(status);
    if (status.kind === "working") this._startClock();
    else this._stopClock();
  }

  private _drawNotice(status: WidgetStatus): void {
    const { notices } = this.frame;
    if (status.kind === "working") {
      this._working.draw(status, Date.now());
      if (this._working.node.parentNode !== notices) {
        fill(notices, this._working.node);
        const { trans } = this.context;
        this.context.announce(
          status.isOpening ? trans.__("Opening %1", status.name) : trans.__("%1 …", status.name),
        );
      }
    } else if (status.kind === "error") fill(notices, errorNotice(this.context, status, this._notices));
    else if (status.kind === "refused") fill(notices, refusedNotice(this.context, status.reasons));
    else if (status.kind === "empty") fill(notices, this.drawEmpty());
    else fill(notices);
  }

  /** The way on is open once the flows are within reach; it stays as it is while something is done, so that the focus does. */
  private _drawNext(status: WidgetStatus): void {
    if (status.kind === "working") return;
    const isOpen = this._model !== null && this._model.flows !== null;
    if (isOpen === this._isNextOpen) return;
    this._isNextOpen = isOpen;
    const steps: NextSteps = { ...(isOpen ? this.actions.next : undefined) };
    for (const own of this._own) delete steps[own];
    fill(this.frame.next, nextRow(this.context, steps));
  }

  /** Made at the first draw, when the widget that extends this one is complete. */
  private _makeControls(): ResultControls {
    return new ResultControls(this.context, {
      node: this.node,
      frame: this.frame,
      model: () => this._model,
      items: this.toolbarItems(),
      exports: () => this.exports(),
      keys: () => this.keys(),
      runnable: (code) => this.actions.runnable?.(code) ?? { code },
      insertCellBelow: () => this.actions.insertCellBelow,
    });
  }

  private _onKey(event: KeyboardEvent): void {
    const { target } = event;
    const isTyping =
      target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLInputElement && target.type !== "range");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" && !isTyping) this._controls?.showKeys();
    else if (event.key !== "Escape" || !(this.frame.closePanel(true) || this.onEscape())) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Reaches for the flows again; a failure is said in place. */
  private async _reconnect(): Promise<void> {
    const { _model: model } = this;
    const { trans } = this.context;
    this.context.announce(trans.__("Reconnecting…"));
    try {
      await this.actions.reconnect?.();
    } catch (error) {
      if (this.isDisposed || model !== this._model) return;
      model?.fail({
        what: trans.__("The rows could not be reached."),
        why: messageOf(error),
        remedy: rowsRemedy(codeOf(error), trans),
      });
    }
  }

  /** Keeps the elapsed time going while something is done. */
  private _startClock(): void {
    this._clock ??= window.setInterval(() => this.changed("status"), 1000);
  }

  private _stopClock(): void {
    if (this._clock !== null) window.clearInterval(this._clock);
    this._clock = null;
  }

  private _disconnect(): void {
    const model = this._model;
    if (model === null) return;
    model.payloadChanged.disconnect(this._onPayloadChanged, this);
    model.statusChanged.disconnect(this._onStatusChanged, this);
    this.disconnectModel(model);
  }

  private _onPayloadChanged(): void {
    this.changed("payload");
  }

  private _onStatusChanged(): void {
    this.changed("status");
  }

  private readonly _delegate = new Delegate();
  private readonly _stale = new Set<string>();
  private readonly _own: readonly (keyof NextSteps)[];
  private readonly _notices: NoticeActions;
  private readonly _working: WorkingNotice;
  private _isNextOpen = false;
  private _model: M | null = null;
  private _view: ResultView | null = null;
  private _controls: ResultControls | null = null;
  private _clock: number | null = null;
}

export namespace ResultWidget {
  export interface IOptions<M> {
    model?: M | null;
    translator?: ITranslator;
    actions?: WidgetActions;
  }

  /** What one kind of widget gives to its frame. */
  export interface ILook {
    className: string;
    /** What the widget is, after the product's name. */
    title: string;
    /** What is shown over the widget while a file is dragged over it. */
    dropHint: string;
    /** The steps that lead to this very widget, which are not offered in it. */
    step: readonly (keyof NextSteps)[];
  }
}
