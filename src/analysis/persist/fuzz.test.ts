import { prng } from "../../kernels/mod.ts";
import type { Prng } from "../../kernels/mod.ts";
import type { FittedModel, FitOptions, JSONValue, Labels, Matrix } from "../core/mod.ts";
import { groups } from "../estimators/testing/data.ts";
import * as estimators from "../estimators/mod.ts";
import { crc32Hex } from "./crc32.ts";
import { modelFromBytes, modelToBytes } from "./mod.ts";
import { putTogether, takeApart } from "./testing/model-files.ts";

const { X, y } = groups(20);
const QUICK: { [name: string]: object } = {
  AutoencoderDetector: { maxEpochs: 2 },
  DBSCAN: { eps: 1, minSamples: 3 },
  IsolationForest: { nEstimators: 5 },
  KMeans: { nClusters: 3, nInit: 2 },
  MLPClassifier: { maxEpochs: 2 },
  PCA: { nComponents: 2 },
  RandomForestClassifier: { nEstimators: 3 },
};
const NAMES = estimators.restorableEstimators();
/** Files changed of each estimator. */
const ROUNDS = 150;

/** An estimator by its name, where the library exports it. */
function fitted(name: string): Promise<FittedModel> {
  const Class = (estimators as unknown as Record<string, new (options?: object) => AnyEstimator>)[name]!;
  const estimator = new Class(QUICK[name]);
  const supervised = /Classifier|Regression|SVC/.test(name);
  return estimator.fit(X, supervised ? y : undefined, { workers: 0 });
}

interface AnyEstimator {
  readonly fit: (X: Matrix, y?: Labels, run?: FitOptions) => Promise<FittedModel>;
}

/** Everything that a model can be asked. */
function ask(model: FittedModel): number {
  const methods = model as unknown as Record<string, ((X: Matrix) => unknown) | undefined>;
  let asked = 0;
  for (const name of ["predict", "predictProba", "decisionFunction", "scoreSamples", "transform"]) {
    if (typeof methods[name] !== "function") continue;
    methods[name].call(model, X);
    asked++;
  }
  JSON.stringify(model.toJSON());
  model.dispose();
  return asked;
}

test("every estimator's file brings the same bytes back", async () => {
  for (const name of NAMES) {
    const file = modelToBytes(await fitted(name));
    const loaded = modelFromBytes(file);
    expect([name, loaded.estimator]).toEqual([name, name]);
    expect([name, Buffer.compare(modelToBytes(loaded), file)]).toEqual([name, 0]);
  }
}, 60_000);

test.each(NAMES)(
  "%s: a file changed at random, its checksums made to fit, loads or is refused",
  async (name) => {
    const file = modelToBytes(await fitted(name));
    const random = prng(31, NAMES.indexOf(name));
    const slowest = { ms: 0, round: -1 };
    for (let round = 0; round < ROUNDS; round++) {
      const changed = round % 2 === 0 ? withChangedArrays(file, random) : withChangedHeader(file, random);
      const started = performance.now();
      try {
        ask(modelFromBytes(changed));
      } catch (error) {
        expect([name, round, error]).toEqual([name, round, expect.objectContaining({ code: "BAD_INPUT" })]);
      }
      const ms = performance.now() - started;
      if (ms > slowest.ms) Object.assign(slowest, { ms, round });
    }
    expect({ ...slowest, tooSlow: slowest.ms > 3000 }).toEqual({ ...slowest, tooSlow: false });
  },
  60_000,
);

/** Bytes of the arrays changed: single ones, runs of zeros, of ones, of a repeated number. */
function withChangedArrays(file: Uint8Array, random: Prng): Uint8Array {
  const { header, body } = takeApart(file);
  if (body.length === 0) return file;
  for (let times = 1 + random.int(4); times > 0; times--) {
    const { offset, shape, dtype } = header.arrays[random.int(header.arrays.length)]!;
    const size = (shape as number[])[0]! * Number(/\d+/.exec(dtype as string)![0]) * 0.125;
    if (size === 0) continue;
    const at = (offset as number) + random.int(size);
    const kind = random.int(4);
    if (kind === 0) body[at] = random.int(256);
    else body.fill([0, 0xff, 0x7f, random.int(256)][kind]!, at, at + 1 + random.int(16));
  }
  for (const spec of header.arrays) {
    const from = spec["offset"] as number;
    const size = (spec["shape"] as number[])[0]! * Number(/\d+/.exec(spec["dtype"] as string)![0]) * 0.125;
    body.fill(0, from + size, Math.ceil((from + size) / 8) * 8);
    spec["checksum"] = crc32Hex(body.subarray(from, from + size));
  }
  return putTogether(header, body);
}

const STRANGE: readonly JSONValue[] = [
  null,
  -1,
  0,
  1,
  0.5,
  1e308,
  4294967296,
  "",
  "x",
  [],
  {},
  true,
  [1, 2, 3],
  ["a", "a"],
  9007199254740991,
];

/** One value of options or meta, or the number of features, replaced by something strange. */
function withChangedHeader(file: Uint8Array, random: Prng): Uint8Array {
  const { header, body } = takeApart(file);
  const places: [{ [key: string]: JSONValue } | JSONValue[], string | number][] = [];
  const walk = (value: JSONValue): void => {
    if (value === null || typeof value !== "object") return;
    const entries = Array.isArray(value)
      ? value.slice(0, 5).map((item, at) => [at, item] as const)
      : Object.entries(value);
    for (const [key, item] of entries) {
      places.push([value, key]);
      walk(item);
    }
  };
  walk(header["options"]!);
  walk(header["meta"]!);
  places.push([header, "options"], [header, "meta"], [header, "seed"], [header, "features"]);
  const [owner, key] = places[random.int(places.length)]!;
  (owner as Record<string | number, JSONValue>)[key] = STRANGE[random.int(STRANGE.length)]!;
  return putTogether(header, body);
}
