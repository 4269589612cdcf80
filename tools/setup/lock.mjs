/** Two set-ups at once would build over each other: the second waits for the first. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SETUP_DIR } from "./paths.mjs";
import { say } from "./say.mjs";

const LOCK = join(SETUP_DIR, "lock");
const LOOK_AGAIN_MS = 500;

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  mkdirSync(SETUP_DIR, { recursive: true });
  let waiting = false;
  while (!take()) {
    if (!waiting)
      say("Waiting for another set-up in this repository to end (if there is none, delete .setup/lock)");
    waiting = true;
    await sleep(LOOK_AGAIN_MS);
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function take() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!isHeldByTheLiving()) rmSync(LOCK, { force: true });
  return false;
}

function isHeldByTheLiving() {
  try {
    const holder = Number(readFileSync(LOCK, "utf8"));
    // An empty file is one that its owner is about to fill.
    if (holder === 0) return true;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
