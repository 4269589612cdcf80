import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { WidgetActions } from "../shared/mod.ts";
import { settled } from "../shared/testing/fake-service.ts";
import { ThreatModel } from "./model.ts";
import { FakeThreatService, makeFakeRules, makeThreat, makeThreatPayload, SHEET } from "./testing/payload.ts";
import { ThreatWidget } from "./widget.ts";

const EVIL = '<img src=x onerror="globalThis.wasRun = true"><script>globalThis.wasRun = true</script>';
const FLOW = { duration: 1, packet_count: 3, bytes_sent: 90, bytes_received: 0, packet_size_mean: 30 };

let attached: ThreatWidget | null = null;

/** Draws what is due: the gauge, then the curves. */
function flush(): void {
  MessageLoop.flush();
  MessageLoop.flush();
}

async function setUp(
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
async function onFlows(actions: WidgetActions = {}) {
  const service = new FakeThreatService();
  const parts = await setUp({ service, actions });
  parts.model.useTable(service, "table-1", { name: "a.csv", rowCount: 300, columnNames: [] });
  await settled();
  flush();
  return parts;
}

afterEach(() => {
  for (const child of document.body.children) expect(child.querySelector("script, img, iframe")).toBeNull();
  expect((globalThis as { wasRun?: boolean }).wasRun).toBeUndefined();
});

describe("ThreatWidget", () => {
  it("shows form, dial and evidence of the default flow, without anything to configure", async () => {
    const { text, field, all } = await setUp();
    expect(text(".jp-ThreatWidget-level")).toBe("○LOW");
    expect([field("Duration").value, field("Mean packet size").value]).toEqual(["3", "500"]);
    const meter = all("[role=meter]")[0];
    expect([meter?.getAttribute("aria-valuenow"), meter?.getAttribute("aria-valuetext")]).toEqual([
      "0",
      "LOW, score 0 of 100",
    ]);
    expect(text(".jp-ThreatWidget-dialNote")).toBe("limited: not known are destination port, state");
    expect(text(".jp-TrafficLab-chip")).toBe("●in this page");
    expect(text(".jp-TrafficLab-empty")).toBe("");
    expect(text(".jp-ThreatWidget-ledger")).toContain("No rule applies to this flow.");
    expect(text(".jp-TrafficLab-finding")).not.toBe("");
  });

  it("offers code and export as soon as there is an assessment", async () => {
    const model = new ThreatModel({ makeRules: makeFakeRules });
    const widget = new ThreatWidget({ model });
    Widget.attach(widget, document.body);
    flush();
    const code = (): HTMLElement | undefined =>
      Array.from(widget.node.querySelectorAll("button")).find(
        (one) => one.textContent === "Copy as TypeScript",
      );
    expect(code()?.hidden).toBe(true);
    await model.ready;
    flush();
    expect(code()?.hidden).toBe(false);
    widget.dispose();
    model.dispose();
  });

  it("turns the needle as a field is typed or slid, and each shows what the other did", async () => {
    const { type, text, field, all, node } = await setUp();
    await type("Packets", "3");
    expect([text(".jp-ThreatWidget-level"), text(".jp-ThreatWidget-scoreNumber")]).toEqual(["◐MEDIUM", "30"]);
    expect(all(".jp-ThreatWidget-needle")[0]?.getAttribute("transform")).toBe("rotate(54.00 120 120)");
    expect(text("[role=status]")).toBe("MEDIUM, score 30.");
    const slider = node.querySelector<HTMLInputElement>("input[aria-label='Packets, slider']");
    expect(Number(slider?.value)).toBeGreaterThan(50);
    if (slider !== null) {
      slider.value = "1000";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    flush();
    expect([field("Packets").value, text(".jp-ThreatWidget-level")]).toEqual(["100000", "○LOW"]);
  });

  it("sums the ledger on screen to the score", async () => {
    const { all } = await setUp({ payload: makeThreatPayload(FLOW) });
    expect(all(".jp-ThreatWidget-ledgerLine .jp-ThreatWidget-points").map((one) => one.textContent)).toEqual([
      "+30.00",
      "+25.00",
    ]);
    expect(all(".jp-ThreatWidget-total").map((one) => one.textContent)).toEqual([
      "=sum55.00the score, the sum of the lines above",
    ]);
  });

  it("draws nothing of a ledger that does not sum to its score", async () => {
    const threat = { ...makeThreat(FLOW), score: 80 };
    const { text, all } = await setUp({ payload: makeThreatPayload(FLOW, { threat }) });
    expect(text("[role=alert]")).toContain("add up");
    expect(all(".jp-ThreatWidget-view").map((one) => one.hidden)).toEqual([true]);
  });

  it("says under its field what is wrong, has no needle, and keeps the evidence before", async () => {
    const { type, text, field, all, node } = await setUp({ payload: makeThreatPayload(FLOW) });
    await type("Sent", "lots");
    const input = field("Sent");
    const fault = document.getElementById(input.getAttribute("aria-describedby") ?? "");
    expect([input.getAttribute("aria-invalid"), fault?.getAttribute("role")]).toEqual(["true", "alert"]);
    expect(fault?.textContent).toBe("This is not a number: type digits without separators or unit, as 2000.");
    expect([text(".jp-ThreatWidget-level"), text(".jp-ThreatWidget-dialNote")]).toEqual([
      "◌NOT ASSESSABLE",
      "Mend this field first: Sent",
    ]);
    expect(all("[role=meter]")).toEqual([]);
    expect(all(".jp-ThreatWidget-hatched")).toHaveLength(1);
    expect(all(".jp-ThreatWidget-needle")[0]?.getAttribute("visibility")).toBe("hidden");
    expect(text(".jp-TrafficLab-finding")).toBe("Not assessable. Mend this field first: Sent.");
    expect(text(".jp-ThreatWidget-total")).toContain("55.00");
    expect(node.querySelector(".jp-ThreatWidget-view")?.classList.contains("jp-mod-stale")).toBe(true);
    for (const [value, said] of [
      ["-4", "Sent cannot be negative: type 0 or more."],
      ["", "Sent is needed: type a number, as 2000."],
    ] as const) {
      await type("Sent", value);
      expect(fault?.textContent).toBe(said);
    }
    await type("Sent", "90");
    expect([text(".jp-ThreatWidget-level"), fault?.hidden]).toEqual(["●HIGH", true]);
  });

  it("shows no needle for a flow that cannot be assessed, and names what is missing", async () => {
    const threat = {
      ...makeThreat(FLOW),
      level: "NOT_ASSESSABLE",
      score: null,
      evidence: null,
      ledger: [],
      warnings: [],
      recommendations: [],
      missing: ["duration"],
    };
    const { text, all } = await setUp({ payload: makeThreatPayload(FLOW, { threat: threat as never }) });
    expect([text(".jp-ThreatWidget-level"), text(".jp-ThreatWidget-score")]).toEqual([
      "◌NOT ASSESSABLE",
      "no score",
    ]);
    expect(text(".jp-ThreatWidget-dialNote")).toBe("missing evidence: duration");
    expect(all("[role=meter], .jp-ThreatWidget-total")).toEqual([]);
  });

  it("marks the lines that a warning or a recommendation cites", async () => {
    const { button, click, all } = await setUp({ payload: makeThreatPayload(FLOW) });
    await click(button("lines 1, 2"));
    expect(all(".jp-ThreatWidget-ledgerLine.jp-mod-cited")).toHaveLength(2);
    await click(button("line 1"));
    expect(all(".jp-ThreatWidget-ledgerLine").map((one) => one.getAttribute("aria-current"))).toEqual([
      "true",
      null,
    ]);
  });

  it("sets the field of a change that is pressed, and gets the level it said", async () => {
    const { button, click, text, field } = await setUp({ payload: makeThreatPayload(FLOW) });
    expect(text(".jp-ThreatWidget-curves")).toContain("MEDIUM if Packets ≥ 12");
    await click(button("MEDIUM if Packets ≥ 12"));
    expect([field("Packets").value, text(".jp-ThreatWidget-levelWord")]).toEqual(["12", "MEDIUM"]);
  });

  it("has every curve in words and as a table", async () => {
    const { all, node } = await setUp();
    const drawings = all(".jp-ThreatWidget-curveDrawing");
    expect(drawings).toHaveLength(8);
    for (const drawing of drawings)
      expect([drawing.getAttribute("role"), drawing.getAttribute("aria-label")]).toEqual([
        "img",
        expect.stringMatching(/^\S.*\.$/),
      ]);
    const table = node.querySelector<HTMLDetailsElement>(".jp-ThreatWidget-curveTable");
    if (table !== null) table.open = true;
    table?.dispatchEvent(new Event("toggle"));
    expect(all(".jp-ThreatWidget-curveTable tbody tr").length).toBeGreaterThan(150);
  });

  it("shows the verdicts of the parts side by side, and that they disagree", async () => {
    const { model, all, text } = await onFlows();
    await model.offerModel({ handle: "model-1", name: "Forest" }, true);
    await settled();
    flush();
    expect(all(".jp-ThreatWidget-verdict").map((one) => one.textContent)).toEqual([
      "Rules○LOWevidence 0",
      "Classifier●HIGH“attack” with probability 97 % · Random Forest of a.csv",
      "Anomaly◆unusualscore 0.61, from 0 to 1 · an isolation forest",
    ]);
    expect(text(".jp-ThreatWidget-conflict")).toContain("The parts disagree");
    expect(text(".jp-ThreatWidget-whatIf")).toContain("by itself, by the rules alone");
  });

  it("offers the trained models, the captures and files as parts", async () => {
    const { model, service, field, type, text } = await onFlows();
    await model.offerModel({ handle: "model-1", name: EVIL });
    flush();
    expect(Array.from((field("Classifier") as HTMLSelectElement).options).map((one) => one.text)).toEqual([
      "none",
      EVIL,
    ]);
    await type("Anomaly detector", "table-1");
    expect(service?.paramsOf("assessor")[0]).toMatchObject({ anomaly: "table-1" });
    expect((field("Anomaly detector") as HTMLSelectElement).value).toBe("table-1");
    service?.errors.set("assessor", Object.assign(new Error("too few flows"), { code: "BAD_INPUT" }));
    await type("Baseline", "table-1");
    expect(text("[role=alert].jp-TrafficLab-error")).toContain("too few flows");
    expect((field("Baseline") as HTMLSelectElement).value).toBe("");
  });

  it("replays a capture with an alert log that leads back into the form and into a file", async () => {
    const saveFile = jest.fn();
    const { model, button, click, text, all, field } = await onFlows({ saveFile });
    expect(text(".jp-ThreatWidget-replay")).toContain("a.csv");
    await click(button("Start"));
    for (let now = performance.now(), step = 0; step < 40; step++) {
      model.feed.tick((now += 100));
      await settled();
    }
    flush();
    expect(text(".jp-ThreatWidget-now")).toContain(
      "Flow 300 of 300 · now ○ LOW 0 · 294 LOW, 0 MEDIUM, 6 HIGH",
    );
    expect(all(".jp-ThreatWidget-stripMark")).toHaveLength(200);
    expect(all(".jp-ThreatWidget-replay tbody tr")).toHaveLength(6);
    await click(button("Assess the flow of row 250"));
    expect([field("Packets").value, document.activeElement === field("Duration")]).toEqual(["3", true]);
    await click(button("Export alerts"));
    expect(saveFile).toHaveBeenCalledWith("alerts.csv", expect.any(Blob));
    await click(button("Stop"));
    expect(all(".jp-ThreatWidget-stripMark")).toEqual([]);
  });

  it("pauses a replay and keeps nothing going while hidden", async () => {
    const { widget, model, button, click } = await onFlows();
    const clear = jest.spyOn(window, "clearInterval");
    await click(button("Start"));
    expect(model.feed.state).toBe("running");
    widget.hide();
    expect(clear).toHaveBeenCalledTimes(1);
    widget.show();
    flush();
    await click(button("Pause"));
    expect([model.feed.state, button("Go on").getAttribute("aria-disabled")]).toEqual(["paused", "false"]);
    clear.mockRestore();
  });

  it("offers no replay and no parts without flows, and says why", async () => {
    const { text, all } = await setUp();
    expect(text(".jp-ThreatWidget-replay")).toContain("Open a capture to replay it");
    expect(all(".jp-ThreatWidget-replayBar")[0]?.hidden).toBe(true);
    expect(text(".jp-ThreatWidget-parts")).toContain("out of reach here");
  });

  it("goes on by the rules alone in a saved notebook, and says so", async () => {
    const { text, type } = await setUp({ payload: makeThreatPayload(FLOW, { assessor: "assessor-1" }) });
    expect(text(".jp-TrafficLab-chip")).toBe("○view only");
    await type("Received", "50");
    expect(text(".jp-ThreatWidget-view > .jp-TrafficLab-note")).toContain("By the rules alone");
    expect(text(".jp-ThreatWidget-scoreNumber")).toBe("30");
  });

  it("draws nothing of a payload that is refused", async () => {
    const { text, all } = await setUp({ payload: { type: "threat", version: 1, code: EVIL } });
    expect(text("[role=alert]")).toContain("This output is not drawn");
    expect(all(".jp-ThreatWidget-view").map((one) => one.hidden)).toEqual([true]);
    expect(text(".jp-TrafficLab-finding")).toBe("");
  });

  it("shows hostile texts as text, everywhere", async () => {
    const threat = makeThreat(FLOW);
    const line = { ...threat.ledger[0], rule: EVIL, field: EVIL, value: EVIL, why: EVIL };
    const payload = makeThreatPayload(
      { ...FLOW, protocol: EVIL, state: EVIL, src_ip: EVIL },
      {
        threat: {
          ...threat,
          ledger: [{ ...line, points: 55 } as never],
          heuristic: { level: EVIL, evidence: 1 },
          classifier: { label: EVIL, probability: 0.5, level: EVIL },
          warnings: [{ text: EVIL, lines: [0] }],
          recommendations: [{ text: EVIL, lines: [] }],
          techniques: [{ id: EVIL, name: EVIL, seen: [EVIL], missing: [EVIL] }],
        },
        parts: { classifier: EVIL, anomaly: EVIL, baseline: EVIL },
        reduced: [EVIL],
        assessor: EVIL,
      },
    );
    const { text, all, model } = await setUp({ payload });
    expect(model.status.kind).toBe("viewOnly");
    for (const part of ["ledger", "verdicts", "advice", "techniques"])
      expect(text(`.jp-ThreatWidget-${part}`)).toContain(EVIL);
    expect(text(".jp-TrafficLab-footer")).toContain(EVIL);
    expect(all("a")).toEqual([]);
  });

  it("links a technique by its number alone", async () => {
    const { all } = await setUp({ payload: makeThreatPayload(FLOW) });
    expect(all("a").map((one) => [one.getAttribute("href"), one.getAttribute("rel")])).toEqual([
      ["https://attack.mitre.org/techniques/T1046/", "noopener noreferrer"],
    ]);
  });

  it("shows the code of the form as it stands", async () => {
    const { button, click, text, type } = await setUp();
    await type("Packets", "7");
    await click(button("Copy as TypeScript"));
    expect(text(".jp-TrafficLab-code")).toContain('"packet_count":7');
  });

  it("can be gone through by keyboard: every control takes the focus and has a name", async () => {
    const { all } = await onFlows();
    for (const control of all("button, input:not([type=file]), select, summary, [tabindex='0']")) {
      const id = control.id === "" ? null : document.querySelector(`label[for="${control.id}"]`);
      const labelled = document.getElementById(control.getAttribute("aria-labelledby") ?? "");
      const name =
        control.getAttribute("aria-label") ?? labelled?.textContent ?? id?.textContent ?? control.textContent;
      expect(name.trim()).not.toBe("");
      expect(control.tabIndex).toBeGreaterThanOrEqual(0);
    }
  });

  it("draws nothing while hidden, and what it missed when shown", async () => {
    const { widget, model, text } = await setUp();
    widget.hide();
    model.setField("packet_count", "3");
    flush();
    expect(text(".jp-ThreatWidget-levelWord")).toBe("LOW");
    widget.show();
    flush();
    expect(text(".jp-ThreatWidget-levelWord")).toBe("MEDIUM");
  });

  it("lets go of a model that is swapped or taken away, and is safe to dispose twice", async () => {
    const { widget, model, text } = await setUp();
    widget.model = null;
    flush();
    expect(text(".jp-TrafficLab-body")).toBe("");
    const update = jest.spyOn(widget, "update");
    model.setField("packet_count", "3");
    expect(update).not.toHaveBeenCalled();
    Widget.detach(widget);
    widget.dispose();
    widget.dispose();
    expect([widget.isDisposed, model.isDisposed]).toEqual([true, false]);
  });

  it("looks every string up in the catalog", async () => {
    const marked = (text: string): string => `«${text}»`;
    const load = jest.fn(() => ({ __: marked, _n: marked, _p: marked, gettext: marked }) as never);
    const translator = { load, languageCode: "xx" };
    const model = new ThreatModel({ makeRules: makeFakeRules, translator });
    await model.ready;
    const widget = new ThreatWidget({ model, translator });
    Widget.attach(widget, document.body);
    flush();
    const bare = Array.from(widget.node.querySelectorAll("button, summary, label, h4, [role=region]")).filter(
      (element) => {
        const words = element.getAttribute("aria-label") ?? element.textContent;
        return !words.includes("«") && words !== "?" && !element.hasAttribute("aria-labelledby");
      },
    );
    expect(bare.map((element) => element.outerHTML)).toEqual([]);
    expect(SHEET.rules).toHaveLength(2);
    widget.dispose();
  });
});
