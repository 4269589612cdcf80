import { h } from "./dom.ts";

/** A column of a table of rows. */
export interface TableColumn {
  name: string;
  /** Numbers stand at the right, texts at the left. */
  numeric: boolean;
  /** The column that the rows were picked in. */
  marked?: boolean;
}

/** A cell: what is shown, and the exact value where that is more. */
export interface TableCell {
  text: string;
  title?: string | undefined;
  missing?: boolean;
}

/** A plain table in a box that scrolls by itself; cells are text. */
export function rowTable(options: {
  label: string;
  rowHeading: string;
  columns: readonly TableColumn[];
  rows: readonly { name: string; cells: readonly TableCell[] }[];
}): HTMLElement {
  const { label, rowHeading, columns, rows } = options;
  const head = columns.map(({ name, numeric, marked }) =>
    h("th", { scope: "col", class: classOf(numeric, marked), title: name, text: name }),
  );
  const body = rows.map(({ name, cells }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row", text: name }),
      ...cells.map(({ text, title, missing }, at) =>
        h("td", {
          class: `${classOf(columns[at]?.numeric, columns[at]?.marked)}${missing === true ? " jp-mod-missing" : ""}`,
          title,
          text,
        }),
      ),
    ),
  );
  return h(
    "div",
    { class: "jp-TrafficLab-scroll", role: "region", tabindex: 0, "aria-label": label },
    h(
      "table",
      { class: "jp-TrafficLab-table" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col", text: rowHeading }), ...head)),
      h("tbody", {}, ...body),
    ),
  );
}

function classOf(numeric: boolean | undefined, marked: boolean | undefined): string {
  return `${numeric === true ? "jp-mod-number" : "jp-mod-text"}${marked === true ? " jp-mod-marked" : ""}`;
}
