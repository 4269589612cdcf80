/** Counts what garbage collection does not show: wasm memories and workers that live. To be imported before the library. */
import process from "node:process";

const memories = [];
let workers = 0;

const Instance = WebAssembly.Instance;
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, given, newTarget) {
    const instance = Reflect.construct(target, given, newTarget);
    for (const value of Object.values(instance.exports))
      if (value instanceof WebAssembly.Memory) memories.push(new WeakRef(value));
    return instance;
  },
});

const threads = process.getBuiltinModule("node:worker_threads");
threads.Worker = class extends threads.Worker {
  constructor(...given) {
    super(...given);
    workers += 1;
    this.once("exit", () => (workers -= 1));
  }
};

/** @returns {{ count: number, bytes: number }} The wasm memories that are still held */
export function wasmMemories() {
  const held = memories.map((memory) => memory.deref()).filter((memory) => memory !== undefined);
  return { count: held.length, bytes: held.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) };
}

/** @returns {number} Workers that were started and have not ended */
export function livingWorkers() {
  return workers;
}

/** Lets finalizers run, and what they free be freed. */
export async function settle() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
