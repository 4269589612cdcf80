import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { LIBRARY, RUNTIMES, scratchFolder } from "./runtimes.mjs";

before(() =>
  assert.ok(existsSync(path.join(LIBRARY, "mod.js")), "build the bundle first: npm run build:library"),
);

for (const runtime of RUNTIMES) {
  describe(`the library bundle in ${runtime.name}`, { skip: runtime.skip }, () => {
    test("loads danfo and TensorFlow.js at their first use, not before", async (t) => {
      assert.deepEqual(await runtime.run(t, "loading.mjs", LIBRARY), {
        afterImport: [],
        afterEngine: ["tfjs.cjs"],
        afterDanfo: ["danfo.cjs", "tfjs.cjs"],
        sameDanfo: true,
      });
    });

    test("makes a danfo DataFrame and trains a step of a network, from any folder", async (t) => {
      const elsewhere = path.join(scratchFolder(t), "a copy");
      cpSync(LIBRARY, elsewhere, { recursive: true });
      const { html, loss, ...rest } = await runtime.run(t, "learning.mjs", elsewhere);
      assert.deepEqual(rest, {
        sum: [
          [2, 3],
          [3, 5],
          [4, 7],
          [5, 9],
        ],
        json: [
          { packets: 1, bytes: 2 },
          { packets: 2, bytes: 4 },
          { packets: 3, bytes: 6 },
          { packets: 4, bytes: 8 },
        ],
        engine: "wasm",
        backend: "wasm",
        listeners: 0,
      });
      assert.match(html, /4 rows × 2 columns/);
      assert.ok(Math.abs(loss[0] - 30) < 1e-3 && loss[1] < loss[0], `loss must fall from 30, got ${loss}`);
    });

    test("gives every export of danfojs-node and @tensorflow/tfjs-node by name, of the same instance, wasm running", async (t) => {
      assert.deepEqual(await runtime.run(t, "wrappers.mjs", LIBRARY), {
        backend: "wasm",
        sum: [2, 3],
        sameDanfo: true,
        sameTf: true,
        missing: [],
      });
    });

    test("keeps danfo's readers and writers: CSV, JSON and Excel, files and http", async (t) => {
      assert.deepEqual(await runtime.run(t, "danfo-files.mjs", LIBRARY), {
        overHttp: {
          csv: [
            [1, "scan"],
            [2, "normal"],
          ],
          json: [[1, "scan"]],
        },
        fromFiles: {
          csv: [
            [1, "scan"],
            [2, "normal"],
          ],
          excel: [
            [1, "scan"],
            [2, "normal"],
          ],
        },
        text: "packets,label\n1,scan\n2,normal\n",
      });
    });
  });
}

test("the bundle names no folder of the machine that built it", () => {
  const names = readdirSync(LIBRARY).filter((name) => /\.(?:c?js|d\.ts|txt)$/.test(name));
  assert.ok(names.includes("mod.js") && names.includes("whole.js"), names.join(", "));
  for (const name of names) {
    const text = readFileSync(path.join(LIBRARY, name), "utf8");
    assert.ok(!text.includes(path.resolve(LIBRARY, "../..")), `${name} holds the path of the repository`);
  }
});

test("LICENSES.txt has name, version, licence and text of what is inside", () => {
  const text = readFileSync(path.join(LIBRARY, "LICENSES.txt"), "utf8");
  const sections = text.split(/^={80}\n\n/m).slice(1);
  assert.ok(sections.length > 80, `expected more than 80 packages, got ${sections.length}`);
  for (const section of sections) {
    assert.match(section, /^\S+ \d+\.\d+\.\d+\S* \(.+\)\n\n/);
    assert.ok(section.length > 400, `no licence text: ${section.slice(0, 60)}`);
  }
  for (const name of ["danfojs-node", "mathjs", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"]) {
    assert.ok(
      sections.some((section) => section.startsWith(`${name} `)),
      `${name} is not listed`,
    );
  }
});
