import { settled } from "../shared/testing/fake-service.ts";
import { makeThreat, makeThreatPayload } from "./testing/payload.ts";
import { FLOW, expectHarmless, flush, onFlows, setUp } from "./testing/set-up.ts";

afterEach(expectHarmless);

describe("ThreatWidget, evidence", () => {
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

  it("links a technique by its number alone", async () => {
    const { all } = await setUp({ payload: makeThreatPayload(FLOW) });
    expect(all("a").map((one) => [one.getAttribute("href"), one.getAttribute("rel")])).toEqual([
      ["https://attack.mitre.org/techniques/T1046/", "noopener noreferrer"],
    ]);
  });
});
