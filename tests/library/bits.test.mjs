import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { differences } from "../../bench/bits/compare.mjs";
import { findChromium, hashesInChromium, hashesInDeno, hashesInNode } from "../../bench/bits/engines.mjs";
import { NAMES } from "../../bench/bits/fits.mjs";
import { findDeno } from "./runtimes.mjs";

const ROWS = 500;
const FITS = [1, 2, 3].flatMap((seed) => [1, 2, 4].map((workers) => ({ seed, rows: ROWS, workers })));
const STRICT = process.env.CI === "true";

/** Asked once; each engine is compared with it. */
const inNode = hashesInNode(FITS);
inNode.catch(() => {});

async function sameAsInNode(engine, hashes) {
  const found = differences({ Node: await inNode, [engine]: hashes }, FITS);
  assert.deepEqual(
    found.map(
      ({ name, engine: where, fit }) => `${name} in ${where}, seed ${fit.seed}, ${fit.workers} workers`,
    ),
    [],
  );
}

describe("every estimator's model and predictions are the same bits", () => {
  test("with 1, 2 and 4 workers in Node", async () => {
    const hashes = await inNode;
    assert.deepEqual(Object.keys(hashes[0]).sort(), [...NAMES].sort());
    await sameAsInNode("Node", hashes);
  });

  test(
    "in Deno as in Node",
    { skip: findDeno() === null && !STRICT ? "no Deno found: set TRAFFICLAB_DENO" : false },
    async () => {
      await sameAsInNode("Deno", await hashesInDeno(findDeno(), FITS));
    },
  );

  const chromium = findChromium();
  test(
    "in a page's module worker as in Node",
    { skip: !chromium && !STRICT ? "no Chromium found: set TRAFFICLAB_CHROMIUM" : false },
    async () => {
      assert.ok(chromium, "Chromium must be there when CI=true: set TRAFFICLAB_CHROMIUM");
      await sameAsInNode("Chromium", await hashesInChromium(chromium, FITS));
    },
  );
});
