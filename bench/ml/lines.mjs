/** How a result reads: the same cells on the screen and in docs/benchmarks.md. */
import { median } from "../shared/scores.mjs";

const NAMES = { ours: "ours", all: "reference, n_jobs=-1", one: "n_jobs=1" };

/** @param {string[]} names The sides */
export function titleLine(names) {
  const cells = ["task", ...names.map((name) => NAMES[name])];
  if (names.length > 1) cells.push("ratio (goal)", "ratio to n_jobs=1", "CPU ratio", "quality");
  return cells.join(" | ");
}

/** @returns {string} One line of the table on the screen */
export function taskLine(task, result) {
  return taskCells(task, result).join(" | ");
}

/**
 * @returns {string[]} Task, one time a side, then the ratios, the quality of ours, of the reference, and between the two
 */
export function taskCells(task, { rounds, shown }) {
  const times = Object.values(rounds).map(showTimes);
  if (!rounds.all) return [task.title, ...times, shown.ours].filter((cell) => cell !== "");
  const quality = [`ours ${shown.ours || "-"}`, `reference ${shown.all || "-"}`, shown.between ?? ""].filter(
    (words) => words !== "" && !words.endsWith(" -"),
  );
  return [
    task.title,
    ...times,
    `${showRatio(ratio(rounds.all, rounds.ours, "wall"))}${task.goal ? ` (${task.goal}, ${verdict(task, rounds)})` : ""}`,
    rounds.one.length > 0 ? showRatio(ratio(rounds.one, rounds.ours, "wall")) : "-",
    showRatio(ratio(rounds.all, rounds.ours, "cpu")),
    quality.join("; "),
  ];
}

/** @returns {string[]} Task, peak of ours, of the reference, our share; each peak with what was there before the fit */
export function memoryCells(task, { memory: { ours, all } }) {
  const show = ({ peak, before }) => `${megabytes(peak)} (${megabytes(before)} before)`;
  const share = ours.peak / all.peak;
  const growth = (ours.peak - ours.before) / (all.peak - all.before);
  return [task.title, show(ours), show(all), `${share.toFixed(2)} (growth alone ${growth.toFixed(2)})`];
}

/** @returns {number} Median of the reference's times over the median of ours */
export function ratio(theirs, ours, field) {
  const middle = (rounds) => median(rounds.map((round) => round[field]));
  return middle(theirs) / Math.max(middle(ours), 1e-9);
}

function verdict(task, rounds) {
  return ratio(rounds.all, rounds.ours, "wall") >= task.goal ? "reached" : "missed";
}

function showRatio(value) {
  return `x${value.toFixed(value < 10 ? 2 : 1)}`;
}

function showTimes(rounds) {
  if (rounds.length === 0) return "-";
  const walls = rounds.map(({ wall }) => wall);
  if (walls.length === 1) return seconds(walls[0]);
  return `${seconds(median(walls))} (${seconds(Math.min(...walls))} to ${seconds(Math.max(...walls))}, ${walls.length} rounds)`;
}

function seconds(value) {
  return value < 1 ? `${(value * 1000).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}

function megabytes(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
