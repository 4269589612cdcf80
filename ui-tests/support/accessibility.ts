/** axe over one widget of the page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "@playwright/test";
import type { LabPage } from "./lab-page.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string }[];
  error?: { message: string };
}

declare global {
  interface Window {
    axe: {
      run(context: Element): Promise<{ violations: Finding[]; passes: Finding[]; incomplete: Finding[] }>;
    };
  }
}

/**
 * What axe finds serious or critical inside the widget that `selector` names and that is shown.
 *
 * Two things would keep axe from checking any contrast, in silence: JupyterLab's body has no height and hides what overflows
 * it, so that the whole page counts as invisible; and a text beyond the window's edge ends the rule with an error. So the
 * body gets a height, the window holds all of the widget, and the texts that were checked are counted.
 */
export async function violations(lab: LabPage, selector: string, least: number): Promise<string[]> {
  let found: string[] = [];
  // A cover that still fades hides the texts from axe: look again until they count.
  await expect(async () => {
    found = await check(lab, selector, least);
  }).toPass({ timeout: 30_000 });
  return found;
}

async function check(lab: LabPage, selector: string, least: number): Promise<string[]> {
  const { page } = lab;
  const size = page.viewportSize();
  await page.setViewportSize({ width: 1400, height: 4_000 });
  await page.addStyleTag({ content: "body { height: 100vh; }" });
  await page.evaluate(AXE);
  const found = await page.evaluate(async (name) => {
    const shown = [...document.querySelectorAll<HTMLElement>(name)].find(
      (node) => node.offsetParent !== null,
    );
    if (shown === undefined) throw new Error("there is no widget");
    return await window.axe.run(shown);
  }, selector);
  if (size !== null) await page.setViewportSize(size);
  const errors = found.incomplete.flatMap(({ id, error }) =>
    error === undefined ? [] : [`${id}: ${error.message}`],
  );
  expect(errors).toEqual([]);
  const checked = [...found.passes, ...found.violations].filter(({ id }) => id === "color-contrast");
  expect(checked.flatMap(({ nodes }) => nodes).length).toBeGreaterThanOrEqual(least);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => node.html)
          .join(" | ")
          .slice(0, 1_500)}`,
    );
}
