import type * as tensorflow from "@tensorflow/tfjs-node";
import { checkOneOf, checkOptions, codedError, quote } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";

/** TensorFlow.js as the library loads it. */
export type TensorFlow = typeof tensorflow;

/** What computes: the compiled addon, WebAssembly, or plain JavaScript. */
export type Engine = "native" | "wasm" | "cpu";

export interface EngineOptions {
  /** "auto" (default): native when its addon is installed, else wasm. "cpu" knows every kernel and is five times slower. */
  engine?: "auto" | Engine | undefined;
}

export interface LoadedEngine {
  readonly tf: TensorFlow;
  readonly engine: Engine;
}

const BACKENDS: Record<Engine, string> = { native: "tensorflow", wasm: "wasm", cpu: "cpu" };

/** The last start asked for: starts run one after the other, for TensorFlow.js has one active engine at a time. */
let lastStart: Promise<unknown> = Promise.resolve();

/**
 * Loads TensorFlow.js at first use and makes an engine the active one.
 *
 * Calling it again costs nothing when that engine is active already. Tensors made before a change of engine stay usable: they move at
 * their next use. wasm lacks the gradients of convolutions and embeddings: ask for "cpu" to train such layers.
 *
 * @returns The module, and the engine that is active now.
 * @throws {TypeError} in a page, and for options that are no object; {RangeError} for an unknown engine, code BAD_INPUT.
 * @throws {Error} code E_UNSUPPORTED when the engine asked for cannot start, with the reason.
 *
 * @example
 * const { tf, engine } = await useEngine();
 * const sum = tf.tidy(() => tf.tensor1d([1, 2, 3]).sum().dataSync()[0]);
 */
export function useEngine(options: EngineOptions = {}): Promise<LoadedEngine> {
  const start = lastStart.then(() => startEngine(options));
  lastStart = start.catch(() => undefined); // whoever asked gets the error; the next start does not depend on it
  return start;
}

async function startEngine(options: EngineOptions): Promise<LoadedEngine> {
  checkOptions("use an engine", options, ["engine"]);
  const asked = checkOneOf("use an engine", "engine", options.engine ?? "auto", [
    "auto",
    "native",
    "wasm",
    "cpu",
  ]);
  const tf = currentHost().requireModule("@tensorflow/tfjs-node") as TensorFlow;
  if (asked === "native" && tf.__engine !== "native") {
    const reason = tf.__nativeError ?? "no reason given";
    throw codedError(
      Error,
      "E_UNSUPPORTED",
      `Cannot use the engine "native": its addon must be installed, got ${quote(reason)}; leave the option out to use wasm`,
    );
  }
  const engine = asked === "auto" ? tf.__engine : asked;
  if (tf.getBackend() !== BACKENDS[engine]) await activate(tf, engine);
  return { tf, engine };
}

async function activate(tf: TensorFlow, engine: Engine): Promise<void> {
  let reason: unknown;
  try {
    const started = await tf.setBackend(BACKENDS[engine]);
    await tf.ready();
    if (started && tf.getBackend() === BACKENDS[engine]) return;
  } catch (error) {
    reason = error;
  }
  const got = reason instanceof Error ? quote(reason.message) : "a refusal without a reason";
  throw codedError(
    Error,
    "E_UNSUPPORTED",
    `Cannot use the engine ${quote(engine)}: its backend must start, got ${got}`,
    {
      cause: reason,
    },
  );
}
