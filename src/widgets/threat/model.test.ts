import { settled } from "../shared/testing/fake-service.ts";
import { ThreatModel } from "./model.ts";
import { FakeThreatService, makeFakeRules, makeThreatPayload } from "./testing/payload.ts";

async function setUp(options: { service?: FakeThreatService | null } = {}) {
  const service = options.service ?? null;
  const model = new ThreatModel({ service, makeRules: makeFakeRules });
  await model.ready;
  return { model, service };
}

/** A model on flows of a service. */
async function onFlows() {
  const service = new FakeThreatService();
  const { model } = await setUp({ service });
  model.useTable(service, "table-1", { name: "a.csv", rowCount: 300, columnNames: [] });
  await settled();
  return { model, service };
}

const SCAN = "scan";
const FLOW = {
  duration: 0.5,
  packet_count: 3,
  bytes_sent: 100,
  bytes_received: 0,
  packet_size_mean: 33,
  dst_port: 22,
  protocol: "tcp",
  packets_sent: 3,
  packets_received: 0,
  label: SCAN,
};

describe("ThreatModel", () => {
  it("assesses the default flow in the page, with no service at all", async () => {
    const { model } = await setUp();
    expect(model.threat).toMatchObject({ level: "LOW", score: 0 });
    expect([model.status.kind, model.connection, model.statusText]).toEqual([
      "ready",
      "page",
      "in this page",
    ]);
    expect(model.payload?.flow).toEqual({
      duration: 3,
      packet_count: 25,
      bytes_sent: 2000,
      bytes_received: 1800,
      packet_size_mean: 500,
    });
  });

  it("assesses anew at every change of the form, and says so once for each", async () => {
    const { model } = await setUp();
    const heard = jest.fn();
    model.assessmentChanged.connect(heard);
    model.setField("packet_count", "3");
    model.setField("packet_count", "3");
    expect(heard).toHaveBeenCalledTimes(1);
    expect(model.threat).toMatchObject({ level: "MEDIUM", score: 30 });
    expect(model.payload?.code).toContain('"packet_count":3');
  });

  it("has no verdict while a field has to be mended, and keeps the assessment before", async () => {
    const { model } = await setUp();
    model.setField("packet_count", "3");
    model.setField("bytes_sent", "lots");
    expect([model.threat, model.payload?.threat?.score]).toEqual([null, 30]);
    expect(model.payload?.flow).toMatchObject({ bytes_sent: 2000 });
    expect([...model.faults]).toEqual([["bytes_sent", "notNumber"]]);
    expect(model.curves).toEqual([]);
    model.setField("bytes_sent", "5");
    expect(model.threat?.score).toBe(30);
  });

  it("takes a flow with what the rules can use of it, and drops the counts when their sum is typed anew", async () => {
    const { model } = await setUp();
    model.setFlow(FLOW);
    expect(model.extras).toEqual({ packets_sent: 3, packets_received: 0 });
    const { label, ...assessed } = FLOW;
    expect(label).toBe(SCAN);
    expect(model.payload?.flow).toEqual(assessed);
    model.setField("packet_count", "30");
    expect(model.extras).toEqual({});
    model.setFlow(FLOW);
    model.dropExtras();
    expect(model.payload?.flow).not.toHaveProperty("packets_sent");
    model.resetForm();
    expect(model.texts.packet_count).toBe("25");
  });

  it("shows a payload of an output and goes on with its rules", async () => {
    const { model } = await setUp();
    const rules = { ...makeThreatPayload({}).rules, rules: makeThreatPayload({}).rules.rules.slice(0, 1) };
    model.setPayload(makeThreatPayload(FLOW, { rules }));
    await model.ready;
    expect([model.texts.duration, model.threat?.score, model.status.kind]).toEqual(["0.5", 55, "ready"]);
    expect(model.rules?.rules).toHaveLength(1);
    model.setField("bytes_received", "10");
    expect(model.threat?.score).toBe(30);
    model.reset();
    expect([model.texts.bytes_received, model.threat?.score]).toEqual(["0", 55]);
  });

  it("refuses what is no payload", async () => {
    const { model } = await setUp();
    model.setPayload({ type: "threat", version: 1, rules: "x" });
    expect(model.status.kind).toBe("refused");
  });

  it("keeps the curves of a form until it changes", async () => {
    const { model } = await setUp();
    const { curves } = model;
    expect(curves.map(({ field }) => field)).toHaveLength(8);
    expect(model.curves).toBe(curves);
    model.setField("packet_count", "3");
    expect(model.curves).not.toBe(curves);
  });

  it("asks the service once a part is chosen, and the rules again when none is", async () => {
    const { model, service } = await onFlows();
    await model.offerModel({ handle: "model-1", name: "Forest" });
    expect(model.choices).toEqual({
      models: [{ handle: "model-1", name: "Forest" }],
      tables: [{ handle: "table-1", name: "a.csv" }],
    });
    await model.chooseParts({ model: "model-1", anomaly: "table-1", baseline: null });
    await settled();
    expect(service.paramsOf("assessor")[0]).toMatchObject({ model: "model-1", anomaly: "table-1" });
    expect(service.paramsOf("assess")[0]).toMatchObject({ assessor: "assessor-1" });
    expect(model.threat).toMatchObject({ classifier: { level: "HIGH" }, conflict: true });
    await model.chooseParts({ model: null, anomaly: null, baseline: null });
    expect(model.threat?.classifier).toBeUndefined();
    expect(service.paramsOf("release")).toEqual([{ handles: ["assessor-1"] }]);
  });

  it("says why a part cannot be asked, and goes on as before", async () => {
    const { model, service } = await onFlows();
    service.errors.set(
      "assessor",
      Object.assign(new Error("the model has other fields"), { code: "BAD_INPUT" }),
    );
    await model.chooseParts({ model: "model-1", anomaly: null, baseline: null });
    expect(model.status).toMatchObject({ kind: "error", problem: { why: "the model has other fields" } });
    expect([model.chosen.model, model.threat?.level]).toEqual([null, "LOW"]);
  });

  it("answers by the rules alone, and says so, where the assessor of an output is gone", async () => {
    const service = new FakeThreatService();
    const { model } = await setUp({ service });
    model.setPayload(makeThreatPayload(FLOW, { assessor: "assessor-1" }));
    await model.ready;
    service.errors.set("assess", Object.assign(new Error("no such assessor"), { code: "E_NO_SUCH_HANDLE" }));
    model.setField("bytes_received", "10");
    await settled();
    expect(model.note).toBe("By the rules alone: no such assessor");
    expect(model.threat?.score).toBe(30);
    service.status = "gone";
    model.refreshConnection();
    model.setField("bytes_received", "0");
    expect([model.status.kind, model.connection]).toEqual(["viewOnly", "viewOnly"]);
    expect(model.note).toContain("out of reach");
    expect(model.threat?.score).toBe(55);
  });

  it("loads a model from a file and asks it at once", async () => {
    const { model, service } = await onFlows();
    await model.openModel(new File([new Uint8Array([1, 2, 255])], "winner.model"));
    await settled();
    expect(service.paramsOf("open")).toEqual([{ base64: "AQL/" }]);
    expect([model.chosen.model, model.choices.models[0]?.name]).toEqual(["model-9", "Random Forest"]);
    service.errors.set("open", Object.assign(new Error("this is no model file"), { code: "BAD_INPUT" }));
    await model.openModel(new File(["x"], "other.bin"));
    expect(model.status).toMatchObject({ kind: "error", problem: { why: "this is no model file" } });
    expect(model.chosen.model).toBe("model-9");
    model.dispose();
    expect(service.paramsOf("release")).toEqual([{ handles: ["model-9", "assessor-1"] }]);
  });

  it("opens a baseline beside the flows", async () => {
    const { model, service } = await onFlows();
    await model.openBaseline(new File(["x"], "normal.csv"));
    await settled();
    expect(service.paramsOf("assessor")[0]).toMatchObject({ baseline: "table-2" });
    expect(model.choices.tables.map(({ name }) => name)).toEqual(["a.csv", "normal.csv"]);
    expect(model.table).toBe("table-1");
  });

  it("replays the flows that are open through the service", async () => {
    const { model, service } = await onFlows();
    model.feed.start(0);
    await settled();
    for (let now = 100; now <= 4000; now += 100) {
      model.feed.tick(now);
      await settled();
    }
    expect([model.feed.state, model.feed.position, model.feed.alertCount]).toEqual(["done", 300, 6]);
    expect(service.paramsOf("replay")[0]).toMatchObject({ table: "table-1", offset: 0, level: "MEDIUM" });
    const alert = model.feed.alerts[0];
    if (alert !== undefined) await model.assessAlert(alert);
    expect(service.paramsOf("rows")[0]).toMatchObject({ where: { rows: [250] } });
    expect(model.texts).toMatchObject({ duration: "9", packet_count: "3" });
    expect([...model.faults.values()]).toEqual(["empty", "empty", "empty"]);
  });

  it("goes on asking a part when other flows of the same service are opened, and none of another service", async () => {
    const { model, service } = await onFlows();
    await model.offerModel({ handle: "model-1", name: "Forest" }, true);
    model.useTable(service, "table-5", { name: "b.csv", rowCount: 5, columnNames: [] });
    await settled();
    expect([model.chosen.model, model.threat?.classifier?.level]).toEqual(["model-1", "HIGH"]);
    model.useTable(new FakeThreatService(), "table-6", { name: "c.csv", rowCount: 5, columnNames: [] });
    await settled();
    expect([model.chosen.model, model.threat?.classifier]).toEqual([null, undefined]);
  });

  it("asks for the row of a picked flow with the flows around it, until a field is changed", async () => {
    const { model, service } = await onFlows();
    model.setFlow(FLOW, 17);
    await settled();
    expect(service.paramsOf("assess")[0]).toMatchObject({ table: "table-1", row: 17 });
    expect(model.note).toContain("Row 17, assessed with the flows around it");
    model.setField("bytes_sent", "7");
    expect([model.note, service.paramsOf("assess").length]).toEqual(["", 1]);
  });

  it("shows an alert's own assessment, with its capture's context", async () => {
    const { model, service } = await onFlows();
    const threat = { ...makeThreatPayload(FLOW).threat, certainty: "full" };
    const alert = { row: 9, time: null, level: "HIGH", score: 55, reasons: [], code: "again" } as const;
    await model.assessAlert({ ...alert, flow: FLOW, assessment: threat as never });
    expect([model.threat?.certainty, model.payload?.code, model.texts.dst_port]).toEqual([
      "full",
      "again",
      "22",
    ]);
    expect(service.paramsOf("assess")).toEqual([]);
    await model.assessAlert({ ...alert, flow: FLOW, assessment: null });
    await settled();
    expect(service.paramsOf("assess")[0]).toMatchObject({ row: 9 });
  });

  it("stops the replay when other flows are opened", async () => {
    const { model, service } = await onFlows();
    model.feed.start(0);
    await settled();
    model.useTable(service, "table-5", { name: "b.csv", rowCount: 5, columnNames: [] });
    expect(model.feed.state).toBe("stopped");
  });

  it("says what is wrong with rules that cannot be read, and asks none", async () => {
    const model = new ThreatModel({ makeRules: () => Promise.reject(new Error("rule 3: unknown name")) });
    await model.ready;
    expect(model.status).toMatchObject({ kind: "error", problem: { why: "rule 3: unknown name" } });
    expect(model.threat).toBeNull();
    model.dispose();
  });

  it("does nothing once it is disposed", async () => {
    const { model } = await onFlows();
    model.dispose();
    model.dispose();
    model.setField("packet_count", "1");
    expect(model.texts.packet_count).toBe("25");
  });
});
