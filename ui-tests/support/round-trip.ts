/** Measures in the page itself how long it takes from a click to the rows that it asked for. */
import type { Page } from "@playwright/test";

declare global {
  interface Window {
    trafficlabRoundTrips?: number[];
  }
}

/** Starts to measure every click in the page from here on. */
export async function watchRoundTrips(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = [];
    window.trafficlabRoundTrips = times;
    let clicked: number | null = null;
    let asked = false;
    addEventListener("click", () => ((clicked = performance.now()), (asked = false)), true);
    new MutationObserver(() => {
      const rows = document.querySelector(".jp-ProfilerWidget-rows");
      if (clicked === null || rows === null) return;
      if (rows.getAttribute("aria-busy") === "true") asked = true;
      else if (asked) {
        times.push(performance.now() - clicked);
        clicked = null;
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["aria-busy"],
    });
  });
}

/** The times so far, in ms, in the order of the clicks. */
export function roundTrips(page: Page): Promise<number[]> {
  return page.evaluate(() => window.trafficlabRoundTrips ?? []);
}

/** The value below which a share `p` of the times lies (nearest rank). */
export function percentile(times: readonly number[], p: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
