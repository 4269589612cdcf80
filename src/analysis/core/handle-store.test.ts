import { HandleStore, textHash } from "./handle-store.ts";

test("the same about gives the same handle in every store, another one another", () => {
  const [a, b] = [new HandleStore<object>("m", 4), new HandleStore<object>("m", 4)];
  expect(a.handleFor({}, "t-1", "forest")).toBe(b.handleFor({}, "t-1", "forest"));
  expect(a.handleFor({}, "t-1", "forest")).not.toBe(a.handleFor({}, "t-1", "svm"));
  expect(a.handleFor({}, "x")).toMatch(/^m-[0-9a-f]{16}$/);
});

test("a thing keeps the handle that it got first, and is found by it", () => {
  const store = new HandleStore<object>("m", 4);
  const thing = {};
  const handle = store.handleFor(thing, "one");
  expect(store.handleFor(thing, "two")).toBe(handle);
  expect(store.get(handle)).toBe(thing);
  expect(store.get("m-none")).toBeUndefined();
});

test("things that are held elsewhere answer after they were crowded out or released", () => {
  const store = new HandleStore<object>("m", 2);
  const things = Array.from({ length: 5 }, (_, at) => ({ at }));
  const handles = things.map((thing) => store.handleFor(thing, String(thing.at)));
  store.release(handles[4]!);
  expect(handles.map((handle) => store.get(handle))).toEqual(things);
});

test("textHash() tells texts apart that differ in one place, and empty from none", () => {
  const hashes = new Set(Array.from({ length: 5000 }, (_, at) => textHash(`table ${at}`)));
  expect(hashes.size).toBe(5000);
  expect(textHash("")).not.toBe(textHash("\u0000"));
});
