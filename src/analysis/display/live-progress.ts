/** The progress of a job, drawn in the notebook while it runs. */
import type { Progress } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { escapeHtml } from "./html.ts";
import { visibleText } from "./plain.ts";

/** Time between two redraws, in ms. */
const REDRAW_MS = 250;
const WIDTH = 40;

/**
 * Draws the steps of a job in one output that is redrawn, until they end; it is emptied then. Where there is no notebook it only waits.
 *
 * @param id Of the output: unique among those of this kernel.
 */
export async function liveProgress(id: string, title: string, steps: AsyncIterable<Progress>): Promise<void> {
  const { broadcast } = currentHost();
  const transient = { display_id: `trafficlab-${id}` };
  const draw = async (type: string, text: string): Promise<void> => {
    const data = { "text/html": text === "" ? "" : `<pre>${escapeHtml(text)}</pre>`, "text/plain": text };
    await broadcast?.(type, { data, metadata: {}, transient });
  };
  await draw("display_data", title);
  let last = -Infinity;
  for await (const step of steps) {
    const now = performance.now();
    if (now - last < REDRAW_MS) continue;
    last = now;
    await draw("update_display_data", `${title}: ${progressText(step)}`);
  }
  await draw("update_display_data", "");
}

/** "forest ████████░░░░ 3 of 6 folds: macro_f1 0.9712". */
export function progressText({ phase, done, total, unit, message }: Progress): string {
  const said = message === undefined ? "" : `: ${visibleText(message)}`;
  if (total === undefined || total <= 0) return `${visibleText(phase)}, ${done} ${unit}${said}`;
  const filled = Math.min(WIDTH, Math.floor((done / total) * WIDTH));
  return `${visibleText(phase)} ${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${done} of ${total} ${unit}${said}`;
}
