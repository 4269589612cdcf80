import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { findDeno, LIBRARY, run, RUNTIMES, scratchFolder } from "./runtimes.mjs";

/** What the files weigh that an import reads. What is added here costs every notebook 0.15 to 0.2 ms of its first import for each kB. */
const MOST_BYTES = 850_000;
/** Loaded at first use. */
const LATE = [
  "by-duckdb",
  "competition",
  "detect",
  "find-patterns",
  "load-sources",
  "methods",
  "ml-kmeans",
  "ml-pca",
  "more-codecs",
  "pako",
  "parquet-writer",
  "picomatch",
  "read-parquet",
  "source",
];

const DENO = findDeno();
const skip = DENO === null && process.env.CI !== "true" ? "no Deno found: set TRAFFICLAB_DENO" : false;
const MODULE = pathToFileURL(path.join(LIBRARY, "mod.js")).href;

/** Runs Deno with an empty cache, and no permission that is not named. */
function deno(t, ...args) {
  assert.ok(DENO, "Deno must be there when CI=true: set TRAFFICLAB_DENO or run the set-up");
  const env = { ...process.env, DENO_DIR: path.join(scratchFolder(t), "cache"), NO_COLOR: "1" };
  return run(DENO, args, { env });
}

/** The files that Deno reads before a module of the library runs. */
async function filesReadFor(t, name) {
  const url = pathToFileURL(path.join(LIBRARY, name)).href;
  const { modules } = JSON.parse(await deno(t, "info", "--no-config", "--json", url));
  return modules.map(({ specifier }) => decodeURIComponent(path.basename(new URL(specifier).pathname)));
}

/** Runs a program in Deno without any permission. */
function withoutPermission(t, code) {
  return deno(t, "run", "--no-config", "--no-prompt", `data:text/javascript,${encodeURIComponent(code)}`);
}

describe("an import in Deno", { skip }, () => {
  test("reads no file that is loaded at first use", async (t) => {
    const read = await filesReadFor(t, "mod.js");
    const late = readdirSync(LIBRARY).filter((name) => /^[a-z-]+-[A-Z0-9]{8}\.js$/.test(name));
    const named = late
      .map((name) => name.replace(/-[A-Z0-9]{8}\.js$/, ""))
      .filter((name) => name !== "chunk");
    assert.deepEqual(named.sort(), LATE);
    assert.deepEqual(
      read.filter((name) => LATE.some((one) => name.startsWith(`${one}-`))),
      [],
    );
    const bytes = read.reduce((sum, name) => sum + statSync(path.join(LIBRARY, name)).size, 0);
    assert.ok(bytes <= MOST_BYTES, `expected at most ${MOST_BYTES} bytes, got ${bytes}`);
  });

  test("reads all of them for a program that imports whole.js too", async (t) => {
    const read = await filesReadFor(t, "whole.js");
    const all = readdirSync(LIBRARY).filter((name) => /^(?:mod|whole|.+-[A-Z0-9]{8})\.js$/.test(name));
    assert.deepEqual(read.sort(), all.sort());
  });
});

describe("a Deno program without permissions", { skip }, () => {
  test("generates, profiles and shows", async (t) => {
    const code = `import { generateTraffic, profile, renderText } from ${JSON.stringify(MODULE)};
      const text = await renderText(await profile(generateTraffic({ flows: 50 })));
      console.log(text.includes("50 flows"));`;
    assert.equal((await withoutPermission(t, code)).trim(), "true");
  });

  test("is told which permission the rest needs, and trains without workers' program", async (t) => {
    const code = `import { IsolationForest, loadFlows } from ${JSON.stringify(MODULE)};
      const told = await loadFlows(new Uint8Array(0)).catch((error) => error.message);
      const X = { data: Float64Array.from({ length: 400 }, (_, i) => (i * 7919) % 101), rows: 200, columns: 2 };
      const model = await new IsolationForest({ nEstimators: 10 }).fit(X, undefined, { workers: 2 });
      console.log(JSON.stringify([/--allow-read/.test(told), model.nFeatures]));`;
    assert.equal((await withoutPermission(t, code)).trim(), "[true,2]");
  });

  test("needs none when it imports whole.js too", async (t) => {
    const code = `import { generateTraffic, loadFlows } from ${JSON.stringify(MODULE)};
      import ${JSON.stringify(MODULE.replace("mod.js", "whole.js"))};
      const csv = new TextEncoder().encode(generateTraffic({ flows: 50 }).toCSV());
      console.log((await loadFlows(csv)).rowCount);`;
    assert.equal((await withoutPermission(t, code)).trim(), "50");
  });
});

for (const runtime of RUNTIMES) {
  test(
    `what is loaded at first use works and can be cancelled in ${runtime.name}`,
    { skip: runtime.skip },
    async (t) => {
      assert.deepEqual(await runtime.run(t, "first-use.mjs", LIBRARY), {
        cancelled: {
          loadFlows: "CancelledError CANCELLED",
          trainClassifiers: "CancelledError CANCELLED",
          detectAnomalies: "CancelledError CANCELLED",
          analyzeBehavior: "CancelledError CANCELLED",
        },
        interrupted: { loadFlows: "CANCELLED", detectAnomalies: "CANCELLED", analyzeBehavior: "CANCELLED" },
        rows: 600,
        left: 0,
        loaded: 600,
        names: ["FlowTable", "TableProfile", "BehaviorReport", "FloatColumn", "IsolationForest"],
      });
    },
  );
}
