/** Tables in plain text: columns aligned by the width that characters take on a terminal. */
import { cutToWidth, displayWidth } from "./plain.ts";

/** A column of a plain text table. */
export interface TextColumn {
  head: string;
  align?: "left" | "right";
  /** Longest width; longer cells are cut and marked. */
  max?: number;
}

/**
 * Lays out a table with a heading and a rule under it.
 *
 * @param rows Cells that hold no line breaks.
 * @returns Lines without trailing spaces, joined by "\n".
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const cut = (cell: string, index: number): string => cutToWidth(cell, columns[index]?.max ?? 40);
  const cells = [columns.map((column) => column.head), ...rows].map((row) =>
    columns.map((_, index) => cut(row[index] ?? "", index)),
  );
  const widths = columns.map((_, index) =>
    cells.reduce((width, row) => Math.max(width, displayWidth(row[index] ?? "")), 0),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, index) => {
        const space = " ".repeat((widths[index] ?? 0) - displayWidth(cell));
        return columns[index]?.align === "right" ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0] ?? "", rule, ...lines.slice(1)].join("\n");
}

/** Lines set in by two spaces. */
export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

/** Breaks a sentence at spaces so that no line is wider than asked, later lines set in. */
export function wrap(text: string, width: number, hang: string = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = hang + word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n");
}
