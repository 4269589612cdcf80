import { checkClassWeight, classWeightJSON, namedClassWeights, weightsFor } from "./class-weights.ts";

describe("class weights", () => {
  it("are checked: a rule by its name, or numbers by class", () => {
    expect(checkClassWeight("fit it", undefined)).toBeNull();
    expect(checkClassWeight("fit it", "balanced")).toBe("balanced");
    expect(checkClassWeight("fit it", { a: 2, __proto__x: 1 })).toEqual({ a: 2, __proto__x: 1 });
    expect(checkClassWeight("fit it", { a: 0 }, ["balanced"], true)).toEqual({ a: 0 });
  });

  it.each([
    ["even", 'classWeight must be "balanced" or an object of weights by class, got "even"'],
    [[1, 2], 'classWeight must be "balanced" or an object of weights by class, got an array of 2'],
    [{ a: 0 }, 'classWeight["a"] must be finite and above 0 and at most 1e+100, got 0'],
    [{ a: NaN }, 'classWeight["a"] must be finite'],
    [{ a: "2" }, 'classWeight["a"] must be a number, got "2"'],
  ])("are refused when they make no sense: %j", (value, message) => {
    expect(() => checkClassWeight("fit it", value)).toThrow(`Cannot fit it: ${message}`);
  });

  it("stand for the classes in their order, 1 where one is not named", () => {
    expect([...namedClassWeights("fit it", { b: 3 }, ["a", "b", "c"])]).toEqual([1, 3, 1]);
    expect([...namedClassWeights("fit it", null, ["constructor", "b"])]).toEqual([1, 1]);
    expect(() => namedClassWeights("fit it", { z: 3 }, ["a", "b"])).toThrow(
      'Cannot fit it: classWeight must name classes of y, got "z"',
    );
  });

  it("balance as scikit-learn does, among the classes that have rows", () => {
    expect([...weightsFor("balanced", [0, 0, 0, 2], 3)]).toEqual([4 / 6, 0, 2]);
    expect([...weightsFor(Float64Array.of(5, 6), [0, 0, 1], 2)]).toEqual([5, 6]);
  });

  it("are plain data", () => {
    expect(classWeightJSON("balanced")).toBe("balanced");
    expect(classWeightJSON(null)).toBeNull();
    expect(classWeightJSON({ a: 1 })).toEqual({ a: 1 });
  });
});
