/** docs/benchmarks.md, from the results that the benchmarks kept: every figure in it was printed by the command that its part names. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../tools/setup/paths.mjs";
import { memoryCells, taskCells } from "../ml/lines.mjs";
import { TASKS } from "../ml/tasks.mjs";
import { readResults } from "../shared/store.mjs";

const DOCUMENT = "docs/benchmarks.md";
const ML_TITLES = [
  "task",
  "ours",
  "n_jobs=-1",
  "n_jobs=1",
  "ratio to n_jobs=-1 (goal)",
  "ratio to n_jobs=1",
  "CPU ratio",
  "quality",
];

/** @returns {string} The parts of the document that `npm run bench -- ml` answers for */
export function mlText() {
  const ml = readResults("ml");
  const library = newestBuild(ml);
  return [speedPart(ml, library), memoryPart(ml, library)].filter((part) => part !== "").join("\n\n");
}

/** @returns {string} The path of what was written, relative to the repository */
export function writeBenchmarks() {
  const text = benchmarksText({
    ml: readResults("ml"),
    quality: readResults("quality"),
    bits: readResults("bits"),
    memory: readResults("memory"),
  });
  writeFileSync(join(ROOT, DOCUMENT), text);
  return DOCUMENT;
}

/**
 * @param {{ ml: any, quality: any, bits: any, memory: any }} results
 * @returns {string} The document. Each part is of one build of the library, which it names: that of its last run
 */
export function benchmarksText({ ml, quality, bits, memory }) {
  const library = newestBuild(ml);
  const parts = [
    "# Benchmarks",
    "Written by `npm run bench -- ml|quality|bits|memory`; CONTRIBUTING.md says how. Times are wall-clock medians of runs in turn (ours, reference, " +
      "ours, ...) on the same data in programs that live through all tasks, so that neither start nor import counts; a ratio is the reference's time over " +
      "ours, above 1 is faster. The CPU ratio counts user and system time of all threads, workers and child processes.",
    speedPart(ml, library),
    memoryPart(ml, library),
    ...[quality, bits, memory].map(({ lines = [] }) => lines.join("\n")),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function newestBuild(ml) {
  const results = TASKS.flatMap(({ id }) => ["node", "deno"].map((runtime) => ml[`${runtime}/${id}`]));
  return results
    .filter((result) => result !== undefined)
    .reduce((newest, result) => (newest && newest.date > result.date ? newest : result), null)?.library;
}

function resultsOf(ml, library, runtime) {
  return TASKS.flatMap((task) => {
    const result = ml[`${runtime}/${task.id}`];
    return result?.library === library && result.rounds.all ? [{ task, result }] : [];
  });
}

function speedPart(ml, library) {
  const parts = ["node", "deno"].flatMap((runtime) => {
    const rows = resultsOf(ml, library, runtime);
    if (rows.length === 0) return [];
    const name = { node: "Node", deno: "Deno" }[runtime];
    const notes = rows.filter(({ task }) => task.note).map(({ task }) => `- ${task.title}: ${task.note}.`);
    return [
      `## Speed in ${name}`,
      aboutLine(ml.about, rows, library),
      table(
        ML_TITLES,
        rows.map(({ task, result }) => taskCells(task, result)),
      ),
      ...(notes.length > 0
        ? [
            `Shortcuts of the algorithm, each with its like-for-like figure in the row below it:\n\n${notes.join("\n")}`,
          ]
        : []),
    ];
  });
  return parts.join("\n\n");
}

function aboutLine({ machine, versions }, rows, library) {
  const dates = rows.map(({ result }) => result.date).sort();
  const loads = rows.flatMap(({ result }) => result.load);
  const of = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return (
    `${machine.cpu}, ${machine.memory}, ${machine.system}; ${of.join(", ")}; library build ${library}. ` +
    `${dates[0].slice(0, 16).replace("T", " ")} to ${dates.at(-1).slice(0, 16).replace("T", " ")} UTC; load average ${Math.min(...loads)} to ${Math.max(...loads)} ` +
    "(the benchmark itself keeps up to all cores busy)."
  );
}

function memoryPart(ml, library) {
  const rows = resultsOf(ml, library, "node").filter(({ result }) => result.memory);
  if (rows.length === 0) return "";
  return [
    "## Peak memory",
    "Of a process that does nothing but this task: with the runtime, the data and the imports, and in brackets what was there before the fit.",
    table(
      ["task", "ours", "reference, n_jobs=-1", "ours over reference"],
      rows.map(({ task, result }) => memoryCells(task, result)),
    ),
  ].join("\n\n");
}

/**
 * @param {string[]} titles
 * @param {string[][]} rows
 * @returns {string}
 */
export function table(titles, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
