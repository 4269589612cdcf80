/**
 * Running instances of the WebAssembly kernels, and the memory they work in.
 *
 * A kernel has no state between calls: TypeScript lays out its memory, calls it, and reads the results. Memory only grows within an
 * instance, so a small instance is kept for the next caller and a big one is left to the garbage collector.
 */

/** What every kernel module exports. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  /** First byte that the module itself does not use. */
  heapBase(): number;
}

/** Larger memories are not kept for the next caller. */
const KEPT_BYTES = 32 << 20;
const PAGE_BYTES = 65536;
/** What a 32-bit memory may hold. */
const MOST_BYTES = 65536 * PAGE_BYTES;

/** A module of one function that fills a vector: compiles where WebAssembly and its SIMD are there and allowed. */
const SIMD_PROBE = "AGFzbQEAAAABBQFgAAF7AwIBAAoIAQYAQQD9EQs=";

/** One instance of a module with a memory that is handed out piece by piece. */
export interface KernelArena<E extends KernelExports> {
  readonly exports: E;
  /**
   * @returns Address of fresh bytes, a multiple of 16. Their content is undefined.
   * @throws {RangeError} code E_OUT_OF_MEMORY when the memory cannot grow that far.
   */
  allocate(bytes: number): number;
  /** Views on the memory; valid until the next `allocate`. */
  f64(address: number, length: number): Float64Array;
  f32(address: number, length: number): Float32Array;
  i32(address: number, length: number): Int32Array;
  u32(address: number, length: number): Uint32Array;
  u16(address: number, length: number): Uint16Array;
  u8(address: number, length: number): Uint8Array;
  /** Copy values in; each returns the address. */
  putF64(values: ArrayLike<number>): number;
  putF32(values: ArrayLike<number>): number;
  putI32(values: ArrayLike<number>): number;
  putU32(values: ArrayLike<number>): number;
  putU16(values: ArrayLike<number>): number;
  putU8(values: ArrayLike<number>): number;
  /** Gives the instance back. Twice is safe. */
  close(): void;
}

const modules = new Map<string, WebAssembly.Module>();
const idle = new Map<string, WebAssembly.Instance>();
let available: boolean | undefined;

/** Whether this runtime runs the kernels; false where WebAssembly is refused (a page's security policy) or lacks SIMD. */
export function wasmAvailable(): boolean {
  if (available === undefined) {
    try {
      available = typeof WebAssembly === "object" && new WebAssembly.Module(decode(SIMD_PROBE)) !== undefined;
    } catch {
      available = false;
    }
  }
  return available;
}

/**
 * Opens a kernel. Close it in a `finally`.
 *
 * @param bytes The module, base64, from `wasm/bytes`.
 */
export function openKernel<E extends KernelExports>(bytes: string): KernelArena<E> {
  const kept = idle.get(bytes);
  idle.delete(bytes);
  const instance = kept ?? new WebAssembly.Instance(moduleOf(bytes), { env: { abort } });
  return new Arena<E>(instance, bytes);
}

class Arena<E extends KernelExports> implements KernelArena<E> {
  readonly exports: E;
  readonly #instance: WebAssembly.Instance;
  readonly #bytes: string;
  #next: number;
  #open = true;

  constructor(instance: WebAssembly.Instance, bytes: string) {
    this.#instance = instance;
    this.#bytes = bytes;
    this.exports = instance.exports as unknown as E;
    this.#next = this.exports.heapBase();
  }

  allocate(bytes: number): number {
    const address = Math.ceil(this.#next / 16) * 16;
    const end = address + Math.max(0, bytes);
    const { memory } = this.exports;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) this.#grow(missing, end);
    this.#next = end;
    return address;
  }

  #grow(pages: number, end: number): void {
    try {
      if (end > MOST_BYTES) throw new RangeError("beyond what 32-bit addresses reach");
      this.exports.memory.grow(pages);
    } catch (cause) {
      throw Object.assign(
        new RangeError(
          `Cannot run this kernel: its memory must hold ${Math.ceil(end / 1048576)} MiB, got a refusal by the runtime; use fewer rows or columns`,
          { cause },
        ),
        { code: "E_OUT_OF_MEMORY" },
      );
    }
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address, length);
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, length);
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, address, length);
  }

  u32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, address, length);
  }

  u16(address: number, length: number): Uint16Array {
    return new Uint16Array(this.exports.memory.buffer, address, length);
  }

  u8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address, length);
  }

  putF64(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 8);
    this.f64(address, values.length).set(values);
    return address;
  }

  putF32(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.f32(address, values.length).set(values);
    return address;
  }

  putI32(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.i32(address, values.length).set(values);
    return address;
  }

  putU32(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.u32(address, values.length).set(values);
    return address;
  }

  putU16(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 2);
    this.u16(address, values.length).set(values);
    return address;
  }

  putU8(values: ArrayLike<number>): number {
    const address = this.allocate(values.length);
    this.u8(address, values.length).set(values);
    return address;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.exports.memory.buffer.byteLength <= KEPT_BYTES) idle.set(this.#bytes, this.#instance);
  }
}

function moduleOf(bytes: string): WebAssembly.Module {
  let module = modules.get(bytes);
  if (!module) {
    module = new WebAssembly.Module(decode(bytes));
    modules.set(bytes, module);
  }
  return module;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Compiled kernels hold no assertions; the runtime of the language still names this import in some of them. */
function abort(): never {
  throw new Error("Cannot go on in a kernel: it met an impossible state");
}
