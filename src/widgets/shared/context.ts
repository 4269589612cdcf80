import type { TranslationBundle } from "@jupyterlab/translation";
import type { Delegate } from "./delegate.ts";

/** What every part of a widget draws with. */
export interface ViewContext {
  readonly trans: TranslationBundle;
  readonly delegate: Delegate;
  /** Says a sentence in the widget's polite live region. */
  announce(sentence: string): void;
}

/** The catalog that every string of the widgets is looked up in. */
export const TRANSLATION_DOMAIN = "trafficlab";
