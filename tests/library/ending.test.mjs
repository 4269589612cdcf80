import assert from "node:assert/strict";
import { test } from "node:test";
import { LIBRARY, RUNTIMES } from "./runtimes.mjs";

for (const { name, skip, run } of RUNTIMES)
  test(`a program ends by itself after a load that was cancelled, in ${name}`, { skip }, async (t) => {
    assert.deepEqual(await run(t, "cancelled-load.mjs", LIBRARY), { code: "CANCELLED" });
  });
