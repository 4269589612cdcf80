/**
 * `npm run bench -- quality [--sets NAME,...] [--only NAME,...] [--seeds 5] [--resume]
 * [--library MOD.JS]`: the library's results beside scikit-learn's and PyOD's on
 * five real sets, on the same encoded matrices and the same splits: means over the seeds, their difference, two standard errors of it, and
 * whether that is within the project's bounds.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSides } from "../ml/sides.mjs";
import { table, writeBenchmarks } from "../report/mod.mjs";
import { realSplits } from "../shared/real.mjs";
import {
  BENCH_DATA,
  fingerprint,
  libraryHash,
  optionOf,
  readResults,
  writeResults,
} from "../shared/store.mjs";
import { CASES, SETS, compare } from "./cases.mjs";
import { summarise } from "./summary.mjs";

/** Enough for two standard errors below half a point, and few enough for a support vector machine of tolerance 1e-6 on five seeds. */
const TRAIN_ROWS = 6_000;
const TEST_ROWS = 4_000;
const SMALL_SET = "cse-2018-wednesday";
const TITLES = ["set", "what", "ours", "reference", "difference", "2 SE", "verdict"];

const args = process.argv.slice(2);
const seeds = Number(optionOf(args, "seeds") ?? 5);
const sets = optionOf(args, "sets")?.split(",") ?? SETS;
const only = optionOf(args, "only")?.split(",");
const cases = CASES.filter(({ id }) => only === undefined || only.includes(id));

const results = readResults("quality");
const other = optionOf(args, "library");
const library = libraryHash(other);
const isPart = only !== undefined || optionOf(args, "sets") !== undefined;
/** A part alone, or another build, says nothing of the whole. */
const isStored = other === undefined && (!isPart || args.includes("--resume"));
const kept = args.includes("--resume") && results.library === library ? results.runs : {};
const scratch = mkdtempSync(join(tmpdir(), "trafficlab-quality-"));
const sides = await openSides({ runtime: "node", withReference: true, library: other });
const failed = [];
try {
  for (const set of sets) for (const split of await splitsOf(set)) await measureSplit(set, split);
} finally {
  await sides.stop();
  rmSync(scratch, { recursive: true, force: true });
}
report();

function splitsOf(set) {
  const folder = join(BENCH_DATA, "quality");
  mkdirSync(folder, { recursive: true });
  const rows = set === SMALL_SET ? { train: 4_000, test: 2_000 } : { train: TRAIN_ROWS, test: TEST_ROWS };
  return realSplits(set, folder, { seeds, ...rows });
}

async function measureSplit(set, split) {
  for (const subject of cases) {
    const key = `${set}/${split.seed}/${subject.id}`;
    const task = fingerprint({ ...subject, split: split.raw });
    if (kept[key]?.task === task) continue;
    try {
      const measured = await measure(subject, split);
      kept[key] = { task, measured };
      console.log(`${key}: ${JSON.stringify(measured)}`);
    } catch (error) {
      failed.push(key);
      delete kept[key];
      console.log(`${key}: FAILED: ${error.message}`);
    }
    if (isStored) writeResults("quality", { ...results, library, runs: kept });
  }
}

async function measure(subject, split) {
  const data = split[subject.data];
  const request = (name) => ({
    estimator: subject.estimator,
    options: { ...subject.options, seed: split.seed },
    timed: subject.timed ?? "fit",
    outputs: subject.outputs,
    train: data.train,
    ...(data.test ? { test: data.test } : {}),
    out: join(scratch, name),
  });
  const ours = await sides.ours.ask(request("ours"));
  const theirs = await sides.all.ask(request("all"));
  return compare(subject, split, ours, theirs);
}

function report() {
  const rows = summarise(kept, { sets, cases, seeds });
  const missed = rows.filter((row) => row.at(-1) === "missed").length;
  const text = table(TITLES, rows);
  const lines = [
    "## Quality on five real sets",
    `Against scikit-learn ${sides.all.about.versions["scikit-learn"]} and PyOD ${sides.all.about.versions.pyod}, library build ${library}, ${new Date().toISOString().slice(0, 10)}: same encoded ` +
      `matrices, same stratified splits (${TRAIN_ROWS} training and ${TEST_ROWS} test rows; CSE-2018 4000 and 2000), means over ${seeds} seeds. Repeated rows are left ` +
      "out before splitting. `npm run bench -- quality`.",
    "",
    text,
  ];
  console.log(`\n${lines.join("\n")}\n\n${rows.length - missed} of ${rows.length} within bounds`);
  if (isStored) writeResults("quality", { library, runs: kept, lines });
  if (isStored && !isPart) console.log(`Written: ${writeBenchmarks()}`);
  if (failed.length > 0) console.error(`Failed: ${failed.join(", ")}`);
  process.exitCode = failed.length + missed > 0 ? 1 : 0;
}
