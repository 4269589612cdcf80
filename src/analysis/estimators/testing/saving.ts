/** The part of the shared suite on models as plain data: what comes back from a file, and what must not. */
import type { FittedModel, ModelArray, ModelParts } from "../../core/mod.ts";
import { decodeModel } from "../../persist/decode.ts";
import { encodeModel } from "../../persist/encode.ts";
import { fitCase, listed, listedParts, outputsOf } from "./case.ts";
import type { EstimatorCase } from "./case.ts";
import type { Sample } from "./data.ts";

export function testSaving(subject: EstimatorCase, { X, y }: Sample): void {
  const restore = (parts: ModelParts): FittedModel => subject.restore!(parts);
  const fittedParts = async (): Promise<ModelParts> =>
    structuredClone((await fitCase(subject, X, y)).parts());

  test("comes back from a file with identical outputs, names, options and seed", async () => {
    const model = await fitCase(subject, X, y);
    const parts = structuredClone(model.parts());
    const { arrays: _, ...rest } = parts;
    expect(JSON.parse(JSON.stringify(rest))).toEqual(rest);
    expect(parts.estimator).toBe(subject.name);
    const content = { parts: model.parts(), preprocessing: null, data: null, provenance: null };
    const loaded = restore(decodeModel(encodeModel(content)).parts);
    expect(listed(outputsOf(subject, loaded, X))).toEqual(listed(outputsOf(subject, model, X)));
    expect(listedParts(loaded.parts())).toEqual(listedParts(model.parts()));
    expect(loaded.toJSON()).toEqual(model.toJSON());
  });

  test("does not come back from parts that do not fit together", async () => {
    const parts = await fittedParts();
    const broken: [string, unknown][] = [
      ["one feature more", { ...parts, nFeatures: 5, featureNames: [...parts.featureNames, "x"] }],
      ["one feature less", { ...parts, nFeatures: 3, featureNames: parts.featureNames.slice(1) }],
      ["names for another width", { ...parts, featureNames: ["a"] }],
      ["options that are a text", { ...parts, options: "none" }],
      ["an unknown option", { ...parts, options: { ...Object(parts.options), noSuchOption: 1 } }],
      ["no seed", { ...parts, seed: NaN }],
    ];
    for (const name of Object.keys(parts.meta)) {
      const { [name]: _, ...others } = parts.meta;
      broken.push([`no meta ${name}`, { ...parts, meta: others }]);
      broken.push([
        `another kind of meta ${name}`,
        { ...parts, meta: { ...parts.meta, [name]: { a: [{}] } } },
      ]);
    }
    for (const [name, values] of Object.entries(parts.arrays)) {
      const { [name]: _, ...others } = parts.arrays;
      const replaced = (array: ModelArray): ModelParts => ({
        ...parts,
        arrays: { ...parts.arrays, [name]: array },
      });
      broken.push([`no array ${name}`, { ...parts, arrays: others }]);
      if (values.length > 0) broken.push([`array ${name} without its last`, replaced(values.slice(0, -1))]);
      broken.push([`array ${name} with one more`, replaced(longer(values))]);
      if (values.length > 0 && isFloat(values))
        broken.push([`array ${name} with NaN`, replaced(values.slice().fill(NaN, 0, 1))]);
      broken.push([
        `array ${name} of another type`,
        replaced(values instanceof Uint16Array ? Int8Array.from(values) : Uint16Array.from(values)),
      ]);
    }
    broken.push(["an array too many", { ...parts, arrays: { ...parts.arrays, surplus: new Uint8Array(1) } }]);
    const loaded: string[] = [];
    for (const [what, given] of broken) {
      const error = errorOf(() => restore(given as ModelParts));
      if (error === null) loaded.push(what);
      else
        expect([what, error]).toEqual([
          what,
          expect.objectContaining({
            code: "BAD_INPUT",
            message: expect.stringContaining(`Cannot load ${subject.name}: `) as string,
          }),
        ]);
    }
    expect(loaded).toEqual([]);
  });

  test("whole numbers out of bounds in an array are refused, or harmless", async () => {
    const parts = await fittedParts();
    for (const [name, values] of Object.entries(parts.arrays)) {
      if (isFloat(values) || values.length === 0) continue;
      for (const number of [0x7fffffff, -1, 0, 1]) {
        for (const place of [0, values.length >> 1, values.length - 1]) {
          const changed = values.slice();
          changed[place] = number;
          const given = { ...parts, arrays: { ...parts.arrays, [name]: changed } };
          const error = errorOf(() => outputsOf(subject, restore(given), X));
          if (error !== null)
            expect([name, number, place, error]).toEqual([
              name,
              number,
              place,
              expect.objectContaining({ code: "BAD_INPUT" }),
            ]);
        }
      }
    }
  });
}

function isFloat(values: ModelArray): boolean {
  return values instanceof Float64Array || values instanceof Float32Array;
}

function longer(values: ModelArray): ModelArray {
  const Type = values.constructor as new (length: number) => ModelArray;
  const more = new Type(values.length + 1);
  more.set(values);
  return more;
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
    return null;
  } catch (error) {
    return error;
  }
}
