import type { TranslationBundle } from "@jupyterlab/translation";
import type { Row } from "../../analysis/mod.ts";
import { button } from "./button.ts";
import type { ViewContext } from "./context.ts";
import { h } from "./dom.ts";

/** What goes on with the flows from one widget to the next, beside the flows. */
export interface Handover {
  /** Handle of a model that lives where the flows are. */
  model?: string;
  /** What the reader knows that model by. */
  modelName?: string;
  /** Row of the flow among the flows: what is around it counts, too. */
  row?: number;
}

/** Opens another widget on the same flows, without loading them again. */
export type NextStep = (handover?: Handover) => void;

/** The widgets that others can go on to. */
export interface NextSteps {
  profile?: NextStep;
  train?: NextStep;
  anomalies?: NextStep;
  behavior?: NextStep;
  /** With a flow, its assessment; with null, the gauge on these flows. */
  assess?: (flow: Row | null, handover?: Handover) => void;
}

/** Code for a notebook's cell. */
export interface RunnableCode {
  code: string;
  /** What the reader has to know before it runs; left out where there is nothing. */
  note?: string | undefined;
}

/** What the surroundings can do; what is left out is not offered. Each is looked up when it is about to be offered. */
export interface WidgetActions {
  /** Puts code into a new cell below the one that holds the widget. */
  insertCellBelow?: ((code: string) => void) | undefined;
  /** A result's code as it runs in a notebook, where the flows came from something that a cell does not see; as it is where this is left out. */
  runnable?: (code: string) => RunnableCode;
  /** Reaches for the flows again; offered while the view is view-only and `canReconnect` says so. What it rejects with is shown. */
  reconnect?: (() => Promise<void> | void) | undefined;
  /** Asked whenever the status is drawn; offered always where it is left out. */
  canReconnect?: () => boolean;
  /** Opens the generated sample capture, offered in the empty view. */
  openSample?: () => void;
  /** Opens the next widget on the same flows. */
  next?: NextSteps | undefined;
  /** Hands a file to the reader; a download where it is left out. */
  saveFile?: (name: string, content: Blob) => void;
}

/** A download of the browser. */
export function downloadFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = h("a", { href: address, download: name });
  link.click();
  // The download has begun by then; the address would hold the content for as long as the page lives.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Buttons that lead from one widget to the next on the same flows; null where there are none. */
export function nextRow(context: ViewContext, next: NextSteps | undefined): HTMLElement | null {
  const { trans } = context;
  const steps = next === undefined ? [] : stepsOf(trans, next);
  if (steps.length === 0) return null;
  return h(
    "nav",
    { class: "jp-TrafficLab-next", "aria-label": trans.__("Go on with these flows") },
    h("span", { class: "jp-TrafficLab-nextTitle", text: trans.__("Go on with these flows:") }),
    ...steps.map(({ text, title, press }) => button(context, text, press, { title })),
  );
}

function stepsOf(
  trans: TranslationBundle,
  next: NextSteps,
): { text: string; title: string; press: () => void }[] {
  const { profile, train, anomalies, behavior, assess } = next;
  return [
    profile && {
      text: trans.__("Profile"),
      title: trans.__("What the data hold, field by field"),
      press: () => profile(),
    },
    train && {
      text: trans.__("Train models"),
      title: trans.__("Learn the labels, and see how well they are told from the flows"),
      press: () => train(),
    },
    anomalies && {
      text: trans.__("Find anomalies"),
      title: trans.__("The flows that are unlike the others"),
      press: () => anomalies(),
    },
    behavior && {
      text: trans.__("Patterns of behavior"),
      title: trans.__("Groups of flows that act alike, and when"),
      press: () => behavior(),
    },
    assess && {
      text: trans.__("Assess threats"),
      title: trans.__("One flow at a time, or the capture as a live feed"),
      press: () => assess(null),
    },
  ].filter((step) => step !== undefined);
}
