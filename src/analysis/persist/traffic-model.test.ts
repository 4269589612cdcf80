import { sampleFlows } from "../../../tests/support/flows.ts";
import type { Labels, Model, Provenance } from "../core/mod.ts";
import { NearestCentre, restoreNearestCentre } from "../estimators/testing/nearest-centre.ts";
import { features } from "../features/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { modelFromBytes, modelToBytes, TrafficModel } from "./mod.ts";
import { withHeader } from "./testing/model-files.ts";

function labelsOf(table: FlowTable): Labels {
  return table.column("label").toArray().map(String);
}

async function trained(): Promise<{ table: FlowTable; model: TrafficModel }> {
  const table = sampleFlows(400);
  const set = features(table.slice(0, 300), { scaler: "robust" });
  const train = table.slice(0, 300);
  const model = await new NearestCentre().fit(set.transform(train), labelsOf(train));
  return { table, model: new TrafficModel(set, model, { ...train.provenance, call: "trainClassifiers" }) };
}

describe("TrafficModel", () => {
  test("predicts straight from flows", async () => {
    const { table, model } = await trained();
    const test = table.slice(300);
    const X = model.features.transform(test);
    expect(model.predict(test)).toEqual(model.model.predict(X));
    expect([...model.predictProba(test)]).toEqual([...model.model.predictProba(X)]);
    expect([model.name, model.classes]).toEqual(["NearestCentre", model.model.classes]);
    expect(model.predict(test.slice(0, 0))).toEqual([]);
  });

  test("comes back from its bytes with features, provenance and identical predictions", async () => {
    const { table, model } = await trained();
    const bytes = model.toBytes();
    const loaded = TrafficModel.fromBytes(bytes, restoreNearestCentre);
    expect(loaded.predict(table)).toEqual(model.predict(table));
    expect([...loaded.predictProba(table)]).toEqual([...model.predictProba(table)]);
    expect(loaded.provenance).toEqual(model.provenance);
    expect(loaded.toJSON()).toEqual(model.toJSON());
    expect(Buffer.compare(loaded.toBytes(), bytes)).toBe(0);
    loaded.dispose();
    expect(() => loaded.dispose()).not.toThrow();
  });

  test("refuses a table that lacks fields, naming all of them", async () => {
    const { table, model } = await trained();
    const names = table.columnNames.filter((name) => name !== "duration" && name !== "bytes_sent");
    const fewer = FlowTable.fromColumns(
      names.map((name) => table.column(name)),
      { mapping: table.mapping.toJSON(), report: table.report, provenance: table.provenance },
    );
    for (const ask of [() => model.predict(fewer), () => model.predictProba(fewer)])
      expect(ask).toThrow(
        expect.objectContaining({
          code: "BAD_INPUT",
          message: expect.stringMatching(
            /^Cannot make features: the table lacks "duration".*, "bytes_sent"/,
          ) as string,
        }),
      );
  });

  test("refuses a model of other features, and one that is no classifier", async () => {
    const { table, model } = await trained();
    const other = features(table, { include: ["canonical"] });
    expect(() => new TrafficModel(other, model.model, model.provenance)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: expect.stringMatching(
          /the model must have the features of the set, got ".*" for .* in column \d+/,
        ) as string,
      }),
    );
    for (const wrong of [null, {}, { classes: ["a"] }])
      expect(() => new TrafficModel(model.features, wrong as unknown as Model, model.provenance)).toThrow(
        /must be a classifier/,
      );
    expect(() => new TrafficModel({} as TrafficModel["features"], model.model, model.provenance)).toThrow(
      /must be a FeatureSet/,
    );
  });

  test("refuses to be made without the provenance of its data", async () => {
    const { model } = await trained();
    for (const wrong of [undefined, null, "capture.csv", [], {}, { ...model.provenance, source: null }])
      expect(() => new TrafficModel(model.features, model.model, wrong as Provenance)).toThrow(
        expect.objectContaining({
          name: "TypeError",
          code: "BAD_INPUT",
          message: expect.stringMatching(
            /^Cannot make a traffic model: provenance.* (must|pass).*; pass that of the training part, as table.provenance$/,
          ) as string,
        }),
      );
  });

  test("files of the two kinds are not taken for each other", async () => {
    const { model } = await trained();
    expect(() => modelFromBytes(model.toBytes(), restoreNearestCentre)).toThrow(
      /it takes flows, not a matrix/,
    );
    expect(() => TrafficModel.fromBytes(modelToBytes(model.model), restoreNearestCentre)).toThrow(
      /it takes a matrix, not flows/,
    );
  });

  test.each<[string, { [key: string]: unknown }, RegExp]>([
    ["other features than the model's", { features: [] }, /features must be 1 to/],
    [
      "preprocessing that is no feature set",
      { preprocessing: { kind: "x" } },
      /Cannot load features: expected/,
    ],
    ["no provenance", { provenance: null }, /provenance must be an object/],
    [
      "provenance without a source",
      { provenance: { library: "", call: "", runtime: {} } },
      /source must have a name/,
    ],
    ["a runtime that is null", { provenance: { library: "", call: "" } }, /provenance must name library/],
    [
      "rows that are a text",
      { provenance: { library: "", call: "", runtime: {}, source: { name: "" }, rows: "9" } },
      /provenance.rows must be/,
    ],
  ])("a file with %s is refused", async (_, change, reason) => {
    const { model } = await trained();
    const file = withHeader(model.toBytes(), (header) => ({ ...header, ...change }));
    expect(() => TrafficModel.fromBytes(file, restoreNearestCentre)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(reason) as string }),
    );
  });

  test("a file whose features are in another order than the model's is refused", async () => {
    const { model } = await trained();
    const file = withHeader(model.toBytes(), (header) => ({
      ...header,
      features: [...(header["features"] as string[])].reverse(),
    }));
    expect(() => TrafficModel.fromBytes(file, restoreNearestCentre)).toThrow(
      /must have the features of the set/,
    );
  });
});
