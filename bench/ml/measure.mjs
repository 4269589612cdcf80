/** Does the tasks one after the other, the sides in turn within each, and keeps the results as they come. */
import { join } from "node:path";
import { setFor } from "../shared/real.mjs";
import { fingerprint, load, machine, readResults, writeResults } from "../shared/store.mjs";
import { judge, showQuality } from "./judge.mjs";
import { titleLine, taskLine } from "./lines.mjs";
import { TASKS } from "./tasks.mjs";

/** Tasks whose model another one asks for. */
const WANTED_MODELS = new Set(TASKS.map(({ after }) => after));
const MOST_ROUNDS = 7;
/** After the least number of rounds more are made until a task has taken this long. */
const WANTED_SECONDS = 12;
const SHORT_SECONDS = 1;
const MEDIUM_SECONDS = 8;
const LONG_SECONDS = 60;

/**
 * @returns {Promise<string[]>} The tasks that failed
 */
export async function measure(tasks, sides, context) {
  const results = context.keep ? readResults("ml") : {};
  const failed = [];
  console.log(titleLine(sides.names));
  for (const task of tasks) {
    const key = `${context.runtime}/${task.id}`;
    const about = { library: context.library, task: fingerprint(task) };
    if (context.resume && isKept(results[key], about)) {
      console.log(taskLine(task, results[key]));
      continue;
    }
    try {
      const result = await measureTask(task, sides, context);
      results[key] = { ...result, ...about, runtime: context.runtime, date: new Date().toISOString() };
      console.log(taskLine(task, results[key]));
    } catch (error) {
      failed.push(task.id);
      console.log(`${task.title}: FAILED: ${error.message}`);
      continue;
    }
    if (context.keep) {
      results.about = {
        machine: machine(),
        versions: { ...results.about?.versions, ...versionsOf(sides, context) },
      };
      writeResults("ml", results);
    }
  }
  return failed;
}

function isKept(result, about) {
  return result !== undefined && result.library === about.library && result.task === about.task;
}

function versionsOf(sides, { runtime }) {
  return { ...sides.all?.about.versions, [runtime]: sides.ours.about.version };
}

async function measureTask(task, sides, context) {
  const set = await setFor(task.data, context.data);
  const request = (name) => requestFor(task, set, name, context);
  const rounds = Object.fromEntries(sides.names.map((name) => [name, []]));
  const loadBefore = load();
  const answers = {};
  let total = 0;
  // One round before the first is not counted where it is short: engines compile, workers start, files come into memory.
  if (!context.smoke) await warmUp(task, sides, request);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let longest = 0;
    for (const name of sides.names) {
      if (name === "one" && isOneLeftOut(task, rounds, round)) continue;
      answers[name] = await sides[name].ask(request(name));
      rounds[name].push({ wall: answers[name].wall, cpu: answers[name].cpu });
      longest = Math.max(longest, answers[name].wall);
      total += answers[name].wall;
    }
    const enough = round + 1 >= leastRounds(longest) && total > WANTED_SECONDS;
    if (context.smoke || enough || longest > LONG_SECONDS) break;
  }
  const memory = task.memory && !context.smoke ? await measureMemory(sides, request) : undefined;
  const quality = judge(task, set, answers);
  return {
    title: task.title,
    rounds,
    quality,
    shown: showQuality(task, quality),
    memory,
    load: [loadBefore, load()],
  };
}

/** Three, but two where the slowest side takes long. */
function leastRounds(longest) {
  return longest > MEDIUM_SECONDS ? 2 : 3;
}

/** The slowest side runs once where it is slow, or not at all where the task says so. */
function isOneLeftOut(task, rounds, round) {
  return task.alone === true || (round > 0 && rounds.one[0].wall > MEDIUM_SECONDS);
}

async function warmUp(task, sides, request) {
  const { wall } = await sides.ours.ask(request("ours"));
  if (wall > SHORT_SECONDS || task.after) return;
  for (const name of sides.names.slice(1)) {
    const first = await sides[name].ask(request(name));
    if (first.wall > SHORT_SECONDS) return;
  }
}

/** Each side anew, with this one task: nothing of another task is in its peak. */
async function measureMemory(sides, request) {
  const memory = {};
  for (const name of ["ours", "all"]) {
    const side = await sides.fresh(name);
    try {
      const { peak, residentBefore } = await side.ask(request(name));
      memory[name] = { peak, before: residentBefore };
    } finally {
      await side.stop();
    }
  }
  return memory;
}

function requestFor(task, set, name, { scratch }) {
  return {
    estimator: task.estimator,
    options: name === "ours" ? { ...task.options, ...task.ours } : task.options,
    timed: task.timed,
    outputs: task.outputs,
    train: set.train,
    test: set.test,
    out: join(scratch, `${task.id}.${name}`),
    ...(task.after ? { model: task.after } : {}),
    ...(WANTED_MODELS.has(task.id) ? { keep: task.id } : {}),
  };
}
