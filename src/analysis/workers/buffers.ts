/** Typed arrays inside plain data: moved rather than copied, or shared where the runtime can. */

/** Arrays smaller than this are cheaper to copy than to share. */
const SHARED_BYTES = 65536;

/**
 * The buffers that can be moved to another thread instead of being copied.
 *
 * @param value Plain data of arrays, objects and typed arrays. Views on WebAssembly memory must not be in it.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  visit(value, (view) => {
    const { buffer } = view;
    if (!isShared(buffer)) found.add(buffer);
  });
  return [...found];
}

/**
 * The same data with its larger typed arrays in shared memory.
 *
 * @returns The value itself where the runtime has no shared memory.
 */
export function inSharedMemory(value: unknown): unknown {
  if (typeof SharedArrayBuffer === "undefined") return value;
  if (ArrayBuffer.isView(value)) return isShared(value.buffer) ? value : toShared(value as TypedArray);
  if (Array.isArray(value))
    return value.map((item: unknown) => (isContainer(item) ? inSharedMemory(item) : item));
  if (!isContainer(value)) return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, inSharedMemory(item)]),
  );
}

/** One number that all threads see; undefined where the runtime has no shared memory. */
export function sharedFlag(): Int32Array | undefined {
  return typeof SharedArrayBuffer === "undefined" ? undefined : new Int32Array(new SharedArrayBuffer(4));
}

/** Typed arrays have the same constructor shape; `DataView` is not used. */
interface TypedArray extends ArrayBufferView {
  readonly length: number;
  set(values: TypedArray): void;
  readonly constructor: unknown;
}

function toShared(view: TypedArray): ArrayBufferView {
  if (view.byteLength < SHARED_BYTES) return view;
  const Array = view.constructor as new (buffer: SharedArrayBuffer) => TypedArray;
  const copy = new Array(new SharedArrayBuffer(view.byteLength));
  copy.set(view);
  return copy;
}

function visit(value: unknown, found: (view: ArrayBufferView) => void): void {
  if (ArrayBuffer.isView(value)) {
    found(value);
    return;
  }
  if (!isContainer(value)) return;
  for (const item of Object.values(value as object)) {
    if (isContainer(item)) visit(item, found);
  }
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}
