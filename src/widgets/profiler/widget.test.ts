import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { ProfilePayload } from "../../analysis/mod.ts";
import { ProfilerModel } from "./model.ts";
import { FakeService, settled } from "../shared/testing/fake-service.ts";
import { makeCapture, makePayload } from "../shared/testing/profile-payload.ts";
import { ProfilerWidget } from "./widget.ts";

const capture = makeCapture(500);
const EVIL = '<img src=x onerror="globalThis.wasRun = true"><script>globalThis.wasRun = true</script>';

/** An attached widget that shows the capture, with the means to act on it. */
function setUp(
  options: { actions?: ProfilerWidget.IActions; service?: FakeService | null; data?: unknown } = {},
) {
  const service = options.service === undefined ? new FakeService(capture) : options.service;
  const model = new ProfilerModel({ service });
  const widget = new ProfilerWidget({ model, ...(options.actions && { actions: options.actions }) });
  model.setPayload(options.data === undefined ? makePayload(capture, 60) : options.data);
  document.body.replaceChildren();
  Widget.attach(widget, document.body);
  MessageLoop.flush();
  return { service, model, widget, node: widget.node, ...handlesOf(widget.node) };
}

function handlesOf(node: HTMLElement) {
  const all = (selector: string): HTMLElement[] => Array.from(node.querySelectorAll<HTMLElement>(selector));
  const text = (selector: string): string => all(selector)[0]?.textContent ?? "";
  const button = (name: string): HTMLButtonElement => {
    const found = all("button").find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name);
    if (!(found instanceof HTMLButtonElement)) throw new Error(`no button "${name}"`);
    return found;
  };
  const chart = (name: string): HTMLElement => {
    const found = all("[role=listbox]").find((one) => one.getAttribute("aria-label")?.includes(` ${name}`));
    if (found === undefined) throw new Error(`no chart of "${name}"`);
    return found;
  };
  const press = async (target: HTMLElement, ...keys: string[]): Promise<void> => {
    for (const key of keys)
      target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await settled();
    MessageLoop.flush();
  };
  const click = async (target: HTMLElement): Promise<void> => {
    target.click();
    await settled();
    MessageLoop.flush();
  };
  return { all, text, button, chart, press, click };
}

afterEach(() => {
  for (const child of document.body.children) expect(child.querySelector("script, img, iframe")).toBeNull();
  expect((globalThis as { wasRun?: boolean }).wasRun).toBeUndefined();
});

