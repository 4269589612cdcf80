/** Test runners as child processes: each writes a report, and both the report and how the runner ended are judged. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { REPORT_DIR } from "../setup/paths.mjs";
import { capture } from "../setup/run.mjs";
import { judge, noCounts } from "./counts.mjs";

/** `npm test` must end, and say how it went, before whoever started it gives up on it. */
const WHOLE_RUN_MS = 80 * 60_000;
const LEAST_MS = 1_000;
const MAY_LINGER_MS = 60_000;
const LOOK_AGAIN_MS = 500;

const startedAt = performance.now();

/**
 * @param {object} runner
 * @param {string} runner.name The report's file name
 * @param {boolean} runner.strict Whether a skipped test is a failure
 * @param {(text: string) => import("./counts.mjs").Counts} runner.count Reads the report; throws while it is not whole
 * @param {(reportPath: string) => [string, string[], { env?: NodeJS.ProcessEnv }?]} runner.command
 * @param {number} [runner.lingerMs] What it may take to end after it has written its report
 * @returns {Promise<import("./counts.mjs").Counts>} Without a report the runner could not run, which is a failure
 */
export async function runReporting({ name, strict, count, command: commandFor, lingerMs = MAY_LINGER_MS }) {
  const report = join(REPORT_DIR, name);
  mkdirSync(REPORT_DIR, { recursive: true });
  rmSync(report, { force: true });
  const [command, args, options] = commandFor(report);
  const timeoutMs = Math.max(LEAST_MS, WHOLE_RUN_MS - (performance.now() - startedAt));
  const lingering = watchForLingering(report, count, lingerMs);
  const { code, timedOut } = await capture(command, args, {
    ...options,
    echo: true,
    log: `test-${name.split(".")[0]}`,
    timeoutMs,
    signal: lingering.signal,
  });
  lingering.stop();
  const counts = readReport(report, count);
  if (timedOut) {
    const why = lingering.signal.aborted
      ? `had to be ended ${lingerMs / 1000} s after its last test: a test leaves something open`
      : `had to be ended after ${Math.round(timeoutMs / 1000)} s, for all of npm test to end in time`;
    return failedBesides(counts ?? noCounts(), why);
  }
  if (!counts) return failedBesides(noCounts(), `could not run: exit code ${code}, no report`);
  return judge(counts, { code, strict });
}

function failedBesides(counts, note) {
  return { ...counts, failed: counts.failed + 1, notes: [...counts.notes, note] };
}

/** @returns {import("./counts.mjs").Counts | null} Null while there is no whole report */
function readReport(path, count) {
  try {
    return existsSync(path) ? count(readFileSync(path, "utf8")) : null;
  } catch {
    return null;
  }
}

/** A whole report with tests in it comes last; whoever stays long after it waits for nothing. */
function watchForLingering(path, count, lingerMs) {
  const controller = new AbortController();
  let reportedAt;
  const timer = setInterval(() => {
    const counts = reportedAt === undefined ? readReport(path, count) : null;
    if (counts && counts.passed + counts.failed + counts.skipped > 0) reportedAt = performance.now();
    if (reportedAt !== undefined && performance.now() - reportedAt > lingerMs) controller.abort();
  }, LOOK_AGAIN_MS);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
