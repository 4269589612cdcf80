/** Going through a widget by the keyboard alone. */
import type { Locator } from "@playwright/test";
import type { LabPage } from "./lab-page.ts";

/** More stops than any widget has. */
const MOST_STOPS = 250;
type Stop = "button" | "listbox" | "tab";

/** Puts the focus on the first button of a widget that was opened, where it is not in it yet: as a click or F6 would. */
export async function enter(root: Locator): Promise<void> {
  await root.evaluate((node) => {
    if (!node.contains(document.activeElement))
      node.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  });
}

/** Presses Tab until the focus is on what has this name; fails when a whole round does not come by it. */
export async function tabTo(
  lab: LabPage,
  root: Locator,
  name: string | RegExp,
  roles: readonly Stop[] = ["button", "listbox"],
): Promise<void> {
  const isExact = typeof name === "string";
  const target = roles
    .map((role) => root.getByRole(role, { name, exact: isExact }))
    .reduce((all, one) => all.or(one))
    .first();
  for (let press = 0; press < MOST_STOPS; press++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await lab.page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${String(name)}`);
}
