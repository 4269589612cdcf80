/** Asks the two services as the widgets do: the page's worker by its messages, a notebook's kernel by silent executions. */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { LabPage } from "./lab-page.ts";

export type Ask = (method: string, params: Record<string, unknown>) => Promise<Record<string, unknown>>;

interface Answer {
  id: string;
  ok?: Record<string, unknown>;
  error?: { code: string; message: string };
}

interface Kernel {
  iopubMessage: { connect(slot: (sender: unknown, message: KernelMessage) => void): void };
  requestExecute(content: object, dispose: boolean): { done: Promise<unknown> };
}

interface KernelMessage {
  content: { data?: Record<string, unknown> };
}

/** How often the page is looked at for an answer. */
const LOOK = { polling: 50, timeout: 300_000 };
const RPC_MIME = "application/vnd.trafficlab.rpc+json";

declare global {
  interface Window {
    trafficlabWorkers?: Worker[];
    trafficlabAnswers?: Record<string, Answer>;
  }
}

/** Keeps every worker that the page starts from its next load on, and what each of them answers. */
export async function keepWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const workers: Worker[] = (window.trafficlabWorkers = []);
    const answers: Record<string, Answer> = (window.trafficlabAnswers = {});
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        workers.push(this);
        this.addEventListener("message", ({ data }: MessageEvent<{ service?: Answer }>) => {
          const { service } = data ?? {};
          if (service && ("ok" in service || "error" in service)) answers[service.id] = service;
        });
      }
    };
  });
}

/** Asks the worker that the page has started last. A text under `file` goes as a File of that name. */
export function askPage(page: Page): Ask {
  return (method, params) =>
    answered(page, method, (id) =>
      page.evaluate(
        ([key, name, given]) => {
          const { file, ...rest } = given as { file?: { name: string; text: string } };
          const whole = file ? { ...rest, source: new File([file.text], file.name) } : rest;
          window.trafficlabWorkers
            ?.at(-1)
            ?.postMessage({ service: { v: 1, id: key, method: name, params: whole } });
        },
        [id, method, params] as const,
      ),
    );
}

/** Asks the kernel of the current notebook. */
export function askKernel({ page }: LabPage): Ask {
  return (method, params) =>
    answered(page, method, (id) =>
      page.evaluate(
        async ([key, mime, request]) => {
          const answers = (window.trafficlabAnswers ??= {});
          const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session
            ?.kernel as Kernel | null;
          if (!kernel) throw new Error("the notebook has no kernel");
          kernel.iopubMessage.connect((_, { content }) => {
            const answer = content.data?.[mime] as Answer | undefined;
            if (answer?.id === key && ("ok" in answer || "error" in answer)) answers[key] = answer;
          });
          const code = `await globalThis[Symbol.for("trafficlab.rpc")](${JSON.stringify(request)})`;
          await kernel.requestExecute({ code, silent: true, store_history: false }, true).done;
        },
        [id, RPC_MIME, JSON.stringify({ v: 1, id, method, params })] as const,
      ),
    );
}

async function answered(
  page: Page,
  method: string,
  send: (id: string) => Promise<void>,
): Promise<Record<string, unknown>> {
  const id = `test-${randomUUID()}`;
  await send(id);
  const handle = await page.waitForFunction((key) => window.trafficlabAnswers?.[key], id, LOOK);
  const { ok, error } = (await handle.jsonValue()) as Answer;
  if (ok === undefined) throw new Error(`"${method}" was answered with ${error?.code}: ${error?.message}`);
  return ok;
}

/** The last payload of a type that any of the page's workers has answered with. */
export function lastAnswer(page: Page, type: string): Promise<unknown> {
  return page.evaluate((wanted) => {
    const payloads = Object.values(window.trafficlabAnswers ?? {}).map(({ ok }) =>
      ok !== undefined && "report" in ok && "model" in ok ? (ok["report"] as Record<string, unknown>) : ok,
    );
    return payloads.findLast((payload) => payload?.["type"] === wanted) ?? null;
  }, type);
}
