import type { INotebookTracker } from "@jupyterlab/notebook";
import { MimeModel } from "@jupyterlab/rendermime";
import { nullTranslator } from "@jupyterlab/translation";
import { Widget } from "@lumino/widgets";
import { PROFILE_MIME, createService, type ProfilePayload, type ServiceResponse } from "../analysis/mod.ts";
import { kindOf } from "./kinds.ts";
import { KnownTables } from "./known-tables.ts";
import { PageLease } from "./page-lease.ts";
import { DEFAULTS } from "./settings.ts";
import { ResultRenderer } from "./result-renderer.ts";
import { FakeSession } from "./testing/fake-session.ts";
import { ClonedWorker } from "./testing/page-worker.ts";
import { KernelServices } from "./transports/kernel/kernel-services.ts";
import { PageService } from "./transports/page-worker/page-service.ts";

const CSV = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean\n1,2,30,40,35\n2,2,30,40,35\n";

/** What the library's service answers, as a notebook's output would hold it. */
async function makePayload(): Promise<ProfilePayload> {
  const service = createService();
  const answers: ServiceResponse[] = [];
  const ask = async (method: "load" | "profile", params: object): Promise<unknown> => {
    await service.handleRequest({ v: 1, id: method, method, params }, (answer) => answers.push(answer));
    const last = answers.at(-1);
    if (last === undefined || !("ok" in last)) throw new Error(JSON.stringify(last));
    return last.ok;
  };
  const { table } = (await ask("load", { source: new File([CSV], "flows.csv") })) as { table: string };
  return (await ask("profile", { table })) as ProfilePayload;
}

/** A renderer in the output of a notebook that is on the page. */
function setUp() {
  const session = new FakeSession();
  const notebook = new Widget();
  const panels = [{ content: notebook, sessionContext: session.context }];
  const notebooks = {
    find: (test: (panel: unknown) => boolean) => panels.find(test),
  } as unknown as INotebookTracker;
  const known = new KnownTables();
  known.watch(session.context);
  const services = new KernelServices();
  const workers: ClonedWorker[] = [];
  const files = new PageService(() => {
    workers.push(new ClonedWorker());
    return workers[workers.length - 1] as ClonedWorker;
  });
  const inserted: string[] = [];
  const opened: unknown[] = [];
  const open: KernelServices["open"] = (kernel) => {
    opened.push(kernel);
    return services.open(kernel);
  };
  const renderer = new ResultRenderer({
    translator: nullTranslator,
    settings: DEFAULTS,
    kernels: { surroundings: { notebooks, consoles: null }, known, open },
    insertCell: { isPossible: () => true, run: (_, code) => void inserted.push(code) },
    kind: kindOf("profiler"),
    mimeType: PROFILE_MIME,
    files: new PageLease(files),
  });
  Widget.attach(notebook, document.body);
  Widget.attach(renderer, notebook.node);
  return { session, renderer, workers, inserted, opened };
}

const model = (data: unknown) => new MimeModel({ data: { [PROFILE_MIME]: data as never } });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await new Promise(requestAnimationFrame);
}

const button = (root: Widget, text: string) =>
  [...root.node.querySelectorAll("button")].find((node) => node.textContent === text && !node.hidden);

describe("ResultRenderer", () => {
  it("draws a payload without executing anything, and is view only until the kernel has shown it", async () => {
    const { session, renderer, workers } = setUp();
    const payload = await makePayload();
    await renderer.renderModel(model(payload));
    await settle();
    expect(renderer.node.textContent).toContain("flows.csv");
    expect(renderer.node.textContent).toContain("view only");
    expect(session.kernel.executions).toEqual([]);
    expect(workers).toEqual([]);
    session.showTable(payload.table);
    await settle();
    expect(renderer.node.textContent).not.toContain("view only");
    expect(session.kernel.executions).toEqual([]);
    renderer.dispose();
  });

  it("offers Reconnect while there is a kernel to ask, and says in place why it failed", async () => {
    const { session, renderer } = setUp();
    await renderer.renderModel(model(await makePayload()));
    await settle();
    button(renderer, "Reconnect")?.click();
    await settle();
    const { request } = session.kernel.last;
    const error = { name: "Error", code: "E_NOT_LOADED", message: "run the notebook's cells first" };
    session.kernel.last.say({ v: 1, id: request.id, error });
    await settle();
    expect(renderer.node.querySelector("[role=alert]")?.textContent).toContain(
      "run the notebook's cells first",
    );
    session.change(null);
    await settle();
    expect(button(renderer, "Reconnect")).toBeUndefined();
    renderer.dispose();
  });

  it("refuses what is no payload, in place", async () => {
    const { renderer } = setUp();
    await renderer.renderModel(model({ type: "profile", version: 99 }));
    await settle();
    expect(renderer.node.querySelector("[role=alert]")?.textContent).toContain("version");
    renderer.dispose();
  });

  it("puts the code into the notebook that shows it", async () => {
    const { renderer, inserted } = setUp();
    const payload = await makePayload();
    await renderer.renderModel(model(payload));
    await settle();
    button(renderer, "Copy as TypeScript")?.click();
    button(renderer, "Insert cell below")?.click();
    expect(inserted).toEqual([payload.code]);
    renderer.dispose();
  });

  it("leaves nothing behind when it is disposed, twice", async () => {
    const { session, renderer, opened } = setUp();
    const payload = await makePayload();
    await renderer.renderModel(model(payload));
    renderer.dispose();
    renderer.dispose();
    session.showTable(payload.table);
    await settle();
    expect(opened).toEqual([]);
  });
});
