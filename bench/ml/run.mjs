/**
 * `npm run bench -- ml [--size 10k|100k|1M] [--only GROUP,...] [--runtime node|deno] [--resume] [--smoke]
 * [--library MOD.JS]`: the library against
 * scikit-learn (n_jobs=-1 and 1) and PyOD, in turn on the same data, wall and CPU time, memory, and the quality of both.
 *
 * `--library` names another build, whose figures are printed and not kept.
 * `--smoke` does every task at tiny size with our side alone, needs no Python and keeps nothing.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCH_DATA, libraryHash, optionOf } from "../shared/store.mjs";
import { mlText, writeBenchmarks } from "../report/mod.mjs";
import { measure } from "./measure.mjs";
import { openSides } from "./sides.mjs";
import { chooseTasks, smokeTask } from "./tasks.mjs";

const args = process.argv.slice(2);
const smoke = args.includes("--smoke");
const runtime = optionOf(args, "runtime") ?? "node";
const only = optionOf(args, "only")?.split(",");
const other = optionOf(args, "library");
const size = optionOf(args, "size") ?? (smoke ? "1M" : "100k");

const scratch = mkdtempSync(join(tmpdir(), "trafficlab-bench-"));
try {
  const data = smoke ? scratch : BENCH_DATA;
  mkdirSync(data, { recursive: true });
  const chosen = chooseTasks({ size, only });
  const tasks = smoke ? chosen.map(smokeTask) : chosen;
  const context = {
    smoke,
    runtime,
    data,
    scratch,
    keep: !smoke && other === undefined,
    resume: args.includes("--resume"),
    library: libraryHash(other),
  };
  const sides = await openSides({ runtime, withReference: !smoke, library: other });
  try {
    const failed = await measure(tasks, sides, context);
    if (failed.length > 0) {
      console.error(`Failed: ${failed.join(", ")}`);
      process.exitCode = 1;
    }
  } finally {
    await sides.stop();
  }
  if (context.keep) console.log(`\n${mlText()}\n\nWritten: ${writeBenchmarks()}`);
} catch (error) {
  console.error(error instanceof RangeError ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
