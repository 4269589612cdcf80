/** A threat gauge on the page of a test. */
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { WidgetActions } from "../../shared/mod.ts";
import { settled } from "../../shared/testing/fake-service.ts";
import { ThreatModel } from "../model.ts";
import { FakeThreatService, makeFakeRules } from "./payload.ts";
import { ThreatWidget } from "../widget.ts";

export const EVIL = '<img src=x onerror="globalThis.wasRun = true"><script>globalThis.wasRun = true</script>';
export const FLOW = { duration: 1, packet_count: 3, bytes_sent: 90, bytes_received: 0, packet_size_mean: 30 };

let attached: ThreatWidget | null = null;

/** Draws what is due: the gauge, then the curves. */
export function flush(): void {
  MessageLoop.flush();
  MessageLoop.flush();
}

export async function setUp(
  options: { service?: FakeThreatService | null; actions?: WidgetActions; payload?: unknown } = {},
) {
  const service = options.service ?? null;
  const model = new ThreatModel({ service, makeRules: makeFakeRules });
  await model.ready;
  if (options.payload !== undefined) {
    model.setPayload(options.payload);
    await model.ready;
  }
  const widget = new ThreatWidget({ model, actions: options.actions ?? {} });
  attached?.dispose();
  attached = widget;
  document.body.replaceChildren();
  Widget.attach(widget, document.body);
  flush();
  const { node } = widget;
  const all = (selector: string): HTMLElement[] => Array.from(node.querySelectorAll<HTMLElement>(selector));
  const text = (selector: string): string => all(selector)[0]?.textContent ?? "";
  const button = (name: string): HTMLButtonElement => {
    const found = all("button").find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name);
    if (!(found instanceof HTMLButtonElement)) throw new Error(`no button "${name}"`);
    return found;
  };
  const field = (name: string): HTMLInputElement | HTMLSelectElement => {
    const label = all("label").find((one) => one.textContent === name);
    const found = label === undefined ? null : document.getElementById(label.getAttribute("for") ?? "");
    if (!(found instanceof HTMLInputElement || found instanceof HTMLSelectElement))
      throw new Error(`no field "${name}"`);
    return found;
  };
  const type = async (name: string, value: string): Promise<void> => {
    const input = field(name);
    input.value = value;
    input.dispatchEvent(
      new Event(input instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }),
    );
    await settled();
    flush();
  };
  const click = async (target: HTMLElement): Promise<void> => {
    target.click();
    await settled();
    flush();
  };
  return { model, service, widget, node, all, text, button, field, type, click };
}

/** A widget on the flows of a service. */
export async function onFlows(actions: WidgetActions = {}) {
  const service = new FakeThreatService();
  const parts = await setUp({ service, actions });
  parts.model.useTable(service, "table-1", { name: "a.csv", rowCount: 300, columnNames: [] });
  await settled();
  flush();
  return parts;
}

/** To be said after each test: nothing of the data became an element, and nothing of it ran. */
export function expectHarmless(): void {
  for (const child of document.body.children) expect(child.querySelector("script, img, iframe")).toBeNull();
  expect((globalThis as { wasRun?: boolean }).wasRun).toBeUndefined();
}
