import { openKernel, wasmAvailable } from "./instance.ts";
import { WASM } from "./bytes/covariance.ts";

describe("openKernel()", () => {
  it("hands out memory behind the module's own, aligned to 16 bytes, without overlap", () => {
    const arena = openKernel(WASM);
    try {
      const base = arena.exports.heapBase();
      const first = arena.allocate(5);
      const second = arena.allocate(1);
      expect(first % 16).toBe(0);
      expect(first).toBeGreaterThanOrEqual(base);
      expect(second - first).toBe(16);
    } finally {
      arena.close();
    }
  });

  it("copies values in and shows them again, also after the memory grew", () => {
    const arena = openKernel(WASM);
    try {
      const f64 = arena.putF64([0.1, -2]);
      const f32 = arena.putF32([0.5]);
      const i32 = arena.putI32([-7]);
      const u32 = arena.putU32([4_000_000_000]);
      const u16 = arena.putU16([65535]);
      const u8 = arena.putU8([255]);
      arena.allocate(3 << 20);
      expect([...arena.f64(f64, 2)]).toEqual([0.1, -2]);
      expect([...arena.f32(f32, 1)]).toEqual([0.5]);
      expect([...arena.i32(i32, 1)]).toEqual([-7]);
      expect([...arena.u32(u32, 1)]).toEqual([4_000_000_000]);
      expect([...arena.u16(u16, 1)]).toEqual([65535]);
      expect([...arena.u8(u8, 1)]).toEqual([255]);
    } finally {
      arena.close();
    }
  });

  it("gives a small instance to the next caller, and never to two at a time", () => {
    const first = openKernel(WASM);
    const second = openKernel(WASM);
    expect(second.exports.memory).not.toBe(first.exports.memory);
    first.close();
    first.close();
    const third = openKernel(WASM);
    expect(third.exports.memory).toBe(first.exports.memory);
    expect(openKernel(WASM).exports.memory).not.toBe(first.exports.memory);
    second.close();
    third.close();
  });

  it("leaves a large memory to the garbage collector", () => {
    const large = openKernel(WASM);
    large.allocate(64 << 20);
    large.close();
    const next = openKernel(WASM);
    expect(next.exports.memory.buffer.byteLength).toBeLessThan(64 << 20);
    next.close();
  });

  it("says how much memory a kernel would have needed", () => {
    const arena = openKernel(WASM);
    try {
      expect(() => arena.allocate(5 * 2 ** 30)).toThrow(
        expect.objectContaining({
          code: "E_OUT_OF_MEMORY",
          message: expect.stringContaining("MiB") as string,
        }),
      );
    } finally {
      arena.close();
    }
  });
});

describe("wasmAvailable()", () => {
  it("finds WebAssembly with SIMD here", () => {
    expect(wasmAvailable()).toBe(true);
  });

  it("is false where WebAssembly is refused", async () => {
    const { WebAssembly: real } = globalThis;
    try {
      (globalThis as { WebAssembly?: unknown }).WebAssembly = {
        Module: class {
          constructor() {
            throw new EvalError("refused by policy");
          }
        },
      };
      jest.resetModules();
      const fresh = await import("./instance.ts");
      expect(fresh.wasmAvailable()).toBe(false);
    } finally {
      globalThis.WebAssembly = real;
    }
  });
});
