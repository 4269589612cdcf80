/** Where the data that are shown came from, as far as it can be opened again. */
export type PageSource =
  /** A file of the file browser. */
  | { kind: "server"; path: string }
  /** A file of the reader's computer, which a page cannot read again by itself. */
  | { kind: "computer"; name: string }
  /** Flows of a notebook's kernel. */
  | { kind: "kernel"; name: string }
  /** The generated capture. */
  | { kind: "sample"; seed: number; flows: number };

/** The name under which the generated capture is loaded. */
export function sampleName(seed: number): string {
  return `sample-${seed}.csv`;
}
