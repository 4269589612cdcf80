import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { differences } from "../../bench/bits/compare.mjs";
import { hashFits, makeRows } from "../../bench/bits/fits.mjs";
import { judgeCancels, judgeFits } from "../../bench/memory/judge.mjs";
import { judge, showQuality } from "../../bench/ml/judge.mjs";
import { memoryCells, ratio, taskCells } from "../../bench/ml/lines.mjs";
import { chooseTasks, smokeTask, TASKS } from "../../bench/ml/tasks.mjs";
import { summaryRow } from "../../bench/quality/summary.mjs";
import { benchmarksText } from "../../bench/report/mod.mjs";
import { makeAnomalies, makeClusters, makeFlows } from "../../bench/shared/made.mjs";
import * as scores from "../../bench/shared/scores.mjs";
import { bytesOf, madeSet, readNumbers } from "../../bench/shared/sets.mjs";
import { startSide } from "../../bench/shared/side.mjs";
import { cpuSeconds, peakBytes, residentBytes } from "../../bench/shared/usage.mjs";

const folder = mkdtempSync(join(tmpdir(), "trafficlab-bench-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

describe("the judge of both sides", () => {
  test("macroF1() is the mean over the classes that occur, as scikit-learn's", () => {
    // f1_score([0,0,1,1,2,2],[0,1,1,1,0,3], average="macro") = (0.5 + 0.8 + 0 + 0) / 4
    assert.equal(scores.accuracy([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 0, 3]), 0.5);
    assert.ok(Math.abs(scores.macroF1([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 0, 3]) - 0.325) < 1e-12);
  });

  test("rocAuc() counts ties half", () => {
    assert.equal(scores.rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 0.75);
    assert.equal(scores.rocAuc([0, 1, 0, 1], [1, 1, 1, 1]), 0.5);
    assert.equal(scores.rocAuc([1, 0], [2, 1]), 1);
  });

  test("sameClusters() allows other names, not other groups, and noise stays noise", () => {
    assert.ok(scores.sameClusters([0, 0, 1, -1], [5, 5, 2, -1]));
    assert.ok(!scores.sameClusters([0, 0, 1, 1], [0, 0, 0, 0]));
    assert.ok(!scores.sameClusters([0, 0, 0, 0], [0, 0, 1, 1]));
    assert.ok(!scores.sameClusters([-1, 0], [0, -1]));
    assert.equal(scores.differentRows([0, 0, 1, 1, 1], [3, 3, 2, 2, 3]), 1);
  });

  test("largestDifference() takes NaN beside a number for a difference, and other lengths", () => {
    assert.equal(scores.largestDifference([1, 2], [1, 2.5]), 0.5);
    assert.equal(scores.largestDifference([NaN], [1]), Infinity);
    assert.equal(scores.largestDifference([NaN], [NaN]), 0);
    assert.equal(scores.largestDifference([1], [1, 2]), Infinity);
    assert.equal(scores.largestRelativeDifference([2 ** 20 + 1], [2 ** 20]), 2 ** -20);
  });

  test("median() and meanAndError() are the usual ones", () => {
    assert.equal(scores.median([3, 1, 2]), 2);
    assert.equal(scores.median([4, 1, 2, 3]), 2.5);
    assert.deepEqual(scores.meanAndError([1, 3]), { mean: 2, standardError: 1 });
  });
});

describe("made data", () => {
  test("is the same for the same seed, and another for another", () => {
    for (const make of [makeFlows, makeAnomalies, makeClusters]) {
      const options = { rows: 50, columns: 10 };
      assert.deepEqual(make({ ...options, seed: 3 }), make({ ...options, seed: 3 }));
      assert.notDeepEqual(make({ ...options, seed: 3 }).X, make({ ...options, seed: 4 }).X);
    }
  });

  test("flows have the shares and the kinds of columns that are described", () => {
    const { X, y } = makeFlows({ rows: 20_000, columns: 10, seed: 1 });
    const share = (code) => y.filter((value) => value === code).length / y.length;
    for (const [code, expected] of [0.63, 0.18, 0.1, 0.06, 0.03].entries())
      assert.ok(Math.abs(share(code) - expected) < 0.02, `class ${code}: ${share(code)}`);
    for (let row = 0; row < 200; row++) {
      assert.ok(Number.isInteger(X[row * 10 + 2]), "packets are whole");
      assert.ok(X[row * 10 + 3] >= 0 && X[row * 10 + 3] <= 24, "flags have 25 levels");
      assert.ok(X[row * 10 + 4] > 0 && X[row * 10 + 4] < 1, "ratios lie between 0 and 1");
    }
  });

  test("is written once, and read back bit by bit", () => {
    const spec = { kind: "anomalies", rows: 40, columns: 3 };
    const set = madeSet(folder, spec);
    const { X, y } = makeAnomalies({ rows: 48, columns: 3, seed: 1 });
    assert.deepEqual(readNumbers(set.train.X), X.slice(0, 120));
    assert.deepEqual(readNumbers(set.test.y), y.slice(40));
    const { mtimeMs } = statSync(set.train.X);
    assert.deepEqual(madeSet(folder, spec), set);
    assert.equal(statSync(set.train.X).mtimeMs, mtimeMs);
  });
});

describe("the tasks", () => {
  test("have an id each, and cover every goal of the learning core", () => {
    assert.equal(new Set(TASKS.map(({ id }) => id)).size, TASKS.length);
    const groups = new Set(TASKS.map(({ group }) => group));
    for (const group of ["rf", "if", "dbscan", "kmeans", "svc", "linear", "mlp", "pca", "lof", "selection"])
      assert.ok(groups.has(group), group);
  });

  test("a task that names a shortcut stands beside its like-for-like one", () => {
    for (const [at, task] of TASKS.entries())
      if (task.note) assert.match(TASKS[at + 1].title, /like for like/);
  });

  test("chooseTasks() takes a size and the smaller ones, and groups or ids", () => {
    assert.ok(chooseTasks({ size: "10k" }).every(({ size }) => size === "10k"));
    assert.equal(chooseTasks({ size: "1M" }).length, TASKS.length);
    assert.deepEqual(
      chooseTasks({ size: "1M", only: ["rf-fit-10k", "pca"] }).map(({ id }) => id),
      ["rf-fit-10k", "pca-100k", "pca-1M"],
    );
    assert.throws(() => chooseTasks({ size: "2M" }), /--size must be 10k, 100k, 1M, got "2M"/);
    assert.throws(() => chooseTasks({ size: "1M", only: ["rg"] }), /--only takes rf, .*got "rg"/);
  });

  test("smokeTask() makes any task small, and needs no real set", () => {
    for (const task of TASKS.map(smokeTask)) {
      assert.ok(task.data.rows <= 400, task.id);
      assert.ok((task.options.trees ?? 0) <= 5 && (task.options.epochs ?? 0) <= 2, task.id);
    }
  });
});

describe("the report", () => {
  const task = { id: "rf-fit-10k", title: "forest", goal: 7, judged: "classes" };
  const result = {
    library: "abc",
    rounds: {
      ours: [0.1, 0.3, 0.2].map((wall) => ({ wall, cpu: 0.2 })),
      all: [2, 1].map((wall) => ({ wall, cpu: 1.2 })),
      one: [{ wall: 3, cpu: 3 }],
    },
    shown: { ours: "accuracy 0.9000", all: "accuracy 0.9100" },
    memory: {
      ours: { peak: 200 * 2 ** 20, before: 100 * 2 ** 20 },
      all: { peak: 800 * 2 ** 20, before: 300 * 2 ** 20 },
    },
    load: [0.1, 1.5],
    date: "2026-01-02T03:04:05Z",
  };

  test("a line has the medians, their spread, the ratios and whether the goal was reached", () => {
    assert.equal(ratio(result.rounds.all, result.rounds.ours, "wall"), 7.5);
    assert.deepEqual(taskCells(task, result), [
      "forest",
      "200 ms (100 ms to 300 ms, 3 rounds)",
      "1.50 s (1.00 s to 2.00 s, 2 rounds)",
      "3.00 s",
      "x7.50 (7, reached)",
      "x15.0",
      "x6.00",
      "ours accuracy 0.9000; reference accuracy 0.9100",
    ]);
    assert.match(taskCells({ ...task, goal: 8 }, result)[4], /\(8, missed\)/);
    assert.deepEqual(memoryCells(task, result).slice(1), [
      "200 MiB (100 MiB before)",
      "800 MiB (300 MiB before)",
      "0.25 (growth alone 0.20)",
    ]);
  });

  test("the document holds the cells of the lines; a part holds one build, that of its last run", () => {
    const ml = {
      about: {
        machine: { cpu: "2 x cpu", memory: "8 GiB", system: "linux" },
        versions: { "scikit-learn": "1.9.1" },
      },
      "node/rf-fit-10k": result,
      "node/pca-100k": { ...result, library: "old", date: "2025-12-31T00:00:00Z" },
    };
    const none = {};
    const quality = { library: "abc", lines: ["## Quality", "", "| a |"] };
    const text = benchmarksText({
      ml,
      quality,
      bits: { library: "old", lines: ["## Bits of build old"] },
      memory: none,
    });
    for (const cell of taskCells(
      TASKS.find(({ id }) => id === "rf-fit-10k"),
      result,
    ))
      assert.ok(text.includes(cell), cell);
    assert.match(text, /2 x cpu, 8 GiB, linux; scikit-learn 1\.9\.1; library build abc\. 2026-01-02 03:04/);
    assert.match(text, /## Quality\n\n\| a \|/);
    assert.match(text, /## Bits of build old/);
    assert.ok(!text.includes("PCA"));
  });

  test("summaryRow() allows half a point or two standard errors below, and the worst seed where every one counts", () => {
    const rows = (differences) =>
      differences.map((difference) => ({ ours: 0.9 + difference, theirs: 0.9, difference }));
    assert.equal(summaryRow("x", "accuracy", rows([-0.004, -0.0045])).at(-1), "met");
    assert.equal(summaryRow("x", "accuracy", rows([-0.0061, -0.006])).at(-1), "missed");
    assert.equal(summaryRow("x", "accuracy", rows([-0.02, 0.01])).at(-1), "met");
    assert.equal(summaryRow("x", "auroc", rows([-0.006, -0.006])).at(-1), "missed");
    assert.equal(summaryRow("x", "auroc", rows([0.02, 0.02])).at(-1), "higher");
    assert.equal(summaryRow("x", "axes", [{ difference: 1e-9 }, { difference: 2e-6 }]).at(-1), "missed");
    assert.equal(summaryRow("x", "inertia", rows([-0.01, -0.02])).at(-1), "met");
    assert.equal(summaryRow("x", "clusters", [{ difference: 0 }]).at(-1), "met");
  });

  test("judge() reads what the sides left", () => {
    const write = (name, values) => {
      const path = join(folder, name);
      writeFileSync(path, bytesOf(values));
      return path;
    };
    const set = { test: { y: write("y.i32", Int32Array.of(0, 1, 1, 0)) } };
    const answer = (name, labels) => ({
      outputs: { labels: write(`${name}.i32`, Int32Array.from(labels)) },
      figures: {},
    });
    const quality = judge(task, set, { ours: answer("a", [0, 1, 1, 1]), all: answer("b", [0, 1, 1, 0]) });
    assert.deepEqual(showQuality(task, quality), {
      ours: "accuracy 0.7500, macro-F1 0.7333",
      all: "accuracy 1.0000, macro-F1 1.0000",
    });
  });
});

describe("same bits", () => {
  const standIn = (fault) => ({
    ECOD: class {
      async fit(X) {
        const arrays = { b: X.data.slice(0, 3), a: Int32Array.of(fault) };
        return {
          parts: () => ({ arrays }),
          scoreSamples: ({ data }) => data.map((value) => value * 2),
          dispose() {},
        };
      }
    },
  });

  test("a hash is of arrays and predictions, and differs when one number does", async () => {
    const options = { seed: 1, rows: 20, workers: 1, names: ["ECOD"] };
    const [one, same, other, seed] = [
      await hashFits(standIn(0), options),
      await hashFits(standIn(0), options),
      await hashFits(standIn(1), options),
      await hashFits(standIn(0), { ...options, seed: 2 }),
    ];
    assert.deepEqual(one, same);
    assert.notDeepEqual(one, other);
    assert.notDeepEqual(one, seed);
    assert.match(one.ECOD, /^[0-9a-f]{16}$/);
  });

  test("differences() names engine, seed and workers", () => {
    const fits = [
      { seed: 1, workers: 1 },
      { seed: 1, workers: 2 },
      { seed: 2, workers: 1 },
    ];
    const engines = {
      Node: [{ A: "x" }, { A: "x" }, { A: "y" }],
      Deno: [{ A: "x" }, { A: "z" }, { A: "y" }],
    };
    assert.deepEqual(differences(engines, fits), [
      { name: "A", engine: "Deno", fit: fits[1], hash: "z", expected: "x" },
    ]);
  });

  test("the rows are finite, and of three classes", () => {
    const { X, y } = makeRows(7, 100);
    assert.ok(X.data.every(Number.isFinite));
    assert.deepEqual([...new Set(y)].sort(), [0, 1, 2]);
  });
});

describe("memory", () => {
  const state = { rss: 100 * 2 ** 20, wasm: { count: 2, bytes: 2 ** 20 }, tensors: 0 };

  test("judgeFits() finds growth of the process, of wasm and of tensors", () => {
    const judged = (after) =>
      judgeFits({ estimator: "A", fits: 10, before: state, middle: state, after: { ...state, ...after } }).ok;
    assert.ok(judged({}));
    assert.ok(!judged({ rss: 200 * 2 ** 20 }));
    assert.ok(!judged({ rss: 120 * 2 ** 20 }), "in the second half");
    assert.ok(!judged({ wasm: { count: 3, bytes: 2 ** 20 } }));
    assert.ok(!judged({ wasm: { count: 2, bytes: 2 ** 21 } }));
    assert.ok(!judged({ tensors: 1 }));
  });

  test("judgeCancels() wants the workers back and the same bits afterwards", () => {
    const good = {
      asked: 90,
      cancelled: 90,
      finished: 10,
      otherwise: 0,
      slowestMs: 20,
      sameAfterwards: true,
      workersBefore: 2,
      workersAfter: 2,
    };
    assert.ok(judgeCancels(good).ok);
    for (const fault of [{ otherwise: 1 }, { sameAfterwards: false }, { workersAfter: 3 }, { cancelled: 89 }])
      assert.ok(!judgeCancels({ ...good, ...fault }).ok, JSON.stringify(fault));
  });
});

describe("a side", () => {
  const program = (code) => ({ command: process.execPath, args: ["-e", code], env: process.env });

  test("answers line by line, says what went wrong, and ends", async () => {
    const side = await startSide(
      program(`
        console.log(JSON.stringify({ ready: true, version: 1 }));
        require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
          console.log("a library's chatter");
          console.log(line === '{"bad":1}' ? '{"error":"no"}' : line);
        });`),
    );
    assert.equal(side.about.version, 1);
    assert.deepEqual(await side.ask({ a: 1 }), { a: 1 });
    await assert.rejects(side.ask({ bad: 1 }), /^Error: no$/);
    await side.stop();
  });

  test("that ends is an error, not a wait without end", async () => {
    await assert.rejects(startSide(program("process.exit(3)")), /Cannot go on: .* ended/);
  });

  test("measures itself: CPU time and memory grow with what is done", () => {
    const before = cpuSeconds();
    const until = performance.now() + 60;
    while (performance.now() < until);
    assert.ok(cpuSeconds() > before);
    assert.ok(residentBytes() > 2 ** 20 && peakBytes() >= residentBytes() / 2);
  });
});
