import { makeAnomalies, makeBehavior } from "./testing/payloads.ts";
import { EVIL, FakeService, expectHarmless, setUp, settled } from "./testing/set-up.ts";

afterEach(expectHarmless);

describe("ExplorerWidget, tabs", () => {
  it("exports clusters through the service, or as they are held here", async () => {
    const saved: string[] = [];
    const actions = { saveFile: (name: string) => void saved.push(name) };
    const live = setUp({ data: makeBehavior(), actions });
    await live.click(live.button("Export"));
    await live.click(live.button("Statistics of the clusters (CSV)"));
    expect(live.service?.last("export")).toEqual({
      table: "table-1",
      what: "clusters",
      options: { k: "auto", seed: 7 },
    });
    await live.click(live.button("Export"));
    await live.click(live.button("Flows with their clusters (CSV)"));
    expect(live.service?.last("export")).toMatchObject({
      what: "clustered",
      options: { k: "auto", seed: 7 },
    });
    const still = setUp({ data: makeBehavior(), service: null, actions });
    await still.click(still.button("Export"));
    await still.click(still.button("Statistics of the clusters (CSV)"));
    expect(still.node.textContent).not.toContain("Flows with their clusters");
    expect(saved).toEqual(["flagged.csv", "flagged.csv", "clusters.csv"]);
  });

  it("makes the other tab's result at its first opening, and keeps both", async () => {
    const { one, click, press, text, service, model } = setUp();
    await click(one('[data-focus="tab-behavior"]'));
    expect(service?.last("behavior")).toEqual({ table: "table-1", options: { k: "auto", seed: 42 } });
    expect(text(".jp-TrafficLab-finding")).toContain("60 flows in 3 patterns");
    one('[data-focus="tab-behavior"]').focus();
    await press(one("[role=tab][aria-selected=true]"), "ArrowLeft");
    expect(model.tab).toBe("anomalies");
    expect(text(".jp-TrafficLab-finding")).toContain("flagged");
    expect(document.activeElement).toBe(one("[role=tab][aria-selected=true]"));
    expect(service?.calls).toHaveLength(1);
  });

  it("stays in the tab that was opened while a result was on its way", async () => {
    const service = new FakeService();
    service.isManual = true;
    const { click, one, button, model, text } = setUp({ service });
    await click(button("Detect"));
    await click(one('[data-focus="tab-behavior"]'));
    service.settle();
    await settled();
    expect([model.tab, model.payload]).toEqual(["behavior", null]);
    expect(text("[role=tabpanel]")).toContain("No patterns of behavior have been looked for");
  });

  it("stays in the tab that was opened while flows were on their way, and goes back to the first payload's on Reset", async () => {
    const service = new FakeService();
    service.isManual = true;
    const { model, click, button } = setUp({ data: makeAnomalies(), service: null });
    model.useTable(service, "table-1", { name: "capture.csv", rowCount: 60, columnNames: [] });
    model.openTab("behavior");
    service.settle();
    await settled();
    expect([model.tab, model.payload]).toEqual(["behavior", null]);
    model.setPayload(makeAnomalies());
    expect(model.tab).toBe("anomalies");
    service.isManual = false;
    model.openTab("behavior");
    await settled();
    expect(model.payload?.type).toBe("behavior");
    await click(button("Reset"));
    expect(model.payload?.type).toBe("anomalies");
  });

  it("says in a tab without a result that the flows are out of reach, where they are", async () => {
    const { click, one, text } = setUp({ service: null });
    await click(one('[data-focus="tab-behavior"]'));
    expect(text("[role=tabpanel]")).toContain("The flows are out of reach here");
    expect(text(".jp-TrafficLab-finding")).toBe("");
  });

  it("forgets a result of other flows", async () => {
    const { model, click, one } = setUp();
    await click(one('[data-focus="tab-behavior"]'));
    model.setPayload({ ...makeAnomalies(), table: "table-2" });
    model.openTab("behavior");
    expect(model.payload).toBeNull();
  });

  it("is empty without a payload, opens a file and detects in it", async () => {
    const { model, text, all, service } = setUp({ data: null });
    expect(text(".jp-TrafficLab-empty")).toContain("Drop a capture");
    await model.openBlob(new Blob(["x"]), "new.csv");
    await settled();
    expect(service?.calls.map(({ method }) => method)).toEqual(["load", "detect"]);
    expect(all("[role=option]")).toHaveLength(20);
  });

  it("takes flows over from another widget without loading them", async () => {
    const service = new FakeService();
    const { model, all } = setUp({ data: null, service: null });
    model.useTable(service, "table-1", { name: "capture.csv", rowCount: 60, columnNames: [] });
    await settled();
    expect(service.calls.map(({ method }) => method)).toEqual(["detect"]);
    expect(all("[role=option]")).toHaveLength(20);
  });

  it("refuses what is no payload with its reasons, and draws nothing of it", () => {
    const { text, all } = setUp({ data: { type: "anomalies", version: EVIL } });
    expect(text("[role=alert]")).toContain("version must be 1");
    expect(all("[role=tab]")).toEqual([]);
  });

  it("lets go of model and charts when it is disposed, twice without harm", () => {
    const { widget, model } = setUp();
    widget.dispose();
    widget.dispose();
    model.moveCut(0.5);
    model.dispose();
    model.dispose();
    expect(widget.model).toBeNull();
  });
});
