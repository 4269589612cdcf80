import type { ISessionContext } from "@jupyterlab/apputils";
import type { IConsoleTracker } from "@jupyterlab/console";
import type { INotebookTracker, NotebookPanel } from "@jupyterlab/notebook";

/** Where an output may stand: notebooks, and consoles when the console extension is on. */
export interface Surroundings {
  notebooks: INotebookTracker;
  consoles: IConsoleTracker | null;
}

/** The notebook that shows `node` in one of its outputs. */
export function notebookAround(node: Node, notebooks: INotebookTracker): NotebookPanel | undefined {
  return notebooks.find((panel) => panel.content.node.contains(node));
}

/** The session of the notebook or console that shows `node`; undefined in a preview, which has none. */
export function sessionAround(
  node: Node,
  { notebooks, consoles }: Surroundings,
): ISessionContext | undefined {
  const notebook = notebookAround(node, notebooks);
  if (notebook) return notebook.sessionContext;
  return consoles?.find((panel) => panel.console.node.contains(node))?.sessionContext;
}
