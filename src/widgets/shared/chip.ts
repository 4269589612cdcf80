import type { TranslationBundle } from "@jupyterlab/translation";
import type { ChipState } from "./frame.ts";
import type { Connection } from "./states.ts";

/** The connection chip: a shape and a word, never color alone; null when there is nothing to be connected to. */
export function chipOf(trans: TranslationBundle, connection: Connection): ChipState | null {
  const text = connectionText(trans, connection);
  switch (connection) {
    case "none":
      return null;
    case "kernel":
      return { shape: "●", text, tone: "live", title: trans.__("The rows are in this notebook's kernel.") };
    case "page":
      return {
        shape: "●",
        text,
        tone: "live",
        title: trans.__("The rows are in this page; no kernel is needed."),
      };
    case "busy":
      return { shape: "◐", text, tone: "busy", title: trans.__("Rows come when the running work is done.") };
    case "viewOnly":
      return {
        shape: "○",
        text,
        tone: "off",
        title: trans.__(
          "The rows are in the kernel or file that made this view; only a sample is held here.",
        ),
      };
  }
}

/** The connection in a word or two; "" when nothing is shown. */
export function connectionText(trans: TranslationBundle, connection: Connection): string {
  switch (connection) {
    case "none":
      return "";
    case "kernel":
      return trans.__("kernel");
    case "page":
      return trans.__("in this page");
    case "busy":
      return trans.__("busy");
    case "viewOnly":
      return trans.__("view only");
  }
}
