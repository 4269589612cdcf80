/** Things by handles: texts that travel to widgets in their place. */
import { finishHash } from "../../kernels/mod.ts";

/** Handles of things that are gone are forgotten when there are more than this. */
const MANY_KNOWN = 256;

/**
 * A bounded store. The last things that were put in or asked for are kept alive; older ones answer for as long as something else
 * holds them.
 */
export class HandleStore<T extends object> {
  readonly #prefix: string;
  readonly #most: number;
  readonly #kept = new Map<string, T>();
  readonly #known = new Map<string, WeakRef<T>>();
  readonly #handles = new WeakMap<T, string>();

  /**
   * @param prefix What its handles begin with.
   * @param most Things that it keeps alive.
   */
  constructor(prefix: string, most: number) {
    this.#prefix = prefix;
    this.#most = most;
  }

  /**
   * The handle of a thing.
   *
   * @param about What it was made of; the same text gives the same handle in every runtime, so that a saved widget finds the thing
   * again after its notebook ran anew. A thing has the handle that it got first.
   */
  handleFor(thing: T, ...about: string[]): string {
    const handle = this.#handles.get(thing) ?? `${this.#prefix}-${textHash(about.join("\n"))}`;
    this.#handles.set(thing, handle);
    this.#known.set(handle, new WeakRef(thing));
    if (this.#known.size > MANY_KNOWN)
      for (const [known, gone] of this.#known) if (!gone.deref()) this.#known.delete(known);
    this.#keep(handle, thing);
    return handle;
  }

  /** The thing of a handle; undefined when this runtime has none. */
  get(handle: string): T | undefined {
    const thing = this.#kept.get(handle) ?? this.#known.get(handle)?.deref();
    if (thing) this.#keep(handle, thing);
    else this.#known.delete(handle);
    return thing;
  }

  /** Lets go of a thing; its handle answers for as long as something else holds it. */
  release(handle: string): void {
    this.#kept.delete(handle);
  }

  #keep(handle: string, thing: T): void {
    this.#kept.delete(handle);
    this.#kept.set(handle, thing);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

/** 64 bits of a text as hexadecimal digits: two lanes of multiply and rotate. Tells a user's things apart; no promise against forgery. */
export function textHash(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b + unit, 0x1b873593);
    b = ((b << 13) | (b >>> 19)) ^ a;
  }
  return hashDigits(a ^ b ^ text.length) + hashDigits(b);
}

/** A hash of 32 bits, finished, as eight hexadecimal digits. */
export function hashDigits(word: number): string {
  return (finishHash(word) >>> 0).toString(16).padStart(8, "0");
}
