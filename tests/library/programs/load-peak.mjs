/** Loads the file that is named, with what can be kept, and tells the most memory that the process ever had. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [library, file] = process.argv.slice(2);
const { loadFlows } = await import(pathToFileURL(path.join(library, "mod.js")).href);
const outcome = await loadFlows(file, { lenient: true }).then(
  (table) => ({ read: table.report.read, kept: table.report.kept, rejected: table.report.rejected }),
  (error) => ({ code: error.code }),
);
console.log(JSON.stringify({ ...outcome, peak: peakKilobytes() * 1024 }));

/** Linux counts the memory of the process that started this one into its usage; its status tells this one's own. */
function peakKilobytes() {
  const status = "/proc/self/status";
  if (!existsSync(status)) return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))[1]);
}
