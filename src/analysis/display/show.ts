/** Showing results in every runner. */
import type { MimeBundle } from "../core/mod.ts";
import { codedError, describe } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";

const DISPLAY = Symbol.for("Jupyter.display");
/** A plain Deno kernel drains outputs on a thread of its own; one that follows the cell's end at once may get lost. */
const FLUSH_MS = 10;

/**
 * Shows a result: in a notebook as rich output, in a script as text on the standard output.
 *
 * In a notebook the returned promise settles when the output is on its way, so `await show(...)` loses nothing in headless runs.
 *
 * @returns In the page the MIME bundle, because nothing there can be written to; else undefined.
 * @throws {TypeError} code BAD_INPUT, when `result` cannot be shown.
 * @example
 * ```ts
 * import { generateTraffic, profile, show } from "trafficlab";
 *
 * await show(await profile(generateTraffic({ flows: 100 })));
 * ```
 */
export async function show(result: unknown): Promise<MimeBundle | undefined> {
  const bundle = await bundleOf(result);
  const host = currentHost();
  if (await host.displayInNotebook(bundle)) {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    return undefined;
  }
  if (host.runtime.name === "browser") return bundle;
  host.print(plainOf(bundle, result));
  return undefined;
}

/**
 * The plain text of a result: a profile, a table, or anything that Jupyter can display.
 *
 * @throws {TypeError} code BAD_INPUT, when `result` cannot be shown or has no text.
 */
export async function renderText(result: unknown): Promise<string> {
  return plainOf(await bundleOf(result), result);
}

async function bundleOf(result: unknown): Promise<MimeBundle> {
  const display =
    typeof result === "object" && result !== null ? (result as { [DISPLAY]?: unknown })[DISPLAY] : undefined;
  if (typeof display !== "function") {
    const remedy = isPromise(result)
      ? "write await before it"
      : "pass a table, a profile, or an object with a Jupyter.display method";
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot show ${describe(result)}: it has no rich display; ${remedy}`,
    );
  }
  const bundle: unknown = await display.call(result);
  if (bundle === null || typeof bundle !== "object" || Array.isArray(bundle)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot show ${describe(result)}: its display must give a MIME bundle, got ${describe(bundle)}`,
    );
  }
  return bundle as MimeBundle;
}

function plainOf(bundle: MimeBundle, result: unknown): string {
  const text = bundle["text/plain"];
  if (typeof text === "string") return text;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot show ${describe(result)} as text: its bundle must hold text/plain, got ${describe(text)}`,
  );
}

function isPromise(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
