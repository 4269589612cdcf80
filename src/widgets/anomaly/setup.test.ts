import { nullTranslator } from "@jupyterlab/translation";
import {
  behaviorOf,
  checkBehavior,
  checkDetection,
  DEFAULT_BEHAVIOR,
  DEFAULT_DETECTION,
  detectionOf,
} from "./setup.ts";
import { makeAnomalies, makeBehavior } from "./testing/payloads.ts";

const trans = nullTranslator.load("trafficlab");
const check = (change: object, rows: number | null = 100) =>
  checkDetection(trans, { ...DEFAULT_DETECTION, ...change }, rows);

describe("checkDetection()", () => {
  it("names every option, and leaves the z threshold to the library where none is typed", () => {
    expect(check({}).options).toEqual({
      detectors: ["isolationForest", "dbscan", "zScore"],
      consensus: { atLeast: 2 },
      contamination: 0.1,
      eps: "auto",
      minSamples: 5,
      seed: 42,
    });
    expect(check({ zThreshold: " 2.5 " }).options).toMatchObject({ zThreshold: 2.5 });
  });

  it("lets a review budget take the place of the votes", () => {
    expect(check({ budget: "1,000" }, 2000).options).toMatchObject({ reviewBudget: 1000 });
    expect(check({ budget: "50" }).options).not.toHaveProperty("consensus");
  });

  it.each([
    [{ atLeast: "4" }, "atLeast", "Give a whole number from 1 to 3; got “4”."],
    [{ atLeast: "1.5" }, "atLeast", "Give a whole number from 1 to 3; got “1.5”."],
    [{ budget: "101" }, "budget", "Give a whole number from 1 to 100; got “101”."],
    [{ budget: "0" }, "budget", "Give a whole number from 1 to 100; got “0”."],
    [{ eps: "0" }, "eps", "Give a number above 0; got “0”."],
    [{ eps: "near" }, "eps", "Give a number above 0; got “near”."],
    [{ contamination: "0" }, "contamination", "Give a number above 0 and at most 0.5; got “0”."],
    [{ contamination: "" }, "contamination", "Give a number above 0 and at most 0.5; got “”."],
    [{ zThreshold: "-1" }, "zThreshold", "Give a number above 0; got “-1”."],
    [{ minSamples: "0" }, "minSamples", "Give a whole number from 1 to 2,147,483,647; got “0”."],
    [{ seed: "1e300" }, "seed", "Give a whole number; got “1e300”."],
    [{ detectors: [] }, "detectors", "Choose at least one detector."],
  ])("says of %j what is wrong and gives no options", (change, field, problem) => {
    const { options, problems } = check(change);
    expect(options).toBeNull();
    expect(problems).toMatchObject({ [field]: problem });
  });

  it("takes a budget of any size where the number of flows is not known", () => {
    expect(check({ budget: "500" }, null).options).toMatchObject({ reviewBudget: 500 });
  });
});

describe("detectionOf()", () => {
  it("gives the set-up that made a result; what the library chose stays with it", () => {
    const setup = detectionOf(makeAnomalies());
    expect(setup).toEqual({ ...DEFAULT_DETECTION, seed: "7" });
  });

  it("keeps what was given by hand, and options that the form has no field for", () => {
    const payload = makeAnomalies({ atLeast: null, reviewBudget: 12 });
    payload.anomalies.provenance.parameters = {
      eps: 0.25,
      zThreshold: 3,
      transform: "none",
      fields: ["duration"],
    };
    expect(detectionOf(payload)).toMatchObject({
      budget: "12",
      eps: "0.25",
      zThreshold: "3",
      kept: { transform: "none", fields: ["duration"] },
    });
    expect(checkDetection(trans, detectionOf(payload), 60).options).toMatchObject({
      transform: "none",
      fields: ["duration"],
      reviewBudget: 12,
    });
  });

  it("bears parameters that are no options", () => {
    const payload = makeAnomalies();
    payload.anomalies.provenance.parameters = [1, 2];
    expect(detectionOf(payload).eps).toBe("");
  });
});

describe("the set-up of behavior", () => {
  it("leaves k to the silhouette, or takes it by hand within bounds", () => {
    expect(checkBehavior(trans, DEFAULT_BEHAVIOR, 100).options).toEqual({ k: "auto", seed: 42 });
    expect(checkBehavior(trans, { ...DEFAULT_BEHAVIOR, k: "3" }, 100).options).toEqual({ k: 3, seed: 42 });
    expect(checkBehavior(trans, { ...DEFAULT_BEHAVIOR, k: "9" }, 6).problems.k).toBe(
      "Give a whole number from 1 to 6; got “9”.",
    );
  });

  it("is read back from a result", () => {
    const payload = makeBehavior();
    expect(behaviorOf(payload)).toEqual({ k: "", seed: "7", kept: {} });
    payload.behavior.chosenBy = "user";
    expect(behaviorOf(payload).k).toBe("3");
  });
});
