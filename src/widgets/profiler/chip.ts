import type { TranslationBundle } from "@jupyterlab/translation";
import type { ChipState } from "../shared/mod.ts";
import type { ProfilerModel } from "./model.ts";

/** The connection chip: a shape and a word, never color alone; null when there is nothing to be connected to. */
export function chipOf(trans: TranslationBundle, model: ProfilerModel | null): ChipState | null {
  if (model === null) return null;
  const text = model.statusText;
  switch (model.connection) {
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