describe("ProfilerWidget", () => {
  it("draws identity, connection, finding, insights and a card for each field", () => {
    const { text, all } = setUp();
    expect(text(".jp-TrafficLab-identity")).toBe("capture.csv500 flowstrafficlab9f3a…");
    expect(text(".jp-TrafficLab-chip")).toBe("●in this page");
    expect(text(".jp-TrafficLab-finding")).toContain("12 of 500 flows repeat exactly");
    expect(all(".jp-ProfilerWidget-insight")).toHaveLength(4);
    expect(all(".jp-ProfilerWidget-cardTitle").map((title) => title.textContent)).toEqual(
      Object.keys(capture),
    );
    expect(text(".jp-TrafficLab-footer")).toContain("seed 42trafficlab 0.1.0");
    expect(text(".jp-TrafficLab-footer")).toContain("2 rows rejected");
  });

  it("shows the rows of a bin that is picked by keyboard, and gives them up with Escape", async () => {
    const { chart, press, text, all, model } = setUp();
    const bins = chart("packet_count");
    bins.focus();
    await press(bins, "ArrowRight", "Enter");
    expect(model.selection).toEqual({ kind: "bin", column: "packet_count", index: 1 });
    expect(text(".jp-ProfilerWidget-rows .jp-TrafficLab-heading")).toBe("packet_count is 5 to under 9");
    expect(text(".jp-ProfilerWidget-rowsRange")).toBe("rows 1 to 20 of 20");
    expect(all(".jp-ProfilerWidget-rows tbody tr")).toHaveLength(20);
    expect(text("[role=status]")).toBe("packet_count is 5 to under 9: rows 1 to 20 of 20.");
    expect(bins.closest("article")?.nextElementSibling?.className).toContain("jp-ProfilerWidget-rows");
    await press(bins, "Escape");
    expect(all(".jp-ProfilerWidget-rows")).toEqual([]);
    expect(document.activeElement === bins).toBe(true);
  });

  it("returns the focus to the chart when Escape is pressed in the rows", async () => {
    const { chart, press, all } = setUp();
    await press(chart("packet_count"), "Enter");
    const rows = all(".jp-ProfilerWidget-rows .jp-TrafficLab-scroll")[0];
    rows?.focus();
    await press(rows as HTMLElement, "Escape");
    expect(document.activeElement === chart("packet_count")).toBe(true);
  });

  it("turns pages and keeps the focus on the button, also at the last page", async () => {
    const { button, click, text } = setUp();
    await click(button("Show the rows"));
    expect(text(".jp-ProfilerWidget-rowsRange")).toBe("rows 1 to 50 of 500");
    const next = button("Next rows");
    next.focus();
    for (let page = 0; page < 12; page++) await click(next);
    expect(text(".jp-ProfilerWidget-rowsRange")).toBe("rows 451 to 500 of 500");
    expect([document.activeElement === next, next.getAttribute("aria-disabled")]).toEqual([true, "true"]);
    await click(button("Previous rows"));
    expect(text(".jp-ProfilerWidget-rowsRange")).toBe("rows 401 to 450 of 500");
  });

  it("picks missing cells and frequent values", async () => {
    const { click, press, chart, model, all } = setUp();
    await click(all(".jp-ProfilerWidget-missing")[1] as HTMLElement);
    expect([model.selection, model.rows?.total]).toEqual([{ kind: "missing", column: "service" }, 56]);
    await press(chart("label"), "ArrowDown", "Enter");
    expect(model.selection).toEqual({ kind: "value", column: "label", index: 0 });
    expect(all("[aria-pressed=true]")).toEqual([]);
  });

  it("says that it is view only and shows the sample's rows, marked as such", async () => {
    const reconnect = jest.fn().mockRejectedValue(new Error("no kernel runs here"));
    const { text, button, click, chart, press } = setUp({ service: null, actions: { reconnect } });
    expect(text(".jp-TrafficLab-chip")).toBe("○view only");
    await press(chart("packet_count"), "Enter");
    expect(text(".jp-ProfilerWidget-rowsSource")).toContain("View only: the rows are in the kernel");
    expect(text(".jp-ProfilerWidget-rowsSource")).toContain(
      "among the 60 sample rows held here, of 500 in all",
    );
    expect(text(".jp-ProfilerWidget-rowsRange")).toMatch(/^sample rows 1 to \d+ of \d+$/);
    await click(button("Reconnect"));
    expect(reconnect).toHaveBeenCalledTimes(1);
    expect(text("[role=alert]")).toContain("no kernel runs here");
  });

  it("offers an invitation, the sample and what it reads while it is empty", async () => {
    const openSample = jest.fn();
    const { widget, model, text, button, click } = setUp({ actions: { openSample }, data: makePayload() });
    widget.model = new ProfilerModel({ service: new FakeService() });
    MessageLoop.flush();
    expect(text(".jp-TrafficLab-empty")).toContain("records of Zeek, Suricata");
    await click(button("Try the sample capture"));
    expect(openSample).toHaveBeenCalledTimes(1);
    model.setPayload(makePayload(makeCapture(10)));
    MessageLoop.flush();
    expect(text(".jp-TrafficLab-finding")).toBe("");
  });

  it("shows a refused payload's reasons as text and nothing of the payload", () => {
    const { text, all } = setUp({ data: { type: "profile", version: EVIL } });
    expect(text("[role=alert]")).toContain("version must be 1");
    expect(all("article")).toEqual([]);
  });

  it("shows progress with Cancel while a file is read, and what went wrong in place", async () => {
    const { service, model, text, button, click, all } = setUp();
    if (service === null) throw new Error("no service");
    service.isManual = true;
    void model.openBlob(new Blob(["x"]), EVIL);
    service.pending[0]?.run?.onProgress?.({ phase: "reading", done: 5e6, total: 2e7, unit: "bytes" });
    MessageLoop.flush();
    expect(text(".jp-TrafficLab-workingText")).toContain("reading · 5 MB of 20 MB");
    expect((all("progress")[0] as HTMLProgressElement).value).toBe(0.25);
    await click(button("Cancel"));
    expect([model.status.kind, text(".jp-TrafficLab-notices")]).toEqual(["ready", ""]);
    void model.openBlob(new Blob(["x"]), "bad.csv");
    service.pending.at(-1)?.reject(new SyntaxError(EVIL));
    await settled();
    MessageLoop.flush();
    expect(text("[role=alert]")).toContain(EVIL);
    expect(all("article")).toHaveLength(11);
    await click(button("Dismiss"));
    expect(text(".jp-TrafficLab-notices")).toBe("");
  });

  it("takes one dropped file and refuses two", async () => {
    const { service, model, node } = setUp();
    const drop = (files: File[]): DragEvent => {
      const event = new DragEvent("drop", { bubbles: true, cancelable: true });
      Object.defineProperty(event, "dataTransfer", {
        value: { types: ["Files"], files, dropEffect: "none" },
      });
      node.dispatchEvent(event);
      return event;
    };
    expect(drop([new File(["x"], "a.csv"), new File(["y"], "b.csv")]).defaultPrevented).toBe(true);
    expect(model.status).toMatchObject({ kind: "error", problem: { what: "2 files were not opened." } });
    drop([new File(["x"], "a.csv")]);
    expect(model.status).toMatchObject({ kind: "working", name: "a.csv" });
    expect(service?.calls[0]).toMatchObject({
      method: "load",
      params: { source: expect.objectContaining({ name: "a.csv" }) },
    });
    model.cancel();
    await settled();
  });

  it("shows the code before it is copied or inserted", async () => {
    const insertCellBelow = jest.fn();
    const { button, click, text, all } = setUp({ actions: { insertCellBelow } });
    await click(button("Copy as TypeScript"));
    expect(text(".jp-TrafficLab-code")).toContain('await loadFlows("capture.csv")');
    await click(button("Insert cell below"));
    expect(insertCellBelow).toHaveBeenCalledWith(makePayload().code);
    expect(all(".jp-TrafficLab-code")).toEqual([]);
    expect(document.activeElement === button("Copy as TypeScript")).toBe(true);
  });

  it("lists the keys with ? and closes the list with Escape", async () => {
    const { node, press, all } = setUp();
    await press(node, "?");
    expect(all("kbd").length).toBeGreaterThan(4);
    await press(document.activeElement as HTMLElement, "Escape");
    expect(all("kbd")).toEqual([]);
  });

  it("shows every number of a field as a table", async () => {
    const { button, click, text } = setUp();
    await click(button("Show as table packet_count"));
    expect(text(".jp-ProfilerWidget-tables")).toContain("p99");
    await click(button("Hide table packet_count"));
    expect(text(".jp-ProfilerWidget-tables")).toBe("");
  });

  it("draws fifty cards of three hundred fields, finds one by name, and brings an alert's field into view", async () => {
    const wide = makePayload(
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, [at, 1, 2]])),
    );
    wide.profile.alerts = [
      { code: "zeros", column: "f277", value: 1, threshold: 0, message: "f277 is zero" },
    ];
    const { all, button, click, chart } = setUp({ data: wide });
    expect(all("article")).toHaveLength(50);
    await click(button("Show 50 more of 250"));
    expect(all("article")).toHaveLength(100);
    const search = all("input[type=search]")[0] as HTMLInputElement;
    search.value = "f9";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    expect(all("article")).toHaveLength(11);
    await click(button("Show the field f277"));
    expect(document.activeElement === chart("f277")).toBe(true);
  });

  it("shows hostile names, values and messages as text", async () => {
    const capturing = { [EVIL]: [EVIL, EVIL, null], __proto__x: [1, 2, 3], constructor: ["a", "b", "c"] };
    const data: ProfilePayload = makePayload(capturing, 3);
    data.profile.provenance.source.name = EVIL;
    data.profile.alerts = [{ code: "constant", column: EVIL, value: 1, threshold: 0, message: EVIL }];
    data.mapping.fields = data.mapping.fields.map((field) => ({ ...field, columns: [EVIL], reason: EVIL }));
    data.report.rejectedRows = [{ line: 1, reason: EVIL, text: EVIL }];
    data.reduced = [EVIL];
    data.code = `${EVIL}\n// \u202e`;
    const { button, click, text, all, model } = setUp({ data, service: null });
    model.select({ kind: "value", column: EVIL, index: 0 });
    MessageLoop.flush();
    await click(button("Copy as TypeScript"));
    expect(text(".jp-TrafficLab-code")).toBe(`${EVIL}\n// \\u202e`);
    expect(all(".jp-ProfilerWidget-rows tbody tr")).toHaveLength(2);
    expect(text(".jp-TrafficLab-fact")).toBe(EVIL);
  });

  it("has at most 60 elements in a row of the table", async () => {
    const wide = makePayload(
      Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, [at, 1, 2]])),
    );
    const { button, click, all, text } = setUp({ data: wide, service: null });
    await click(button("Show the rows"));
    expect(all(".jp-ProfilerWidget-rows tbody tr")[0]?.querySelectorAll("*").length).toBe(41);
    expect(text(".jp-ProfilerWidget-rows")).toContain("40 of 200 columns are shown.");
  });

  it("draws nothing while hidden, and what it missed when shown", () => {
    const { widget, model, text } = setUp();
    widget.hide();
    model.setPayload(makePayload(makeCapture(7)));
    MessageLoop.flush();
    expect(text(".jp-TrafficLab-identity")).toContain("500 flows");
    widget.show();
    MessageLoop.flush();
    expect(text(".jp-TrafficLab-identity")).toContain("7 flows");
  });

  it("lets go of a model that is swapped, and draws the empty state for null", () => {
    const { widget, model, text } = setUp();
    widget.model = null;
    MessageLoop.flush();
    expect([text(".jp-TrafficLab-finding"), text(".jp-TrafficLab-empty")]).toEqual([
      "",
      expect.stringContaining("Nothing to show"),
    ]);
    const update = jest.spyOn(widget, "update");
    model.setPayload(makePayload());
    expect(update).not.toHaveBeenCalled();
  });

  it("listens only while attached, and is safe to dispose twice", () => {
    const { widget, model, node } = setUp();
    const handle = jest.spyOn(widget, "handleEvent");
    Widget.detach(widget);
    for (const type of ["click", "keydown", "pointermove", "drop", "focusin"]) {
      node.dispatchEvent(new Event(type, { bubbles: true }));
    }
    expect(handle).not.toHaveBeenCalled();
    widget.dispose();
    widget.dispose();
    expect([widget.isDisposed, widget.model, model.isDisposed]).toEqual([true, null, false]);
    model.setPayload(makePayload());
  });

  it("looks every string up in the catalog", () => {
    const load = jest.fn(() => {
      const marked = (text: string): string => `«${text}»`;
      return { __: marked, _n: (one: string) => marked(one), _p: marked, gettext: marked } as never;
    });
    const translator = { load, languageCode: "xx" };
    const model = new ProfilerModel({ service: null, translator });
    model.setPayload(makePayload(capture));
    const widget = new ProfilerWidget({ model, translator });
    Widget.attach(widget, document.body);
    MessageLoop.flush();
    expect(load).toHaveBeenCalledWith("trafficlab");
    const bare = Array.from(widget.node.querySelectorAll("button, summary, [role=region]")).filter(
      (element) => {
        const words = element.getAttribute("aria-label") ?? element.textContent;
        return !words.includes("«") && words !== "?";
      },
    );
    expect(bare.map((element) => element.outerHTML)).toEqual([]);
    widget.dispose();
  });
});
