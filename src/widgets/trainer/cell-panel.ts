import {
  CANONICAL_FIELDS,
  exactText,
  formatCount,
  formatValue,
  kindOf,
  visibleText,
  type CanonicalField,
  type Cell,
  type Kind,
  type Row,
} from "../../analysis/mod.ts";
import { button, h, rowTable, type ViewContext } from "../shared/mod.ts";
import type { CellFlows } from "./cell-flows.ts";
import { classText, modelName } from "./words.ts";

/** What can be done with a cell's flows. */
export interface CellPanelActions {
  close: () => void;
  /** Opens the threat gauge on a flow; left out where there is none. */
  assess?: ((flow: Row, row: number) => void) | undefined;
}

/** The flows behind a picked cell, or why they are not here. */
export function cellPanel(
  context: ViewContext,
  cell: CellFlows,
  classes: readonly string[],
  actions: CellPanelActions,
): HTMLElement {
  const { trans } = context;
  const title = cellTitle(context, cell, classes);
  const { note, table } = content(context, cell, actions);
  return h(
    "section",
    { class: "jp-TrainerWidget-flows", "aria-label": title, "aria-busy": cell.state === "loading" },
    h(
      "div",
      { class: "jp-TrainerWidget-flowsBar" },
      h("h5", { class: "jp-TrafficLab-heading", text: title }),
      button(context, trans.__("Close"), actions.close, { "aria-label": trans.__("Close the flows") }),
    ),
    note === "" ? null : h("p", { class: "jp-TrafficLab-note", text: note }),
    table,
  );
}

/** "312 flows that are BENIGN, called FTP-Patator by Random forest". */
export function cellTitle({ trans }: ViewContext, cell: CellFlows, classes: readonly string[]): string {
  return trans.__(
    "%1 that are %2, called %3 by %4",
    trans._n("%2 held-out flow", "%2 held-out flows", cell.count, formatCount(cell.count)),
    classText(trans, classes[cell.actual] ?? ""),
    classText(trans, classes[cell.predicted] ?? ""),
    modelName(trans, cell.model),
  );
}

function content(
  context: ViewContext,
  cell: CellFlows,
  { assess }: CellPanelActions,
): { note: string; table: HTMLElement | null } {
  const { trans } = context;
  switch (cell.state) {
    case "loading":
      return { note: trans.__("asking for the flows…"), table: null };
    case "failed": {
      const { what, why, remedy } = cell.problem;
      return { note: `${what} ${visibleText(why, 600)}. ${remedy}`, table: null };
    }
    case "away":
      return {
        note:
          cell.reason === "viewOnly"
            ? trans.__(
                "View only: the flows are in the kernel or file that made this view. Run the cell again to reach them.",
              )
            : trans.__("This result does not say which flows these are; train again to see them."),
        table: null,
      };
    case "here":
      break;
  }
  if (cell.cells.length === 0) return { note: trans.__("No flows to show."), table: null };
  const kinds = cell.columns.map((name, at) =>
    kindOfColumn(
      name,
      cell.cells.map((row) => row[at] ?? null),
    ),
  );
  const table = rowTable({
    label: trans.__("Flows of the cell; scroll with the arrow keys"),
    rowHeading: trans.__("row"),
    columns: cell.columns.map((name, at) => ({ name: visibleText(name), numeric: isNumber(kinds[at]) })),
    rows: cell.cells.map((row, at) => ({
      name: formatCount(cell.rowIndex[at] ?? 0),
      cells: cell.columns.map((_, place) => shownCell(row[place] ?? null, kinds[place] ?? "text")),
    })),
  });
  if (assess !== undefined) addAssess(context, table, cell, assess);
  const note =
    cell.cells.length < cell.count
      ? trans.__("The first %1 of %2 are listed.", cell.cells.length, formatCount(cell.count))
      : "";
  return { note, table };
}

/** A button in each row's heading that opens the gauge on the flow. */
function addAssess(
  context: ViewContext,
  table: HTMLElement,
  cell: Extract<CellFlows, { state: "here" }>,
  assess: (flow: Row, row: number) => void,
): void {
  const { trans } = context;
  const headings = table.querySelectorAll<HTMLElement>("tbody th");
  cell.cells.forEach((cells, at) => {
    const told = cell.columns.map((name, column): [string, Cell] => [name, cells[column] ?? null]);
    // The assessor knows the canonical fields alone.
    const flow = Object.fromEntries(told.filter(([name]) => isCanonical(name)));
    const place = cell.rowIndex[at] ?? 0;
    const row = formatCount(place);
    headings[at]?.prepend(
      button(context, trans.__("Assess"), () => assess(flow, place), {
        class: "jp-TrafficLab-button jp-mod-quiet",
        "aria-label": trans.__("Assess the flow of row %1", row),
      }),
      " ",
    );
  });
}

function isCanonical(name: string): name is CanonicalField {
  return CANONICAL_FIELDS.some((field) => field === name);
}

function kindOfColumn(name: string, cells: readonly Cell[]): Kind {
  const value = cells.find((cell) => cell !== null);
  const type = typeof value === "number" ? "float" : typeof value === "boolean" ? "boolean" : "text";
  const canonical = isCanonical(name) ? name : undefined;
  if (canonical === "timestamp" && type === "float") return "time";
  const role: CanonicalField | "source" = canonical ?? "source";
  return kindOf({
    name,
    role,
    type: type === "float" && cells.every((cell) => cell === null || Number.isInteger(cell)) ? "int" : type,
  });
}

function isNumber(kind: Kind | undefined): boolean {
  return kind !== "text" && kind !== "boolean" && kind !== "time";
}

function shownCell(value: Cell, kind: Kind): { text: string; title: string | undefined; missing: boolean } {
  const text = visibleText(formatValue(value, kind));
  const exact = value === null ? text : visibleText(exactText(value, kind));
  return { text, title: exact === text && text.length < 24 ? undefined : exact, missing: value === null };
}
