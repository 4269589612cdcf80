/** Compares the JSON of results: all of it but what says when and where it was made. */

/** Timings, and the runtime in a provenance, differ from run to run by nature; nothing else does. */
const UNLIKE = ["timing", "runtime"];

/** The value without what says when and where it was made. */
export function withoutRun(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRun);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => !UNLIKE.includes(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutRun(part)]));
}

/** The paths at which two values differ, with both; at most `most`. */
export function differences(one: unknown, other: unknown, most = 20): string[] {
  const found: string[] = [];
  compare(withoutRun(one), withoutRun(other), "", found, most);
  return found;
}

function compare(one: unknown, other: unknown, path: string, found: string[], most: number): void {
  if (found.length >= most || Object.is(one, other)) return;
  if (!isHolder(one) || !isHolder(other) || Array.isArray(one) !== Array.isArray(other)) {
    found.push(`${path || "/"}: ${brief(one)} and ${brief(other)}`);
    return;
  }
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)]))
    compare(one[name], other[name], `${path}/${name}`, found, most);
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object";
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 120);
}
