import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { OPERATIONS } from "../../bench/frame/operations.mjs";
import { TASKS } from "../../bench/ml/tasks.mjs";
import { STEPS } from "../../bench/path/steps.mjs";
import { ROOT, run } from "./runtimes.mjs";

test("every task of the learning benchmark runs at tiny size on our side, without Python", async () => {
  const output = await run(process.execPath, [path.join(ROOT, "bench/ml/run.mjs"), "--smoke"], { cwd: ROOT });
  for (const { title } of TASKS) {
    const line = output.split("\n").find((text) => text.startsWith(`${title} | `));
    assert.ok(line, `${title}: no line in\n${output}`);
    assert.match(line, /\| [\d.]+ m?s\b/);
  }
});

test("every operation of the data frame's benchmark runs on few rows on our side, without Python", async () => {
  const output = await run(process.execPath, [path.join(ROOT, "bench/frame/run.mjs"), "--smoke"], {
    cwd: ROOT,
  });
  for (const { title } of OPERATIONS) {
    const line = output.split("\n").find((text) => text.startsWith(`${title} | `));
    assert.ok(line, `${title}: no line in\n${output}`);
    assert.match(line, /\| [\d.e-]+ \| [\d.e-]+ \| x[\d.]+$/);
  }
});

test("every step of the whole path runs on few flows on our side, without Python", async () => {
  const output = await run(process.execPath, [path.join(ROOT, "bench/path/run.mjs"), "--smoke"], {
    cwd: ROOT,
  });
  for (const { title } of STEPS) {
    const line = output.split("\n").find((text) => text.startsWith(`${title} | `));
    assert.ok(line, `${title}: no line in\n${output}`);
    assert.match(line, /\| [\d.]+ m?s \| [\d.]+ m?s \| .*\d/);
  }
});
