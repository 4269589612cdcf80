/** The profiler on the page, by roles and labels only. */
import { expect, type Locator, type Page } from "@playwright/test";

/** A bin of a histogram, as its label tells. */
export interface Bin {
  index: number;
  label: string;
  flows: number;
}

export class ProfilerPart {
  readonly root: Locator;
  private readonly page: Page;

  /** @param scope Where to look; the first profiler in it. */
  constructor(page: Page, scope: Locator = page.locator("body")) {
    this.page = page;
    this.root = scope
      .getByRole("region", { name: "Traffic Lab · Profile" })
      .filter({ visible: true })
      .first();
  }

  card(field: string): Locator {
    return this.root.getByRole("article", { name: field, exact: true });
  }

  chart(field: string): Locator {
    return this.card(field).getByRole("listbox");
  }

  get rows(): Locator {
    return this.root.getByRole("region", { name: "Rows of the selection" });
  }

  button(name: string): Locator {
    return this.root.getByRole("button", { name, exact: true });
  }

  /** Waits for the words of the connection chip. */
  async connected(words: "kernel" | "in this page" | "busy" | "view only"): Promise<void> {
    await expect(this.root.locator(".jp-TrafficLab-chip")).toHaveText(new RegExp(`${words}$`));
  }

  async bins(field: string): Promise<Bin[]> {
    const labels = await this.chart(field)
      .getByRole("option")
      .evaluateAll((options) => options.map((option) => option.getAttribute("aria-label") ?? ""));
    return labels.map((label, index) => ({ index, label, flows: flowsIn(label) }));
  }

  /** Clicks into the column of a bin, which need not have a bar. */
  async clickBin(field: string, index: number): Promise<void> {
    const chart = this.chart(field);
    await chart.scrollIntoViewIfNeeded();
    const bins = await chart.getByRole("option").count();
    const box = await chart.boundingBox();
    if (box === null) throw new Error(`the chart of ${field} is not on the page`);
    await this.page.mouse.click(box.x + ((index + 0.5) / bins) * box.width, box.y + box.height / 2);
  }

  /** Waits until the rows of the selection are there, and returns how many there are in all. */
  async rowCount(): Promise<number> {
    await expect(this.rows).toHaveAttribute("aria-busy", "false");
    const range = this.rows.getByText(/^(?:rows .+ of [\d,]+|no rows)$/);
    await expect(range).toBeVisible();
    return lastNumber(await range.innerText());
  }
}

/** "0.1 to under 0.2: 1,234 flows (5 %)" holds 1234. */
function flowsIn(label: string): number {
  const found = /: ([\d,]+) flows?\b/.exec(label);
  if (!found?.[1]) throw new Error(`no count of flows in "${label}"`);
  return Number(found[1].replaceAll(",", ""));
}

function lastNumber(text: string): number {
  const found = /([\d,]+)$/.exec(text);
  return found?.[1] ? Number(found[1].replaceAll(",", "")) : 0;
}
