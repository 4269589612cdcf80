/* eslint-disable jupyter/prefer-lazy-imports -- JupyterLab makes renderers and documents synchronously, so what draws them is loaded with the plugin. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { IConsoleTracker } from "@jupyterlab/console";
import { INotebookTracker } from "@jupyterlab/notebook";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { PROFILE_MIME } from "../../analysis/mod.ts";
import { insertCellBelow, isInsertable } from "../insert-cell.ts";
import { KnownTables } from "../known-tables.ts";
import { ProfileRenderer } from "../profile-renderer.ts";
import { KernelServices } from "../transports/kernel/kernel-services.ts";

/** Before JupyterLab's own renderers: the bundle holds HTML too, which is for readers without this extension. */
const RANK = 0;

/** Draws profiles in the outputs of notebooks and consoles, and ties them to their kernels. */
export const profileRendererPlugin: JupyterFrontEndPlugin<void> = {
  id: "trafficlab:profile-renderer",
  description: "Draws dataset profiles in outputs.",
  autoStart: true,
  requires: [IRenderMimeRegistry, INotebookTracker],
  optional: [IConsoleTracker, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    notebooks: INotebookTracker,
    consoles: IConsoleTracker | null,
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
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [PROFILE_MIME],
        createRenderer: () => new ProfileRenderer({ translator, kernels, insertCell }),
      },
      RANK,
    );
  },
};
