/**
 * `npm run bench -- frame [--rounds 5] [--runtime node|deno] [--library MOD.JS] [--smoke]`: a FlowFrame of 100,000 and of 200,000 flows beside
 * pandas' frame of the same file: milliseconds an operation, how the cost grows with the rows, and whether both say the same.
 *
 * A cost that grows by 2.6 or more where the rows double is more than linear, and makes the exit code 1.
 * `--smoke` takes a hundredth of the rows and our side alone, and needs no Python.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceEnv } from "../../tools/reference/mod.mjs";
import { venvEnv } from "../../tools/setup/environment.mjs";
import { LIBRARY, REFERENCE_PYTHON, VENV_DENO } from "../../tools/setup/paths.mjs";
import { largestRelativeDifference, median } from "../shared/scores.mjs";
import { startSide } from "../shared/side.mjs";
import { load, machine, optionOf } from "../shared/store.mjs";
import { flowsAsCsv } from "./made.mjs";
import { OPERATIONS } from "./operations.mjs";

const MOST_GROWTH = 2.6;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const args = process.argv.slice(2);
const smoke = args.includes("--smoke");
const rounds = Number(optionOf(args, "rounds") ?? (smoke ? 1 : 5));
const library = optionOf(args, "library") ?? LIBRARY;
const sizes = smoke ? [1_000, 2_000] : [100_000, 200_000];

const scratch = mkdtempSync(join(tmpdir(), "trafficlab-frame-"));
const sides = {};
try {
  const files = sizes.map((rows) => join(scratch, `${rows}.csv`));
  sizes.forEach((rows, at) => writeFileSync(files[at], flowsAsCsv(rows)));
  sides.ours = await startSide(oursIn(optionOf(args, "runtime") ?? "node"));
  if (!smoke)
    sides.pandas = await startSide({
      command: REFERENCE_PYTHON,
      args: ["-B", here("pandas_side.py")],
      env: referenceEnv(1),
    });
  for (const side of Object.values(sides)) await side.ask({ files });
  const { cpu, memory, system } = machine();
  console.log(
    `${cpu}, ${memory}, ${system}; ${versions()}; load average ${load()}; medians of ${rounds} rounds in turn`,
  );
  console.log(titles().join(" | "));
  let failed = false;
  for (const operation of OPERATIONS) {
    const { cells, ok } = summary(operation, await measure(operation));
    failed ||= !ok;
    console.log(cells.join(" | "));
  }
  console.log(`load average ${load()}`);
  process.exitCode = failed ? 1 : 0;
} finally {
  for (const side of Object.values(sides)) await side.stop();
  rmSync(scratch, { recursive: true, force: true });
}

function oursIn(runtime) {
  const program = here("our-side.mjs");
  if (runtime === "node") return { command: process.execPath, args: [program, library], env: venvEnv() };
  if (runtime !== "deno")
    throw new RangeError(`Cannot measure: --runtime must be node or deno, got "${runtime}"`);
  return {
    command: VENV_DENO,
    args: ["run", "--allow-all", "--no-config", program, library],
    env: venvEnv(),
  };
}

function versions() {
  return Object.entries(sides)
    .map(([name, { about }]) => `${name}: ${about.version}`)
    .join(", ");
}

function titles() {
  const [few, many] = sizes.map((rows) => `${rows / 1000}k`);
  const ours = [
    "operation",
    `ours ${few}, ms`,
    `ours ${many}, ms`,
    `growth of our CPU (below ${MOST_GROWTH})`,
  ];
  return smoke
    ? ours
    : [
        ...ours,
        `pandas ${few}, ms`,
        `pandas ${many}, ms`,
        `pandas over ours, ${many}`,
        "largest relative difference",
      ];
}

/** All sides and sizes in turn, so that what else the machine does meets them alike. */
async function measure({ name }) {
  const measured = {};
  for (const side of Object.keys(sides)) measured[side] = sizes.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [side, times] of Object.entries(measured)) {
      for (const at of sizes.keys()) {
        const answer = await sides[side].ask({ operation: name, file: at });
        // The round before the first one warms up.
        if (round >= 0) times[at].push(answer);
      }
    }
  }
  return measured;
}

function summary({ title }, measured) {
  const middle = (side, at, field) => median(measured[side][at].map((answer) => answer[field]));
  // The least of the rounds: what else the machine does can only add to it.
  const least = (at) => Math.min(...measured.ours[at].map(({ cpu }) => cpu));
  const growth = least(1) / least(0);
  const ok = smoke || growth < MOST_GROWTH;
  const cells = [
    title,
    milliseconds(middle("ours", 0, "wall")),
    milliseconds(middle("ours", 1, "wall")),
    `x${growth.toFixed(2)}${smoke ? "" : ok ? ", reached" : ", MISSED"}`,
  ];
  if (!measured.pandas) return { cells, ok };
  const [ours, theirs] = ["ours", "pandas"].map((side) => measured[side][1][0].numbers);
  const difference = ours.length === 0 ? "-" : largestRelativeDifference(ours, theirs).toExponential(1);
  cells.push(
    milliseconds(middle("pandas", 0, "wall")),
    milliseconds(middle("pandas", 1, "wall")),
    `x${(middle("pandas", 1, "wall") / middle("ours", 1, "wall")).toFixed(2)}`,
    difference,
  );
  return { cells, ok };
}

function milliseconds(seconds) {
  return (seconds * 1000).toPrecision(3);
}
