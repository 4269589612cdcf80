import type { Row } from "../../analysis/mod.ts";
import { makeAnomalies, scoreOf } from "./testing/payloads.ts";
import { EVIL, FakeService, expectHarmless, setUp, settled } from "./testing/set-up.ts";

afterEach(expectHarmless);

describe("ExplorerWidget, anomalies", () => {
  it("shows finding, direction, ranked flows, scores, agreement, reasons, map and notes of a payload", () => {
    const { text, all } = setUp();
    expect(text(".jp-TrafficLab-identity")).toBe("capture.csv60 flowstrafficlab9f3a…");
    expect(text(".jp-TrafficLab-finding")).toContain("6 of 60 flows (10 %) are flagged by at least 2 of");
    expect(text(".jp-ExplorerWidget-direction")).toBe("What is flagged is rare, which need not be bad.");
    expect(all(".jp-ExplorerWidget-direction.jp-mod-warning")).toEqual([]);
    expect(all("[role=option]")).toHaveLength(20);
    expect(text("[role=option]")).toContain("Row 59 · 10.0.0.59 → 10.0.1.9:112 · tcp");
    expect(text("[role=option]")).toContain("bytes_sent 5900 B, usually 100 B to 2 kB");
    expect(text(".jp-ExplorerWidget-cutText")).toBe(
      "6 flows are flagged (10 %), by at least 2 of 3 detectors. All of them score 0.9167 or more. " +
        "By the labels, 50 % of the flagged flows are attacks (precision), and 60 % of the attacks are flagged (recall).",
    );
    expect(text(".jp-ExplorerWidget-agreement tbody")).toBe("Isolation Forest864DBSCAN672Z-score425");
    expect(text(".jp-ExplorerWidget-agreement .jp-TrafficLab-note")).toBe(
      "DBSCAN and Z-score agree least: on 20 % of the flows that either flags.",
    );
    expect(all("figure h4").map((title) => title.textContent)).toEqual([
      "Map of the flows",
      "Flagged flows over time",
      "All flows over time",
    ]);
    expect(text(".jp-ExplorerWidget-notes")).toBe("3 flows have no duration; the median stands in.");
    expect(text(".jp-TrafficLab-footer")).toContain("seed 7");
  });

  it("says loudly that outliers are no threats here when rules and outliers disagree", async () => {
    const sentence = "Outliers are not threats here: the rules find their evidence among the usual flows.";
    const direction = { denseShare: 0.6, ruleHitsFlagged: 0.01, agreement: -0.4, inverted: true, sentence };
    const asked: unknown[] = [];
    const actions = { next: { assess: (flow: Row | null) => void asked.push(flow) } };
    const data = makeAnomalies({ mode: "dense-attacks", direction });
    const { text, all, click, button } = setUp({ data, actions });
    expect(text(".jp-ExplorerWidget-direction p")).toBe(`▲Outliers and threats: ${sentence}`);
    await click(button("Assess threats"));
    expect(asked).toEqual([null]);
    expect(all(".jp-ExplorerWidget-direction.jp-mod-warning")).toHaveLength(1);
  });

  it("picks flows with the arrow keys, shows why they are unusual, and goes to the reasons with Enter", async () => {
    const { one, press, text, model, all } = setUp();
    const list = one("[role=listbox]");
    expect(text(".jp-ExplorerWidget-reasons h4")).toBe("Why row 59");
    await press(list, "ArrowDown", "ArrowDown");
    expect(model.flow).toBe(57);
    expect(all("[role=option][aria-selected=true]")).toHaveLength(1);
    expect(list.getAttribute("aria-activedescendant")).toBe(one("[aria-selected=true][role=option]").id);
    expect(all(".jp-ExplorerWidget-reasonTable tbody tr").map((row) => row.textContent)).toEqual([
      "bytes_sent5.7 kB100 B to 2 kB↑ high70 %Isolation Forest, DBSCAN",
      "duration5.7 s8 s to 9 s↓ low30 %none",
    ]);
    await press(list, "End");
    expect(model.flow).toBe(40);
    await press(list, "PageUp", "Home", "ArrowUp");
    expect(model.flow).toBe(59);
    await press(list, "Enter");
    expect(document.activeElement === one(".jp-ExplorerWidget-reasons")).toBe(true);
  });

  it("moves the cut by keyboard; flagged flows, precision and recall follow; Escape goes back to the votes", async () => {
    const { one, press, text, all, model } = setUp();
    const slider = one("[role=slider].jp-ExplorerWidget-scores");
    expect(slider.getAttribute("aria-valuetext")).toBe("score 0.9167, 6 flagged");
    expect(one(".jp-ExplorerWidget-cutBand").hidden).toBe(true);
    await press(slider, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
    expect(model.cut).toBe(scoreOf(58));
    expect(text(".jp-ExplorerWidget-cutText")).toBe(
      "At a score of 0.9833 or more 2 flows are flagged (3.3 %). " +
        "By the labels, 50 % of the flagged flows are attacks (precision), and 20 % of the attacks are flagged (recall).",
    );
    expect(all("[role=option].jp-mod-flagged")).toHaveLength(2);
    expect(all(".jp-TrafficLab-bar.jp-mod-flagged")).toHaveLength(0);
    expect(slider.getAttribute("aria-valuetext")).toBe("score 0.9833, 2 flagged");
    expect(one(".jp-ExplorerWidget-cutBand").hidden).toBe(false);
    await press(slider, "PageDown");
    expect(all(".jp-TrafficLab-bar.jp-mod-flagged")).toHaveLength(1);
    await press(slider, "Home");
    expect(text(".jp-ExplorerWidget-cutText")).toContain("60 flows are flagged (100 %)");
    await press(slider, "Escape");
    expect(model.cut).toBeNull();
    expect(all("[role=option].jp-mod-flagged")).toHaveLength(6);
    expect(slider.getAttribute("aria-valuetext")).toBe("score 0.9167, 6 flagged");
  });

  it("drags the cut with the pointer", () => {
    const { one, model } = setUp();
    const slider = one("[role=slider].jp-ExplorerWidget-scores");
    slider.getBoundingClientRect = () => new DOMRect(100, 0, 200, 100);
    const point = (type: string, clientX: number): boolean =>
      slider.dispatchEvent(new MouseEvent(type, { clientX, clientY: 5, bubbles: true, cancelable: true }));
    point("pointermove", 250);
    expect(model.cut).toBeNull();
    point("pointerdown", 250);
    expect(model.cut).toBe(scoreOf(44));
    point("pointermove", 290);
    expect(model.cut).toBe(scoreOf(56));
    point("pointerup", 290);
    point("pointermove", 110);
    expect(model.cut).toBe(scoreOf(56));
  });

  it("takes the cut from a number of flows, and detects anew with it as the review budget", async () => {
    const { type, click, button, text, service, one } = setUp();
    await type("cut-budget", "12");
    expect(text(".jp-ExplorerWidget-cutText")).toContain("12 flows are flagged (20 %)");
    await type("cut-budget", "no number");
    expect(text(".jp-ExplorerWidget-cutText")).toContain("12 flows are flagged (20 %)");
    button("Detect with a budget of 12").focus();
    await click(button("Detect with a budget of 12"));
    expect(document.activeElement).toBe(one('[data-focus="cut-budget"]'));
    expect(service?.last("detect")).toEqual({
      table: "table-1",
      options: {
        detectors: ["isolationForest", "dbscan", "zScore"],
        reviewBudget: 12,
        contamination: 0.1,
        eps: "auto",
        minSamples: 5,
        seed: 7,
      },
    });
  });

  it("runs again with what was changed in the set-up, and keeps the focus", async () => {
    const { type, click, one, button, service, text } = setUp();
    await click(one('[data-focus="detector-zScore"]'));
    await click(one('[data-focus="detector-robustZScore"]'));
    await type("atLeast", "3");
    await type("eps", "0.5");
    await type("contamination", "0.05");
    await type("zThreshold", "4");
    await type("seed", "11");
    const run = button("Detect");
    run.focus();
    await click(run);
    expect(service?.last("detect")).toEqual({
      table: "table-1",
      options: {
        detectors: ["isolationForest", "dbscan", "robustZScore"],
        consensus: { atLeast: 3 },
        contamination: 0.05,
        eps: 0.5,
        minSamples: 5,
        zThreshold: 4,
        seed: 11,
      },
    });
    expect(document.activeElement).toBe(button("Detect"));
    expect(text("[role=status]")).toContain("6 of 60 flows (10 %) are flagged");
    expect(button("Detect")).not.toBe(run);
  });

  it("says what is wrong with a set-up beside its field and does not run", async () => {
    const { type, click, one, button, all, press, service } = setUp();
    await type("contamination", "0.9");
    await type("budget", "61");
    for (const name of ["isolationForest", "dbscan", "zScore"])
      await click(one(`[data-focus="detector-${name}"]`));
    expect(
      all(".jp-ExplorerWidget-problem")
        .map((it) => it.textContent)
        .filter((it) => it !== ""),
    ).toEqual([
      "Choose at least one detector.",
      "Give a whole number from 1 to 60; got “61”.",
      "Give a number above 0 and at most 0.5; got “0.9”.",
    ]);
    expect(one('[data-focus="contamination"]').getAttribute("aria-invalid")).toBe("true");
    expect(button("Detect").getAttribute("aria-disabled")).toBe("true");
    await press(one('[data-focus="seed"]'), "Enter");
    await click(button("Detect"));
    expect(service?.calls).toEqual([]);
  });

  it("moves eps along the k-distance curve", async () => {
    const { one, press, model } = setUp();
    const curve = one("[role=slider].jp-ExplorerWidget-kDistances");
    expect(curve.getAttribute("aria-valuetext")).toBe("eps 0.25");
    await press(curve, "ArrowUp");
    expect(model.detection.eps).toBe("0.3");
    expect((one('[data-focus="eps"]') as HTMLInputElement).value).toBe("0.3");
    expect(one(".jp-ExplorerWidget-eps p").textContent).toBe(
      "At eps 0.3 about 70 % of the flows have fewer than 5 neighbors in reach.",
    );
  });

  it("hands a flow without its labels to the threat gauge", async () => {
    const given: [Row | null, unknown][] = [];
    const { click, button } = setUp({
      actions: { next: { assess: (flow, handover) => given.push([flow, handover]) } },
    });
    await click(button("Assess"));
    expect(given).toEqual([
      [
        {
          duration: 5.9,
          packet_count: 59,
          bytes_sent: 5900,
          dst_port: 112,
          protocol: "tcp",
          src_ip: "10.0.0.59",
          dst_ip: "10.0.1.9",
        },
        { row: 59 },
      ],
    ]);
  });

  it("exports flagged flows through the service, and what is held here without one", async () => {
    const saved: [string, Blob][] = [];
    const saveFile = (name: string, blob: Blob): number => saved.push([name, blob]);
    const live = setUp({ actions: { saveFile } });
    await live.click(live.button("Export"));
    await live.click(live.button("All flagged flows (CSV)"));
    expect(live.service?.last("export")).toMatchObject({
      what: "flagged",
      options: { seed: 7, eps: "auto" },
    });
    expect(saved[0]?.[0]).toBe("flagged.csv");
    const still = setUp({ service: null, actions: { saveFile } });
    await still.click(still.button("Export"));
    expect(() => still.button("All flagged flows (CSV)")).toThrow("no button");
    await still.click(still.button("Ranked flows (CSV)"));
    expect(saved[1]?.[0]).toBe("ranked-flows.csv");
  });

  it("shows hostile names, labels and sentences as text", () => {
    const data = makeAnomalies({ notes: [EVIL] });
    data.sample.columns[7] = EVIL;
    for (const cells of data.sample.cells) cells[5] = EVIL;
    for (const point of data.map.points) point.label = EVIL;
    for (const flow of data.ranked)
      for (const reason of flow.reasons) Object.assign(reason, { field: EVIL, text: EVIL });
    data.anomalies.direction.sentence = EVIL;
    data.anomalies.provenance.source.name = EVIL;
    const { all, text } = setUp({ data });
    expect(all("[role=option]")).toHaveLength(20);
    expect(text(".jp-ExplorerWidget-direction")).toBe(EVIL);
  });

  it("keeps the view and says what to do when a run fails", async () => {
    const service = new FakeService();
    service.answer = () => {
      throw Object.assign(new Error("Cannot detect anomalies: the table is gone"), { code: "BAD_INPUT" });
    };
    const { click, button, text, all } = setUp({ service });
    await click(button("Detect"));
    expect(text("[role=alert]")).toContain("the table is gone");
    expect(all("[role=option]")).toHaveLength(20);
  });

  it("shows progress, and cancels without a change", async () => {
    const service = new FakeService();
    service.isManual = true;
    const { click, button, text, model } = setUp({ service });
    await click(button("Detect"));
    service.calls[0]?.run?.onProgress?.({ phase: "isolationForest", done: 3, total: 10, unit: "trees" });
    await settled();
    expect(text(".jp-TrafficLab-working")).toContain("Detecting anomalies · isolationForest · 3 of 10 trees");
    await click(button("Cancel"));
    expect(service.calls[0]?.run?.signal?.aborted).toBe(true);
    expect(model.status.kind).toBe("ready");
  });

  it("is view only without a service: everything held is shown, nothing is offered that needs the flows", async () => {
    const { text, button, one, press, all } = setUp({ service: null });
    expect(text(".jp-TrafficLab-chip")).toBe("○view only");
    expect(button("Detect").getAttribute("aria-disabled")).toBe("true");
    await press(one("[role=slider].jp-ExplorerWidget-scores"), "End");
    expect(text(".jp-ExplorerWidget-cutText")).toContain("1 flow is flagged");
    expect(one('[data-focus="cut-apply"]').hidden).toBe(true);
    expect(all("[role=option]")).toHaveLength(20);
  });

  it("tells how many flows are of a rare port's class instead of a range that a class has not", () => {
    const data = makeAnomalies();
    data.ranked[0]!.reasons = [
      {
        ...{ field: "dst_port", value: 0.0022, typical: [0, 1], kind: "high", direction: "low" },
        ...{ share: 0.7, detectors: ["dbscan"], text: "dst_port of class high" },
      },
    ];
    const { all } = setUp({ data });
    const [row] = all(".jp-ExplorerWidget-reasonTable tbody tr");
    expect(Array.from(row!.children, (cell) => cell.textContent).slice(0, 4)).toEqual([
      ...["dst_port", "high", "0.22 % of flows", "rare"],
    ]);
  });

  it("has the choice of what to measure against, with a time to begin with, and only what the flows have", async () => {
    const data = makeAnomalies();
    delete data.anomalies.metrics;
    const { one, all, model, node } = setUp({ data });
    const select = one('[data-focus="baseline"]') as HTMLSelectElement;
    expect(Array.from(select.options, ({ value, disabled }) => [value, disabled])).toEqual([
      ["", false],
      ["normal", true],
      ["before", false],
    ]);
    expect(one('[data-focus="before"]').closest("div")!.hidden).toBe(true);
    select.value = "before";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await settled();
    expect(model.detection).toMatchObject({ baseline: "before", before: "2024-03-04T00:00:01Z" });
    expect(one('[data-focus="before"]').closest("div")!.hidden).toBe(false);
    expect(all(".jp-ExplorerWidget-check input:checked")).toHaveLength(5);
    expect(node.textContent).not.toContain("is calibrated on");
  });
});
