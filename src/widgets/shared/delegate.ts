/** Handles an event that reached its element; returns true when nothing further out should handle it too. */
export type Handler = (event: Event) => boolean | void;

/**
 * Sends a widget's events to the parts they happened in.
 *
 * The widget listens on its own node only, between attach and detach, and passes each event on; parts register handlers for
 * their elements here. Handlers are held weakly by their elements, so a part that is drawn anew leaves nothing behind.
 */
export class Delegate {
  private readonly _handlers = new WeakMap<Node, Map<string, Handler>>();

  /** Registers the handler of one element for one type of event; a later one replaces it. */
  on(element: Node, type: string, handler: Handler): void {
    const handlers = this._handlers.get(element) ?? new Map<string, Handler>();
    handlers.set(type, handler);
    this._handlers.set(element, handlers);
  }

  /** Runs the handlers from the event's target outwards to `root`, until one returns true. */
  dispatch(event: Event, root: Node): void {
    let node = event.target instanceof Node ? event.target : null;
    while (node !== null) {
      if (this._handlers.get(node)?.get(event.type)?.(event) === true) return;
      if (node === root) return;
      node = node.parentNode;
    }
  }
}
