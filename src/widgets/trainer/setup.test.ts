import { nullTranslator } from "@jupyterlab/translation";
import { checkSetup, DEFAULT_SETUP, numberOf, setupFor, setupOf } from "./setup.ts";
import { makeTraining } from "./testing/payload.ts";

const trans = nullTranslator.load("trafficlab");

describe("checkSetup()", () => {
  it("sends every default by name", () => {
    expect(checkSetup(DEFAULT_SETUP, trans)).toEqual({
      problems: {},
      options: {
        target: "label",
        models: ["forest", "mlp", "svm"],
        metric: "macro_f1",
        split: { kind: "stratified", testSize: 0.3, folds: 5 },
        seed: 42,
        priors: { attackRate: 0.0001, flowsPerDay: 1_000_000 },
      },
    });
  });

  it.each([
    ["folds", "2.5", "Give a whole number from 2 to 50, not “2.5”."],
    ["folds", "", "Give a whole number from 2 to 50, not nothing."],
    ["seed", "-1", "Give a whole number from 0 to 4,294,967,295, not “-1”."],
    ["heldOut", "abc", "Give a number from 5 to 80, not “abc”."],
    ["oneIn", "0", "Give a number from 1 to 1,000,000,000,000, not “0”."],
    ["flowsPerDay", "1e400", "Give a number from 1 to 1,000,000,000,000,000, not “1e400”."],
  ] as const)("refuses %s = %j and sends nothing", (field, text, problem) => {
    const checked = checkSetup({ ...DEFAULT_SETUP, [field]: text }, trans);
    expect(checked.options).toBeNull();
    expect(checked.problems).toEqual({ [field]: problem });
  });

  it("wants a target, a model, and a column to group by", () => {
    const { problems } = checkSetup(
      { ...DEFAULT_SETUP, target: "", models: [], split: "group", by: "" },
      trans,
    );
    expect(Object.keys(problems)).toEqual(["target", "models", "by"]);
  });

  it("sends the group's column with the group split alone, and what is left out", () => {
    const setup = { ...DEFAULT_SETUP, by: "src_ip", exclude: ["dst_port"] };
    expect(checkSetup(setup, trans).options?.["split"]).not.toHaveProperty("by");
    expect(checkSetup({ ...setup, split: "group" }, trans).options).toMatchObject({
      split: { kind: "group", by: "src_ip" },
      exclude: ["dst_port"],
    });
  });
});

describe("setupFor()", () => {
  it("takes the first label column there is, and no target where there is none", () => {
    const targetOf = (columns: string[]): string => setupFor({ columns, rowCount: 1000 }).target;
    expect(targetOf(["duration", "is_attack", "label_detail"])).toBe("is_attack");
    expect(targetOf(["duration", "Attack type"])).toBe("");
    expect(setupFor({ columns: ["label", "dst_port", "src_ip"], rowCount: 1000 })).toMatchObject({
      target: "label",
      by: "src_ip",
      heldOut: "30",
    });
  });

  it("holds a fifth out where flows are few", () => {
    expect(setupFor({ columns: ["label"], rowCount: 16 }).heldOut).toBe("20");
    expect(setupFor({ columns: ["label"], rowCount: 16 }, { ...DEFAULT_SETUP, heldOut: "40" }).heldOut).toBe(
      "40",
    );
  });
});

describe("numberOf()", () => {
  it.each([
    ["10,000", 10_000],
    ["2 000 000", 2_000_000],
    ["2e6", 2_000_000],
    [" .5 ", 0.5],
    ["1,5", NaN],
    ["0x10", NaN],
    ["12 monkeys", NaN],
    ["", NaN],
  ])("reads %j as %p", (text, value) => expect(numberOf(text)).toBe(value));
});

describe("setupOf()", () => {
  it("gives back the options that made a payload", () => {
    const payload = makeTraining();
    const options = payload.training.provenance.parameters;
    expect(checkSetup(setupOf(payload), trans).options).toEqual(options);
  });

  it("says what was held out as a person would: not what whole flows came to", () => {
    const payload = makeTraining();
    payload.training.provenance.parameters = { split: { kind: "stratified", folds: 5 } };
    payload.training.split.testSize = 1699 / 5663;
    expect(setupOf(payload).heldOut).toBe("30");
  });

  it("makes do with a payload that tells no parameters", () => {
    const payload = makeTraining();
    payload.training.provenance.parameters = null;
    expect(setupOf(payload)).toMatchObject({ target: "label", models: ["forest", "mlp", "svm"], seed: "7" });
  });
});
