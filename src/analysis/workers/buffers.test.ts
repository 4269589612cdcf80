import { buffersOf, inSharedMemory } from "./buffers.ts";

describe("buffersOf()", () => {
  it("finds each buffer once, however deep and however often it is viewed", () => {
    const whole = new Float64Array(8);
    const part = whole.subarray(2, 4);
    const other = new Uint8Array(3);
    expect(buffersOf({ a: whole, list: [part, { other }], n: 1, none: null })).toEqual([
      whole.buffer,
      other.buffer,
    ]);
  });

  it("leaves shared memory where it is", () => {
    expect(buffersOf([new Int32Array(new SharedArrayBuffer(8))])).toEqual([]);
  });
});

describe("inSharedMemory()", () => {
  it("shares large arrays and leaves the rest alone", () => {
    const large = Float64Array.from({ length: 10_000 }, (_, at) => at);
    const small = Int32Array.of(1, 2);
    const shared = inSharedMemory({ large, nested: [{ small }], name: "n" }) as {
      large: Float64Array;
      nested: { small: Int32Array }[];
      name: string;
    };
    expect(shared.large.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shared.large).toEqual(large);
    expect(shared.nested[0]!.small).toBe(small);
    expect(shared.name).toBe("n");
  });

  it("copies only the part that a view shows, and nothing that is shared already", () => {
    const view = new Float64Array(30_000).fill(7).subarray(10_000, 20_000);
    const shared = inSharedMemory(view) as Float64Array;
    expect(shared).toHaveLength(10_000);
    expect(shared.byteOffset).toBe(0);
    expect(inSharedMemory(shared)).toBe(shared);
  });
});
