/** A widget on the page of a test, on a service that answers with the payloads of the tests. */
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { AnalysisService, Methods, RunOptions } from "../../../analysis/mod.ts";
import { ExplorerModel } from "../model.ts";
import { makeAnomalies, makeBehavior } from "./payloads.ts";
import { ExplorerWidget } from "../widget.ts";

export const EVIL = '<img src=x onerror="globalThis.wasRun = true"><script>globalThis.wasRun = true</script>';

/** A service that answers with the payloads of the tests, or waits to be settled. */
export class FakeService implements AnalysisService {
  status: "ready" | "busy" | "gone" = "ready";
  isManual = false;
  readonly calls: { method: string; params: unknown; run: RunOptions | undefined }[] = [];
  answer: (method: string) => unknown = (method) => {
    if (method === "detect") return makeAnomalies();
    if (method === "behavior") return makeBehavior();
    if (method === "export") return { name: "flagged.csv", text: "row,score\n59,1\n" };
    if (method === "load")
      return { table: "table-1", rowCount: 60, columnNames: ["duration"], report: {}, mapping: {} };
    return {};
  };
  private readonly _waiting: (() => void)[] = [];

  call<M extends keyof Methods>(method: M, params: Methods[M][0], run?: RunOptions): Promise<Methods[M][1]> {
    this.calls.push({ method, params, run });
    return new Promise((resolve, reject) => {
      const give = (): void => {
        try {
          resolve(this.answer(method) as Methods[M][1]);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      if (this.isManual) this._waiting.push(give);
      else give();
    });
  }

  settle(): void {
    this._waiting.shift()?.();
  }

  last(method: string): Record<string, unknown> {
    return this.calls.findLast((call) => call.method === method)?.params as Record<string, unknown>;
  }
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  MessageLoop.flush();
}

interface Options {
  data?: unknown;
  service?: FakeService | null;
  actions?: ExplorerWidget.IOptions["actions"];
}

export function setUp({ data = makeAnomalies(), service = new FakeService(), actions }: Options = {}) {
  const model = new ExplorerModel({ service });
  const widget = new ExplorerWidget({ model, ...(actions && { actions }) });
  if (data !== null) model.setPayload(data);
  document.body.replaceChildren();
  Widget.attach(widget, document.body);
  MessageLoop.flush();
  const { node } = widget;
  const all = (selector: string): HTMLElement[] => [...node.querySelectorAll<HTMLElement>(selector)];
  const one = (selector: string): HTMLElement => {
    const found = node.querySelector<HTMLElement>(selector);
    if (found === null) throw new Error(`nothing at ${selector}`);
    return found;
  };
  const text = (selector: string): string => node.querySelector(selector)?.textContent ?? "";
  const button = (name: string): HTMLButtonElement => {
    const found = all("button").find((it) => (it.getAttribute("aria-label") ?? it.textContent) === name);
    if (found === undefined) throw new Error(`no button "${name}"`);
    return found as HTMLButtonElement;
  };
  const press = async (target: HTMLElement, ...keys: string[]): Promise<void> => {
    for (const key of keys) {
      target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      MessageLoop.flush();
    }
    await settled();
  };
  const click = async (target: HTMLElement): Promise<void> => {
    target.click();
    await settled();
  };
  const type = async (name: string, value: string): Promise<void> => {
    const input = one(`[data-focus="${name}"]`) as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await settled();
  };
  return { model, widget, node, service, all, one, text, button, press, click, type };
}

/** To be said in each test file: nothing of the data became an element, and nothing of it ran. */
export function expectHarmless(): void {
  expect(document.body.querySelector("script, img, iframe")).toBeNull();
  expect((globalThis as { wasRun?: boolean }).wasRun).toBeUndefined();
}
