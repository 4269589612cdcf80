/** What JupyterLab's packages expect of a browser and jsdom does not offer. Layout never happens here, so nothing is observed. */

class NothingObserved {
  readonly root = null;
  readonly rootMargin = "";
  readonly thresholds: readonly number[] = [];
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): never[] {
    return [];
  }
}

class StubDragEvent extends MouseEvent {
  readonly dataTransfer: DataTransfer | null;
  constructor(type: string, init: DragEventInit = {}) {
    super(type, init);
    this.dataTransfer = init.dataTransfer ?? null;
  }
}

class StubPointerEvent extends MouseEvent {
  readonly pointerId: number;
  readonly pointerType: string;
  constructor(type: string, init: PointerEventInit = {}) {
    super(type, init);
    this.pointerId = init.pointerId ?? 0;
    this.pointerType = init.pointerType ?? "";
  }
}

function matchMedia(query: string): MediaQueryList {
  return Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener() {},
    removeListener() {},
  }) as MediaQueryList;
}

/** The part of the clipboard that JupyterLab looks for; what was copied last can be read back. */
class StubClipboard {
  private text = "";
  async writeText(text: string): Promise<void> {
    this.text = text;
  }
  async readText(): Promise<string> {
    return this.text;
  }
}

function define(target: object, name: string, value: unknown): void {
  if (!(name in target)) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  }
}

define(globalThis, "IntersectionObserver", NothingObserved);
define(globalThis, "ResizeObserver", NothingObserved);
define(globalThis, "DragEvent", StubDragEvent);
define(globalThis, "PointerEvent", StubPointerEvent);
define(globalThis, "matchMedia", matchMedia);
define(navigator, "clipboard", new StubClipboard());
define(Element.prototype, "scrollIntoView", () => undefined);
define(Range.prototype, "getClientRects", () => []);
define(Range.prototype, "getBoundingClientRect", () => new DOMRect());
define(Document.prototype, "queryCommandSupported", () => false);
define(Document.prototype, "execCommand", () => false);
