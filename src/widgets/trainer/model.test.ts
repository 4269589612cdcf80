import { TrainerModel } from "./model.ts";
import { COLUMNS, FakeService, settled } from "./testing/fake-service.ts";
import { makePartial, makeTraining } from "./testing/payload.ts";

function setUp(
  options: { service?: FakeService | null; place?: "kernel" | "page"; files?: FakeService } = {},
) {
  const service = options.service === undefined ? new FakeService() : options.service;
  const model = new TrainerModel({
    service,
    place: options.place ?? "page",
    ...(options.files && { fileService: options.files }),
  });
  const parts: string[] = [];
  model.partChanged.connect((_, part) => void parts.push(part));
  return { service: service as FakeService, model, parts };
}

const about = { name: "tuesday.csv", rowCount: 35_525, columnNames: COLUMNS };

async function withFlows(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(options);
  all.model.useTable(all.service, "table-1", about, options.place);
  await settled();
  return all;
}

describe("TrainerModel", () => {
  it("takes flows over without loading them, and offers the set-up that fits their columns", async () => {
    const { model, service } = await withFlows();
    expect(service.calls.map(({ method }) => method)).toEqual([]);
    expect(model.status).toEqual({ kind: "ready" });
    expect([model.columns, model.setup.target, model.blocked]).toEqual([COLUMNS, "label", null]);
  });

  it("asks for the columns where they are not told", async () => {
    const { model, service } = setUp();
    model.useTable(service, "table-1", { ...about, columnNames: [] });
    await settled();
    expect(service.last("rows")).toEqual({ table: "table-1", offset: 0, limit: 0 });
    expect(model.columns).toEqual(COLUMNS);
  });

  it("opens a file and waits for the set-up", async () => {
    const { model } = setUp();
    await model.openBlob(new Blob(["x"]), "wednesday.csv");
    expect([model.payload, model.table, model.status.kind]).toEqual([null, "table-2", "ready"]);
  });

  it("trains as the set-up says and shows the result", async () => {
    const { model, service } = await withFlows();
    model.change({ models: ["forest"], folds: "3", exclude: ["dst_port"] });
    await model.train();
    expect(service.last("train")).toEqual({
      table: "table-1",
      options: {
        target: "label",
        models: ["forest"],
        metric: "macro_f1",
        split: { kind: "stratified", testSize: 0.3, folds: 3 },
        seed: 42,
        priors: { attackRate: 0.0001, flowsPerDay: 1_000_000 },
        exclude: ["dst_port"],
      },
    });
    expect([model.status.kind, model.payload?.training.bestName, model.isTraining]).toEqual([
      "ready",
      "forest",
      false,
    ]);
  });

  it("sends nothing while the set-up is wrong, and takes the problem away when the value is changed", async () => {
    const { model, service } = await withFlows();
    model.change({ folds: "many" });
    await model.train();
    expect(Object.keys(model.problems)).toEqual(["folds"]);
    expect(service.last("train")).toBeUndefined();
    model.change({ folds: "4" });
    expect(model.problems).toEqual({});
  });

  it("chooses a column to group by when the group split is chosen", async () => {
    const { model } = await withFlows();
    model.change({ by: "" });
    model.change({ split: "group" });
    expect(model.setup.by).toBe("src_ip");
  });

  it("says how each model stands while it trains", async () => {
    const { model, service } = await withFlows();
    service.held.add("train");
    void model.train();
    const { onProgress } = service.pending[0]!.run!;
    onProgress?.({ phase: "forest", done: 2, total: 6, unit: "folds", message: "0.91 so far" });
    expect(model.status).toMatchObject({ kind: "working", name: "Training", progress: { done: 2 } });
    expect(model.progress.lines).toHaveLength(1);
    service.pending[0]!.resolve({ report: makeTraining(), model: "model-1" });
    await settled();
    expect([model.isTraining, model.progress.lines]).toEqual([false, []]);
  });

  it("keeps what is done when it is cancelled", async () => {
    const { model, service } = await withFlows();
    service.held.add("train");
    void model.train();
    model.cancel();
    expect(service.pending[0]!.run!.signal?.aborted).toBe(true);
    expect([model.status.kind, model.isStopping]).toEqual(["working", true]);
    service.pending[0]!.resolve({ report: makePartial(), model: "model-1" });
    await settled();
    expect(model.payload?.training.status).toBe("cancelled");
    expect(model.status.kind).toBe("ready");
  });

  it("goes back to the view before when nothing was done yet, and at once when it is cancelled twice", async () => {
    const { model, service } = await withFlows();
    service.held.add("train");
    void model.train();
    model.cancel();
    service.pending[0]!.reject(Object.assign(new Error("Cancelled"), { code: "CANCELLED" }));
    await settled();
    expect([model.status.kind, model.isTraining, model.payload]).toEqual(["ready", false, null]);
    void model.train();
    model.cancel();
    model.cancel();
    expect([model.status.kind, model.isTraining]).toEqual(["ready", false]);
    service.pending[1]!.resolve({ report: makeTraining(), model: "model-1" });
    await settled();
    expect(model.payload).toBeNull();
  });

  it("drops a training when other flows are opened, and can train those", async () => {
    const { model, service } = await withFlows();
    service.held.add("train");
    void model.train();
    await model.openBlob(new Blob(["x"]), "wednesday.csv");
    expect([model.isTraining, model.table]).toEqual([false, "table-2"]);
    void model.train();
    expect(service.pending).toHaveLength(2);
    service.pending[0]!.resolve({ report: makeTraining(), model: "model-1" });
    await settled();
    expect([model.payload, model.isTraining]).toEqual([null, true]);
  });

  it("keeps the result before when a training fails, and says what the library says", async () => {
    const { model, service } = await withFlows();
    await model.train();
    const before = model.payload;
    service.held.add("train");
    void model.train();
    service.pending[0]!.reject(
      Object.assign(new Error("Cannot train classifiers: one class"), { code: "BAD_INPUT" }),
    );
    await settled();
    expect(model.payload).toBe(before);
    expect(model.status).toMatchObject({
      kind: "error",
      problem: { why: "Cannot train classifiers: one class" },
    });
  });

  it("refuses an answer that is no training", async () => {
    const { model } = await withFlows({
      service: new FakeService({ train: () => ({ report: { type: "training" }, model: "" }) }),
    });
    await model.train();
    expect([model.status.kind, model.payload]).toEqual(["error", null]);
  });

  it("trains again without a column and keeps the score before", async () => {
    const { model, service } = await withFlows();
    await model.train();
    expect(model.earlier).toBeNull();
    await model.trainWithout(["dst_port"]);
    expect((service.last("train")?.["options"] as { exclude: string[] }).exclude).toEqual(["dst_port"]);
    expect(model.earlier).toMatchObject({ name: "forest", without: ["dst_port"] });
    await model.train();
    expect(model.earlier).toBeNull();
  });

  it("fills the set-up from a payload and reaches for its columns", async () => {
    const { model, service } = setUp({ place: "kernel" });
    model.setPayload(makeTraining());
    await settled();
    expect(model.setup).toMatchObject({ seed: "7", oneIn: "10,000" });
    expect(service.last("rows")).toEqual({ table: "table-1", offset: 0, limit: 0 });
    expect(model.columns).toEqual(COLUMNS);
  });

  it("says why nothing can be trained while the flows are out of reach", () => {
    const { model } = setUp({ service: null });
    expect(model.blocked).toBe("Open a capture first.");
    model.setPayload(makeTraining());
    expect(model.status.kind).toBe("viewOnly");
    expect(model.blocked).toContain("out of reach");
    expect(model.trained("forest")).toBeNull();
  });

  it("shows the flows of a cell by their numbers", async () => {
    const { model, service } = setUp();
    model.setPayload(makeTraining());
    model.pickCell({ model: "forest", actual: 0, predicted: 1 });
    expect(model.cell?.state).toBe("loading");
    await settled();
    expect(service.last("rows")).toMatchObject({ where: { rows: [17, 31] } });
    expect(model.cell).toMatchObject({ state: "here", count: 3, rowIndex: [17, 31], columns: COLUMNS });
    model.pickCell(null);
    expect(model.cell).toBeNull();
  });

  it.each([
    ["of no flows", { model: "forest", actual: 1, predicted: 2 }, { state: "here", cells: [] }],
    [
      "that the payload does not tell",
      { model: "mlp", actual: 0, predicted: 0 },
      { state: "away", reason: "untold" },
    ],
  ])("says so for a cell %s", (_, cell, state) => {
    const { model } = setUp();
    model.setPayload(makeTraining());
    model.pickCell(cell);
    expect(model.cell).toMatchObject(state);
  });

  it("asks again for a cell's flows when they come within reach", async () => {
    const { model } = setUp({ service: null });
    model.setPayload(makeTraining());
    model.pickCell({ model: "forest", actual: 0, predicted: 1 });
    expect(model.cell).toMatchObject({ state: "away", reason: "viewOnly" });
    model.service = new FakeService();
    await settled();
    expect(model.cell).toMatchObject({ state: "here" });
  });

  it("says what failed when the flows cannot be fetched", async () => {
    const service = new FakeService({
      rows: () => {
        throw Object.assign(new Error("no such table"), { code: "E_NO_SUCH_TABLE" });
      },
    });
    const { model } = setUp({ service });
    model.setPayload(makeTraining());
    model.pickCell({ model: "forest", actual: 0, predicted: 1 });
    await settled();
    expect(model.cell).toMatchObject({ state: "failed", problem: { why: "no such table" } });
  });

  it("saves a model under a name that stays in its folder", async () => {
    const { model, service } = setUp();
    model.setPayload(makeTraining());
    const files: { name: string; size: number }[] = [];
    await model.shelf.save(model.trained("mlp")!, ({ name, content }) =>
      files.push({ name, size: content.size }),
    );
    expect(service.last("save")).toEqual({ model: "model-2" });
    expect(files).toEqual([
      { name: "-model-2.trafficmodel".replace(/^-/, ""), size: "bytes of model-2".length },
    ]);
  });

  it("opens a model's file and puts it to work on the flows that are shown", async () => {
    const { model, service } = await withFlows();
    await model.shelf.open(new Blob(["model"]));
    expect(service.last("open")).toEqual({ base64: btoa("model") });
    expect(model.shelf.loaded).toMatchObject({ name: "RandomForestClassifier", source: "monday.csv" });
    await model.shelf.predictHere(model.shelf.loaded!);
    expect(service.last("predict")).toEqual({ table: "table-1", model: "model-9" });
    expect(model.shelf.prediction).toMatchObject({ capture: "tuesday.csv", answer: { accuracy: 0.815 } });
  });

  it("carries a kernel's model to the page to predict a file there, and gives the file's table back", async () => {
    const files = new FakeService();
    const { model, service } = setUp({ place: "kernel", files });
    model.setPayload(makeTraining());
    await model.shelf.predictFile(model.trained("forest")!, new File(["x"], "friday.csv"));
    expect(service.last("save")).toEqual({ model: "model-1" });
    expect(files.calls.map(({ method }) => method)).toEqual(["load", "open", "predict", "release"]);
    expect(files.last("predict")).toEqual({ table: "table-2", model: "model-9" });
    expect(model.shelf.prediction).toMatchObject({ model: "forest", capture: "friday.csv", rowCount: 1200 });
  });

  it("gives the table back also when the model does not fit, and says why", async () => {
    const service = new FakeService({
      predict: () => {
        throw Object.assign(new Error("Cannot predict flows: the table lacks bytes_sent"), {
          code: "BAD_INPUT",
        });
      },
    });
    const { model } = setUp({ service });
    model.setPayload(makeTraining());
    await model.shelf.predictFile(model.trained("forest")!, new File(["x"], "friday.csv"));
    expect(service.last("release")).toEqual({ handles: ["table-2"] });
    expect(model.status).toMatchObject({
      kind: "error",
      problem: { why: "Cannot predict flows: the table lacks bytes_sent" },
    });
    expect(model.shelf.prediction).toBeNull();
  });

  it.each([{}, { classes: ["a"], counts: [] }, { classes: "a", counts: [1] }])(
    "refuses the prediction %j",
    async (answer) => {
      const { model } = setUp({ service: new FakeService({ predict: () => answer }) });
      model.setPayload(makeTraining());
      await model.shelf.predictFile(model.trained("forest")!, new File(["x"], "friday.csv"));
      expect(model.status.kind).toBe("error");
    },
  );

  it("refuses a file that is no model, with the service's reason", async () => {
    const service = new FakeService({
      open: () => {
        throw Object.assign(new Error("Cannot load model: not a model file"), { code: "BAD_INPUT" });
      },
    });
    const { model } = setUp({ service });
    await model.shelf.open(new Blob(["no model"]));
    expect(model.status).toMatchObject({
      kind: "error",
      problem: { why: "Cannot load model: not a model file" },
    });
    expect(model.shelf.loaded).toBeNull();
  });

  it("hands a model on where the flows are", async () => {
    const files = new FakeService();
    const { model, service } = setUp({ place: "kernel", files });
    model.setPayload(makeTraining());
    expect(await model.shelf.bring(model.trained("forest")!)).toMatchObject({ handle: "model-1" });
    await model.shelf.open(new Blob(["model"]));
    expect((await model.shelf.bring({ ...model.shelf.loaded!, service: files }))?.service).toBe(service);
  });

  it("says nothing more after it is disposed; twice is safe", async () => {
    const { model, service, parts } = await withFlows();
    service.held.add("train");
    void model.train();
    model.dispose();
    model.dispose();
    parts.length = 0;
    expect(service.pending[0]!.run!.signal?.aborted).toBe(true);
    service.pending[0]!.resolve({ report: makeTraining(), model: "" });
    await settled();
    model.change({ folds: "3" });
    expect(parts).toEqual([]);
  });
});
