import { createHash } from "node:crypto";
import { sampleFlows } from "../../../tests/support/flows.ts";
import type { JSONValue, Provenance } from "../core/mod.ts";
import { NearestCentre, restoreNearestCentre } from "../estimators/testing/nearest-centre.ts";
import { features } from "../features/mod.ts";
import { type FlowTable } from "../table/mod.ts";
import { TrafficModel } from "./mod.ts";

/** A model of these flows, with the provenance that is given. */
async function modelOf(
  table: FlowTable,
  provenance: Provenance,
  options: { seed?: number } = {},
): Promise<TrafficModel> {
  const set = await features(table).fit(table);
  const model = await new NearestCentre(options).fit(
    set.transform(table),
    table.column("label").toArray().map(String),
  );
  return new TrafficModel(set, model, provenance);
}

async function parametersOf(parameters: unknown): Promise<{ [key: string]: JSONValue }> {
  const table = sampleFlows(60);
  const { provenance } = await modelOf(table, { ...table.provenance, parameters: parameters as JSONValue });
  return provenance.parameters as { [key: string]: JSONValue };
}

function loaded(model: TrafficModel): TrafficModel {
  return TrafficModel.fromBytes(model.toBytes(), restoreNearestCentre);
}

describe("the provenance of a TrafficModel", () => {
  test("tells a split's rows by their number and hash, so that a model of a million rows can be saved", async () => {
    const rows = Array.from({ length: 900_000 }, (_, row) => row);
    const table = sampleFlows(60);
    const steps = [{ filter: { rows } }, { filter: { rows: [1, 2] } }];
    const model = await modelOf(table, { ...table.provenance, parameters: { steps } });
    const sha256 = createHash("sha256")
      .update(new Uint8Array(Uint32Array.from(rows).buffer))
      .digest("hex");
    expect(model.provenance.parameters).toMatchObject({
      steps: [{ filter: { rows: { list: "uint32", count: 900_000, sha256 } } }, { filter: { rows: [1, 2] } }],
    });
    expect(model.toBytes().length).toBeLessThan(100_000);
    expect(loaded(model).provenance).toEqual(model.provenance);
  });

  test("names the file and not its folders, in concatenated tables too", async () => {
    expect(await parametersOf({ source: "/captures/2026/day 1.csv", delimiter: ";" })).toMatchObject({
      source: "day 1.csv",
      delimiter: ";",
    });
    const tables = ["D:\\captures\\a.csv", "https://host/b.csv?key=1", "folder/"].map((source) => ({
      source: { name: "x" },
      parameters: { source },
    }));
    expect(await parametersOf({ tables })).toMatchObject({
      tables: ["a.csv", "b.csv", "folder"].map((source) => ({ parameters: { source } })),
    });
  });

  test("has the estimator, its options and its seed, and keeps the data's", async () => {
    const table = sampleFlows(60);
    const model = await modelOf(table, { ...table.provenance, seed: 11, parameters: {} }, { seed: 5 });
    const { name, options, seed } = { name: "NearestCentre", options: model.model.options, seed: 5 };
    expect(model.provenance).toMatchObject({
      seed: 5,
      parameters: { dataSeed: 11, estimator: { name, options, seed } },
    });
    expect(loaded(model).provenance).toEqual(model.provenance);
    const other = await modelOf(table, model.provenance, { seed: 6 });
    expect(other.provenance).toMatchObject({ seed: 6, parameters: { dataSeed: 11, estimator: { seed: 6 } } });
    const plain = await modelOf(table, table.provenance, { seed: 5 });
    expect(plain.provenance.parameters).not.toHaveProperty("dataSeed");
  });

  test("can be saved whatever the parameters hold", async () => {
    const texts = Array.from({ length: 101 }, (_, i) => `host ${i}`);
    expect(
      await parametersOf({
        a: { value: Infinity },
        b: texts,
        c: "x".repeat(9000),
        d: Uint32Array.of(4),
        e: undefined,
      }),
    ).toEqual({
      a: { value: "Infinity" },
      b: {
        list: "json",
        count: 101,
        sha256: createHash("sha256").update(JSON.stringify(texts)).digest("hex"),
      },
      c: expect.stringMatching(/^x{1999}…$|^x{2000}…$/) as string,
      d: [4],
      estimator: expect.anything() as JSONValue,
    });
    const table = sampleFlows(60);
    for (const parameters of [
      {
        steps: Array.from({ length: 90 }, () => ({
          names: Array.from({ length: 90 }, () => "y".repeat(1999)),
        })),
      },
      [1],
      null,
      undefined,
    ]) {
      const model = await modelOf(table, { ...table.provenance, parameters: parameters as JSONValue });
      expect(loaded(model).provenance).toEqual(model.provenance);
    }
  });
});
