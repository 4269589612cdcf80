/** A widget of any kind on the page, by roles and labels only. */
import { expect, type Locator, type Page } from "@playwright/test";

export type ViewTitle = "Profile" | "Train" | "Explore" | "Threat gauge";

export class ViewPart {
  readonly root: Locator;

  /** @param scope Where to look; the first visible widget of the kind in it. */
  constructor(page: Page, title: ViewTitle, scope: Locator = page.locator("body")) {
    this.root = scope
      .getByRole("region", { name: `Traffic Lab · ${title}` })
      .filter({ visible: true })
      .first();
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole("button", { name, exact: typeof name === "string" });
  }

  get finding(): Locator {
    return this.root.locator(".jp-TrafficLab-finding");
  }

  get problem(): Locator {
    return this.root.getByRole("alert");
  }

  /** Goes on to the next widget on the same flows. */
  async goOn(
    step: "Profile" | "Train models" | "Find anomalies" | "Patterns of behavior" | "Assess threats",
  ) {
    await this.root
      .getByRole("navigation", { name: "Go on with these flows" })
      .getByRole("button", { name: step, exact: true })
      .click();
  }

  /** Waits for the words of the connection chip. */
  async connected(words: "kernel" | "in this page" | "busy" | "view only"): Promise<void> {
    await expect(this.root.locator(".jp-TrafficLab-chip")).toHaveText(new RegExp(`${words}$`), {
      timeout: 60_000,
    });
  }

  /** Waits until nothing is being done. */
  async idle(): Promise<void> {
    await expect(this.root).toHaveAttribute("aria-busy", "false", { timeout: 120_000 });
  }
}
