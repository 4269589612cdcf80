import type { INotebookTracker } from "@jupyterlab/notebook";
import { Signal } from "@lumino/signaling";
import type { AnalysisService } from "../analysis/mod.ts";
import { KernelLink } from "./kernel-link.ts";
import { KnownTables } from "./known-tables.ts";
import { FakeKernel } from "./testing/fake-kernel.ts";
import { FakeSession } from "./testing/fake-session.ts";
import type { KernelService } from "./transports/kernel/kernel-service.ts";

class FakeService {
  status: AnalysisService["status"] = "ready";
  readonly statusChanged = new Signal<this, AnalysisService["status"]>(this);
  readonly calls: unknown[][] = [];
  answer: () => Promise<unknown> = () => Promise.resolve({});

  call(...call: unknown[]): Promise<unknown> {
    this.calls.push(call);
    return this.answer();
  }

  become(status: AnalysisService["status"]): void {
    this.status = status;
    this.statusChanged.emit(status);
  }
}

/** An output in a notebook with a running kernel. */
function setUp() {
  const session = new FakeSession();
  const notebook = document.createElement("div");
  const node = notebook.appendChild(document.createElement("div"));
  const panels = [{ content: { node: notebook }, sessionContext: session.context }];
  const notebooks = {
    find: (test: (panel: unknown) => boolean) => panels.find(test),
  } as unknown as INotebookTracker;
  const known = new KnownTables();
  known.watch(session.context);
  const services: FakeService[] = [];
  const link = new KernelLink({
    node,
    known,
    surroundings: { notebooks, consoles: null },
    open: () => {
      const open = services.find((service) => service.status !== "gone") ?? new FakeService();
      if (!services.includes(open)) services.push(open);
      return Promise.resolve(open as unknown as KernelService);
    },
  });
  let changes = 0;
  link.changed.connect(() => (changes += 1));
  link.setTarget({ table: "t1", assessor: null });
  link.locate();
  return { session, known, link, services, node, changes: () => changes };
}

/** Lets the promises of an update settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe("KernelLink", () => {
  it("is down for an output that came from the file, and sends nothing to find out", async () => {
    const { link, services } = setUp();
    await settle();
    expect(link.service).toBeNull();
    expect(link.canReconnect).toBe(true);
    expect(services).toEqual([]);
  });

  it("goes up when the kernel shows the table, without a call", async () => {
    const { session, link, services } = setUp();
    session.showTable("t1");
    await settle();
    expect(link.service).toBe(services[0]);
    expect(link.canReconnect).toBe(false);
    expect(services[0]?.calls).toEqual([]);
  });

  it("stays down when the kernel shows another table", async () => {
    const { session, link } = setUp();
    session.showTable("t2");
    await settle();
    expect(link.service).toBeNull();
  });

  it("goes down when the kernel restarts, and up again when the cell was run again", async () => {
    const { session, link, services } = setUp();
    session.showTable("t1");
    await settle();
    services[0]?.become("gone");
    session.become("restarting");
    await settle();
    expect(link.service).toBeNull();
    session.become("idle");
    session.showTable("t1");
    await settle();
    expect(link.service).toBe(services[1]);
  });

  it("goes down when the kernel dies, is taken away or is changed, and says so", async () => {
    const { session, link, services, changes } = setUp();
    session.showTable("t1");
    await settle();
    const before = changes();
    services[0]?.become("gone");
    session.become("dead");
    await settle();
    expect(link.service).toBeNull();
    expect(link.canReconnect).toBe(false);
    expect(changes()).toBeGreaterThan(before);
    session.change(null);
    await settle();
    expect(link.canReconnect).toBe(false);
    session.change(new FakeKernel());
    await settle();
    expect(link.service).toBeNull();
    expect(link.canReconnect).toBe(true);
  });

  it("reconnects by asking for no rows of the table", async () => {
    const { link, services } = setUp();
    await link.reconnect();
    await settle();
    expect(services[0]?.calls).toEqual([["rows", { table: "t1", offset: 0, limit: 0 }]]);
    expect(link.service).toBe(services[0]);
  });

  it("reconnects to an assessor that was made without a table by asking it for an empty flow", async () => {
    const { link, services } = setUp();
    link.setTarget({ table: null, assessor: "a1" });
    await link.reconnect();
    await settle();
    expect(services[0]?.calls).toEqual([["assess", { assessor: "a1", flow: {} }]]);
    expect(link.service).toBe(services[0]);
  });

  it("has nothing to reconnect to for an assessment by the rules alone", async () => {
    const { link } = setUp();
    link.setTarget({ table: null, assessor: null });
    await settle();
    expect([link.canReconnect, link.service]).toEqual([false, null]);
  });

  it("stays down and passes the reason on when the kernel does not have the table", async () => {
    const { link, services, session } = setUp();
    session.showTable("other");
    await link.reconnect().catch(() => undefined);
    const [service] = services;
    if (service)
      service.answer = () =>
        Promise.reject(Object.assign(new Error("no such table"), { code: "E_UNKNOWN_HANDLE" }));
    link.setTarget({ table: "t2", assessor: null });
    await expect(link.reconnect()).rejects.toMatchObject({ code: "E_UNKNOWN_HANDLE" });
    await settle();
    expect(link.service).toBeNull();
  });

  it("says so when it is asked to reconnect without a kernel", async () => {
    const { link, session } = setUp();
    session.change(null);
    await expect(link.reconnect()).rejects.toThrow("Cannot reconnect");
  });

  it("passes on that the kernel is busy", async () => {
    const { session, link, services, changes } = setUp();
    session.showTable("t1");
    await settle();
    const before = changes();
    services[0]?.become("busy");
    expect(link.service?.status).toBe("busy");
    expect(changes()).toBe(before + 1);
  });

  it("says nothing when the kernel's status changes without changing what can be reached", async () => {
    const { session, changes } = setUp();
    session.showTable("t1");
    await settle();
    const before = changes();
    session.become("busy");
    session.become("idle");
    await settle();
    expect(changes()).toBe(before);
  });

  it("has no kernel in a preview, which no notebook shows", async () => {
    const { session, link, node } = setUp();
    node.remove();
    link.locate();
    session.showTable("t1");
    await settle();
    expect(link.service).toBeNull();
    expect(link.canReconnect).toBe(false);
  });

  it("listens to nothing after it was disposed, twice", async () => {
    const { session, link, changes } = setUp();
    await settle();
    link.dispose();
    link.dispose();
    const before = changes();
    session.showTable("t1");
    session.become("restarting");
    await settle();
    expect(changes()).toBe(before);
    expect(link.service).toBeNull();
  });
});
