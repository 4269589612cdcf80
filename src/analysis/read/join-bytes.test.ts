import { joinBytes } from "./join-bytes.ts";

test("joinBytes() joins chunks in order, gives a single one as it is, and nothing for none", () => {
  const one = Uint8Array.of(1, 2);
  expect(joinBytes([one])).toBe(one);
  expect([...joinBytes([one, Uint8Array.of(), Uint8Array.of(3)])]).toEqual([1, 2, 3]);
  expect(joinBytes([])).toHaveLength(0);
});
