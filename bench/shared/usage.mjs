/** What a process has used: CPU time and peak memory, with its threads and its living children. Runs in Node and in Deno. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import process from "node:process";

/** Linux counts in these; the kernel's own unit is fixed at 100 for programs. */
const TICKS_PER_SECOND = 100;
const HAS_PROC = existsSync("/proc/self/status");

/** @returns {number} Seconds of user and system time of this process, all its threads, and its children while they live */
export function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  const children = HAS_PROC ? descendants(process.pid).reduce((sum, pid) => sum + ticksOf(pid), 0) : 0;
  return (user + system) / 1e6 + children / TICKS_PER_SECOND;
}

/** @returns {number} Bytes: the most that this process, and its children that still live, had in memory */
export function peakBytes() {
  if (!HAS_PROC) return process.resourceUsage().maxRSS * 1024;
  return [process.pid, ...descendants(process.pid)].reduce((sum, pid) => sum + statusBytes(pid, "VmHWM"), 0);
}

/** @returns {number} Bytes that this process has in memory now */
export function residentBytes() {
  return HAS_PROC ? statusBytes(process.pid, "VmRSS") : process.memoryUsage().rss;
}

function statusBytes(pid, field) {
  const text = readOrEmpty(`/proc/${pid}/status`);
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text);
  return found ? Number(found[1]) * 1024 : 0;
}

/** The name stands in brackets and may hold blanks: the fields begin after the last bracket. */
function statFields(pid) {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function ticksOf(pid) {
  const fields = statFields(pid);
  return fields.length > 13 ? Number(fields[11]) + Number(fields[12]) : 0;
}

function descendants(root) {
  const childrenOf = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(name)[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const found = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const children = childrenOf.get(pid) ?? [];
    found.push(...children);
    waiting.push(...children);
  }
  return found;
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
