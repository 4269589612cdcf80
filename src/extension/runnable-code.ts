import type { TranslationBundle } from "@jupyterlab/translation";
import type { RunnableCode } from "../widgets/mod.ts";
import { type PageSource, sampleName } from "./page-source.ts";

/**
 * The code of a result of this page as it runs in a notebook: the generated capture is no file, so it is generated there; of a file it is
 * said where it is.
 */
export function runnableCode(
  code: string,
  source: PageSource | null,
  trans: TranslationBundle,
): RunnableCode {
  if (source === null || !code.includes("loadFlows(")) return { code };
  switch (source.kind) {
    case "sample": {
      const { seed, flows } = source;
      const name = JSON.stringify(sampleName(seed));
      const made = `new File([generateTraffic({ flows: ${flows}, seed: ${seed} }).toCSV()], ${name})`;
      return {
        code: code
          .replace("import { ", "import { generateTraffic, ")
          .replaceAll(`loadFlows(${name}`, () => `loadFlows(${made}`),
      };
    }
    case "server":
      return {
        code,
        note: trans.__(
          "The file is “%1” in the file browser: a notebook of another folder needs its path as seen from there.",
          source.path,
        ),
      };
    case "computer":
      return {
        code,
        note: trans.__("The file is on this computer: put it beside the notebook, or write its path."),
      };
    case "kernel":
      return { code };
  }
}
