import { type INotebookTracker, NotebookActions } from "@jupyterlab/notebook";
import { notebookAround } from "./kernel-of-output.ts";

/** Whether a notebook that can be changed shows `node`. */
export function isInsertable(node: Node, notebooks: INotebookTracker): boolean {
  const model = notebookAround(node, notebooks)?.content.model;
  return model !== null && model !== undefined && !model.readOnly;
}

/**
 * Inserts code in a new cell below the one whose output holds `node`, and moves the focus there; running it is left to the
 * reader.
 */
export async function insertCellBelow(node: Node, code: string, notebooks: INotebookTracker): Promise<void> {
  const notebook = notebookAround(node, notebooks)?.content;
  if (!notebook?.model || notebook.model.readOnly) return;
  const above = notebook.widgets.findIndex((cell) => cell.node.contains(node));
  const index = (above === -1 ? notebook.activeCellIndex : above) + 1;
  notebook.model.sharedModel.insertCell(index, {
    cell_type: "code",
    source: code,
    metadata: { trusted: true },
  });
  // The button that asked for it gives the focus back first, and that makes its own cell the active one.
  await new Promise(requestAnimationFrame);
  if (notebook.isDisposed) return;
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index, "smart");
  await NotebookActions.focusActiveCell(notebook, { preventScroll: true });
}
