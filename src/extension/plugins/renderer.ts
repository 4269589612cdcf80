/* eslint-disable jupyter/prefer-lazy-imports -- JupyterLab makes renderers and documents synchronously, so what draws them is loaded with the plugin. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { IConsoleTracker } from "@jupyterlab/console";
import { INotebookTracker } from "@jupyterlab/notebook";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { insertCellBelow, isInsertable } from "../insert-cell.ts";
import { KINDS } from "../kinds.ts";
import { KnownTables } from "../known-tables.ts";
import { ResultRenderer } from "../result-renderer.ts";
import { ITrafficLabSettings, ITrafficLabViews } from "../tokens.ts";
import { KernelServices } from "../transports/kernel/kernel-services.ts";

/** Before JupyterLab's own renderers: the bundle holds HTML too, which is for readers without this extension. */
const RANK = 0;

/** Draws results of all kinds in the outputs of notebooks and consoles, and ties them to their kernels. */
export const rendererPlugin: JupyterFrontEndPlugin<void> = {
  id: "trafficlab:renderer",
  description: "Draws the results of Traffic Lab in outputs.",
  autoStart: true,
  requires: [IRenderMimeRegistry, INotebookTracker, ITrafficLabSettings],
  optional: [IConsoleTracker, ITrafficLabViews, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    notebooks: INotebookTracker,
    settings: ITrafficLabSettings,
    consoles: IConsoleTracker | null,
    views: ITrafficLabViews | null,
    given: ITranslator | null,
  ): void => {
    const known = new KnownTables();
    notebooks.forEach((panel) => known.watch(panel.sessionContext));
    notebooks.widgetAdded.connect((_, panel) => known.watch(panel.sessionContext));
    consoles?.forEach((panel) => known.watch(panel.sessionContext));
    consoles?.widgetAdded.connect((_, panel) => known.watch(panel.sessionContext));

    const services = new KernelServices();
    const kernels = { surroundings: { notebooks, consoles }, known, open: services.open.bind(services) };
    const insertCell = {
      isPossible: (node: Node) => isInsertable(node, notebooks),
      run: (node: Node, code: string) => void insertCellBelow(node, code, notebooks),
    };
    const translator = given ?? nullTranslator;
    const opener = views ?? undefined;
    for (const kind of KINDS) {
      rendermime.addFactory(
        {
          safe: true,
          mimeTypes: [...kind.mimes],
          createRenderer: ({ mimeType }) =>
            new ResultRenderer({ kind, mimeType, translator, settings, kernels, insertCell, opener }),
        },
        RANK,
      );
    }
  },
};
