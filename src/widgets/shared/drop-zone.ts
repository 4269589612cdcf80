/**
 * Takes files that are dragged onto a widget from outside the page.
 *
 * Handles the four drag events that the widget passes on; anything but files is left to the page.
 */
export class DropZone {
  constructor(options: DropZone.IOptions) {
    this._options = options;
  }

  /** Returns true when the event was about files. */
  handleEvent(event: DragEvent): boolean {
    const { dataTransfer } = event;
    if (dataTransfer === null || !Array.from(dataTransfer.types).includes("Files")) return false;
    event.preventDefault();
    event.stopPropagation();
    const { node, onFiles } = this._options;
    if (event.type === "drop") {
      node.classList.remove("jp-mod-dropTarget");
      onFiles(Array.from(dataTransfer.files));
    } else if (event.type === "dragleave") {
      if (!node.contains(event.relatedTarget as Node | null)) node.classList.remove("jp-mod-dropTarget");
    } else {
      dataTransfer.dropEffect = "copy";
      node.classList.add("jp-mod-dropTarget");
    }
    return true;
  }

  private readonly _options: DropZone.IOptions;
}

export namespace DropZone {
  export interface IOptions {
    /** Gets `jp-mod-dropTarget` while files are over it. */
    node: HTMLElement;
    onFiles: (files: File[]) => void;
  }
}
