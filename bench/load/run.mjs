/**
 * `npm run bench -- load [--only 1Mx7,1Mx15,10Mx15,1Mx15-parquet,1Mx15-zstd] [--rounds N] [--runtime node|deno] [--library MOD.JS] [--smoke]`: from a
 * CSV or Parquet file to typed columns, beside pandas (its C reader, pyarrow), polars, and DuckDB: of CSV it makes a table of its own, which
 * is the least that an engine for our columns would do; Parquet is also read through it, by our engine "duckdb".
 *
 * The sides take turns, each in a fresh process of its own that loads the file three times: the first load counts with all that the
 * library does at its first use, the others without. Of CSV pandas and polars leave time stamps as texts; ours are times. Peak memory is that of a
 * process after its first load, with the runtime and the imports; in brackets what they had taken before it.
 * `--smoke` does a small file with our side alone.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { referenceEnv } from "../../tools/reference/mod.mjs";
import { LIBRARY, REFERENCE_PYTHON, VENV_DENO } from "../../tools/setup/paths.mjs";
import { table } from "../report/mod.mjs";
import { median } from "../shared/scores.mjs";
import { BENCH_DATA, load, machine, optionOf } from "../shared/store.mjs";

const start = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const TASKS = [
  { id: "1Mx7", rows: 1_000_000, columns: 7, goal: 2, rounds: 5, loads: 3 },
  { id: "1Mx15", rows: 1_000_000, columns: 15, goal: 2, rounds: 5, loads: 3 },
  { id: "10Mx15", rows: 10_000_000, columns: 15, rounds: 1, loads: 1 },
  { id: "1Mx15-parquet", file: "1Mx15.parquet", rows: 1_000_000, columns: 15, rounds: 5, loads: 3 },
  { id: "1Mx15-zstd", file: "1Mx15-zstd.parquet", rows: 1_000_000, columns: 15, rounds: 5, loads: 3 },
];

const args = process.argv.slice(2);
const runtime = optionOf(args, "runtime") ?? "node";
const library = optionOf(args, "library") ?? LIBRARY;
const only = optionOf(args, "only")?.split(",");
const smoke = args.includes("--smoke");

const ours = (engine) => (path, loads) => {
  const given = [here("reader.mjs"), library, path, loads, engine];
  return runtime === "deno"
    ? [VENV_DENO, ["run", "-A", ...given], process.env]
    : [process.execPath, given, process.env];
};
const python = (name) => (path, loads) => [
  REFERENCE_PYTHON,
  [here("reader.py"), name, path, loads],
  referenceEnv(2),
];
const SIDES = { ours: ours("own"), pandas: python("pandas"), polars: python("polars") };
const CSV_SIDES = {
  ...SIDES,
  duckdb: (path, loads) => [process.execPath, [here("reader-duckdb.mjs"), path, loads], process.env],
};
const PARQUET_SIDES = { ...SIDES, "ours by duckdb": ours("duckdb") };
const sidesFor = (path) => (path.endsWith(".parquet") ? PARQUET_SIDES : CSV_SIDES);

if (smoke) await runSmoke();
else await runAll();

async function runAll() {
  const { cpu, memory, system } = machine();
  console.log(`${cpu}, ${memory}, ${system}; ${runtime}; load average ${load()} at the start`);
  mkdirSync(BENCH_DATA, { recursive: true });
  const rows = [];
  for (const task of TASKS.filter(({ id }) => only?.includes(id) ?? true)) {
    const path = await made(task);
    const rounds = Number(optionOf(args, "rounds") ?? task.rounds);
    const results = await measure(path, rounds, task.loads);
    for (const line of linesOf(task, results)) rows.push(line);
  }
  const titles = [
    "file",
    "side",
    "wall s, first load",
    "later loads",
    "CPU s, first",
    "later",
    "peak memory MB",
    "",
  ];
  console.log(table(titles, rows));
  console.log(`load average ${load()} at the end`);
}

/** The file, made at its first use. */
async function made({ id, file = `${id}.csv`, rows, columns }) {
  const path = join(BENCH_DATA, `load-${file}`);
  if (existsSync(path)) return path;
  await start(REFERENCE_PYTHON, [here("make.py"), `${path}.new`, rows, columns].map(String));
  renameSync(`${path}.new`, path);
  return path;
}

async function measure(path, rounds, loads) {
  const sides = Object.entries(sidesFor(path));
  const results = Object.fromEntries(sides.map(([side]) => [side, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [side, commandOf] of sides) {
      const [command, given, env] = commandOf(path, String(loads));
      const { stdout } = await start(command, given, { env });
      results[side].push(JSON.parse(stdout));
    }
  }
  return results;
}

function linesOf({ id, goal }, results) {
  const of = (side, pick) => median(results[side].flatMap(pick));
  const first = (key) => (result) => [result.rounds[0][key]];
  const later = (key) => (result) => result.rounds.slice(1).map((round) => round[key]);
  const show = (value) => (Number.isFinite(value) ? value.toFixed(2) : "-");
  const mb = (bytes) => Math.round(bytes / 1e6);
  return Object.keys(results).map((side) => {
    const { version: released, readBy } = results[side][0];
    const version = side === "ours" ? "ours" : readBy ? `ours by ${readBy}` : `${side} ${released}`;
    const times = [first("wall"), later("wall"), first("cpu"), later("cpu")].map((pick) =>
      show(of(side, pick)),
    );
    const peak = `${mb(of(side, first("peak")))} (${mb(of(side, ({ before }) => [before]))})`;
    if (side === "ours") return [id, version, ...times, peak, ""];
    const faster = of(side, first("wall")) / of("ours", first("wall"));
    const memory = of("ours", first("peak")) / of(side, first("peak"));
    const wanted = side === "pandas" && goal ? ` (goal ${goal}, and memory 0.5)` : "";
    return [
      id,
      version,
      ...times,
      peak,
      `ours ${show(faster)}x as fast, ${show(memory)} of its memory${wanted}`,
    ];
  });
}

async function runSmoke() {
  const folder = mkdtempSync(join(tmpdir(), "trafficlab-bench-"));
  try {
    const path = join(folder, "small.csv");
    writeFileSync(path, `duration,packet_count,label\n${"1.5,2,normal\n".repeat(5000)}`);
    const [command, given, env] = SIDES.ours(path, "2");
    const { rows } = JSON.parse((await start(command, given, { env })).stdout);
    if (rows !== 5000) throw new Error(`Cannot go on: 5000 rows must be loaded, got ${rows}`);
    console.log("load: 5000 rows");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
