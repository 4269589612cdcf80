/**
 * `npm run bench -- path [--rows 100000] [--rounds 2] [--runtime node|deno] [--library MOD.JS] [--smoke]`: the whole path of an analysis, from
 * a CSV file to its last picture, beside the same path in pandas and scikit-learn with n_jobs=-1.
 *
 * The sides take turns step by step, each in a program that lives through all rounds; neither start nor import counts, and no round before
 * the first is left out: an analyst has none. Wall and CPU time of each step and of the whole, and what came out on both sides.
 * `--smoke` does a small file once with our side alone, and needs no Python.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { referenceEnv } from "../../tools/reference/mod.mjs";
import { venvEnv } from "../../tools/setup/environment.mjs";
import { LIBRARY, REFERENCE_PYTHON, VENV_DENO } from "../../tools/setup/paths.mjs";
import { median } from "../shared/scores.mjs";
import { startSide } from "../shared/side.mjs";
import { load, machine, optionOf } from "../shared/store.mjs";
import { SETTINGS, SMOKE, STEPS } from "./steps.mjs";

const GOAL = 5;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const args = process.argv.slice(2);
const smoke = args.includes("--smoke");
const library = optionOf(args, "library") ?? LIBRARY;
const runtime = optionOf(args, "runtime") ?? "node";
const rows = Number(optionOf(args, "rows") ?? (smoke ? 600 : 100_000));
const rounds = Number(optionOf(args, "rounds") ?? (smoke ? 1 : 2));

const scratch = mkdtempSync(join(tmpdir(), "trafficlab-path-"));
const sides = {};
try {
  const file = join(scratch, "flows.csv");
  const { generateTraffic } = await import(pathToFileURL(library).href);
  writeFileSync(file, generateTraffic({ flows: rows, seed: 1 }).toCSV());
  sides.ours = await startSide(oursIn(runtime));
  if (!smoke)
    sides.reference = await startSide({
      command: REFERENCE_PYTHON,
      args: ["-B", here("reference_side.py")],
      env: referenceEnv(availableParallelism()),
    });
  await measure({ ...(smoke ? SMOKE : SETTINGS), file });
} finally {
  for (const side of Object.values(sides)) await side.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function measure(settings) {
  const { cpu, memory, system } = machine();
  const versions = Object.entries(sides).map(([name, { about }]) => `${name}: ${about.version}`);
  console.log(`${cpu}, ${memory}, ${system}; ${versions.join("; ")}; load average ${load()} at the start`);
  console.log(`${rows} flows, medians of ${rounds} rounds in turn`);
  console.log(titles().join(" | "));
  const answers = Object.fromEntries(
    STEPS.map(({ id }) => [id, Object.fromEntries(Object.keys(sides).map((side) => [side, []]))]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const step of STEPS) {
      for (const [name, side] of Object.entries(sides))
        answers[step.id][name].push(await side.ask({ step: step.id, settings }));
      if (round === rounds - 1) console.log(cells(step, answers[step.id]).join(" | "));
    }
  }
  conclude(answers);
}

function conclude(answers) {
  const total = (side, what) =>
    STEPS.reduce((sum, { id }) => sum + median(answers[id][side].map((one) => one[what])), 0);
  const { wall, cpu } = { wall: total("ours", "wall"), cpu: total("ours", "cpu") };
  if (!sides.reference) {
    console.log(`the whole path | ${seconds(wall)} | ${seconds(cpu)}`);
    return;
  }
  const theirs = { wall: total("reference", "wall"), cpu: total("reference", "cpu") };
  const ratio = theirs.wall / wall;
  const verdict = ratio >= GOAL ? "reached" : "missed";
  console.log(
    `the whole path | ${seconds(wall)} | ${seconds(cpu)} | ${seconds(theirs.wall)} | ${seconds(theirs.cpu)} | ` +
      `x${ratio.toFixed(2)} (${GOAL}, ${verdict}) | x${(theirs.cpu / cpu).toFixed(2)} |`,
  );
  const peak = (side) =>
    Math.max(...STEPS.flatMap(({ id }) => answers[id][side].map((one) => one.peak))) / 2 ** 20;
  console.log(
    `peak memory: ours ${peak("ours").toFixed(0)} MiB, reference ${peak("reference").toFixed(0)} MiB`,
  );
  console.log(`load average ${load()} at the end`);
  process.exitCode = ratio >= GOAL ? 0 : 1;
}

function titles() {
  const ours = ["step", "ours, wall", "ours, CPU"];
  return sides.reference
    ? [...ours, "reference, wall", "reference, CPU", "ratio of wall", "ratio of CPU", "what came out"]
    : [...ours, "what came out"];
}

function cells({ title, words }, { ours, reference }) {
  const middle = (answers, what) => median(answers.map((one) => one[what]));
  const mine = [seconds(middle(ours, "wall")), seconds(middle(ours, "cpu"))];
  const said = words(ours[0].figures);
  if (!reference) return [title, ...mine, said];
  const ratio = (what) => `x${(middle(reference, what) / Math.max(middle(ours, what), 1e-9)).toFixed(2)}`;
  return [
    title,
    ...mine,
    seconds(middle(reference, "wall")),
    seconds(middle(reference, "cpu")),
    ratio("wall"),
    ratio("cpu"),
    `ours ${said}; reference ${words(reference[0].figures)}`,
  ];
}

function oursIn(name) {
  const program = here("our-side.mjs");
  if (name === "node") return { command: process.execPath, args: [program, library], env: venvEnv() };
  if (name !== "deno") throw new RangeError(`Cannot measure: --runtime must be node or deno, got "${name}"`);
  return {
    command: VENV_DENO,
    args: ["run", "--allow-all", "--no-config", program, library],
    env: venvEnv(),
  };
}

function seconds(value) {
  return value < 1 ? `${(value * 1000).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}
