import { Widget } from "@lumino/widgets";
import { settled } from "../shared/testing/fake-service.ts";
import { ThreatModel } from "./model.ts";
import { makeFakeRules, makeThreat, makeThreatPayload, SHEET } from "./testing/payload.ts";
import { EVIL, FLOW, expectHarmless, flush, onFlows, setUp } from "./testing/set-up.ts";
import { ThreatWidget } from "./widget.ts";

afterEach(expectHarmless);

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
