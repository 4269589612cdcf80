import { nullTranslator } from "@jupyterlab/translation";
import type { AnalysisService, Methods } from "../../analysis/mod.ts";
import { calibrationText, timeOf } from "./baseline.ts";
import { ExplorerModel } from "./model.ts";
import { BASELINE_DETECTORS, checkDetection, DEFAULT_DETECTION, withBaseline } from "./setup.ts";
import { makeAnomalies } from "./testing/payloads.ts";

const trans = nullTranslator.load("trafficlab");

/** A result that was measured against 40 flows of another file, of which a step took a part. */
function makeAgainst(steps: object[] = []) {
  const payload = makeAnomalies({ mode: "reference" });
  const baseline = { source: { name: "quiet.csv" }, call: "loadFlows", parameters: { steps }, rows: 40 };
  payload.anomalies.provenance.parameters = JSON.parse(JSON.stringify({ seed: 7, baseline }));
  return payload;
}

/** A service that notes what it is asked and answers a detection by whether there is a baseline. */
function fakeService() {
  const calls: [string, unknown][] = [];
  const answers: Partial<Record<keyof Methods, (params: never) => unknown>> = {
    load: () => ({ table: "quiet", report: {}, mapping: {}, rowCount: 40, columnNames: [] }),
    filter: () => ({ table: "part", rowCount: 30 }),
    detect: ({ options }: { options: { baseline?: string } }) =>
      options.baseline === undefined ? makeAnomalies() : makeAgainst(),
    export: () => ({ name: "flagged.csv", text: "row\n", length: 4 }),
  };
  const service = {
    status: "ready",
    call: (method: keyof Methods, params: never) => {
      calls.push([method, params]);
      return Promise.resolve(answers[method]?.(params) ?? {});
    },
  } as unknown as AnalysisService;
  const last = (method: string): unknown => calls.findLast(([name]) => name === method)?.[1];
  return { service, calls, last };
}

describe("timeOf()", () => {
  it.each([
    ["2017-07-04 12:30", Date.UTC(2017, 6, 4, 12, 30)],
    [" 2017-07-04T12:30:05.5Z ", Date.UTC(2017, 6, 4, 12, 30, 5, 500)],
    ["2017-07-04", Date.UTC(2017, 6, 4)],
    ["2017-07-04 12:30 +02:00", Date.UTC(2017, 6, 4, 10, 30)],
    ["2017-13-04", null],
    ["yesterday", null],
    ["", null],
  ])("reads %j as UTC, and nothing that is no time", (typed, ms) => {
    expect(timeOf(typed)).toBe(ms);
  });
});

describe("calibrationText()", () => {
  it("tells how many flows of what a result was measured against, and how they were chosen", () => {
    expect(calibrationText(trans, makeAgainst())).toBe("40 flows of quiet.csv");
    expect(calibrationText(trans, makeAgainst([{ sample: [40, 1] }]))).toBe(
      "40 flows of quiet.csv (a sample)",
    );
    const steps = [
      { filter: { column: "is_attack", op: "==", value: false } },
      { filter: { column: "timestamp", op: "<", value: Date.UTC(2024, 2, 4) } },
      { select: ["duration"] },
    ];
    expect(calibrationText(trans, makeAgainst(steps))).toBe(
      "40 flows of quiet.csv (labelled normal, before 2024-03-04T00:00:00Z, chosen by “select”)",
    );
    expect(calibrationText(trans, makeAnomalies())).toBe("");
  });
});

describe("withBaseline()", () => {
  it("takes the detectors of the library for a baseline and back, and leaves chosen ones alone", () => {
    const on = { ...DEFAULT_DETECTION, ...withBaseline(DEFAULT_DETECTION, "normal") };
    expect(on.detectors).toEqual(BASELINE_DETECTORS);
    expect(withBaseline(on, "table:x")).toEqual({ baseline: "table:x", detectors: BASELINE_DETECTORS });
    expect(withBaseline(on, "").detectors).toEqual(DEFAULT_DETECTION.detectors);
    expect(withBaseline({ ...DEFAULT_DETECTION, detectors: ["hbos"] }, "normal")).toEqual({
      baseline: "normal",
    });
  });

  it("leaves the time that is no time to the form to say", () => {
    const setup = { ...DEFAULT_DETECTION, baseline: "before", before: "noon" };
    const { options, problems } = checkDetection(trans, setup, 100);
    expect([options, problems.before]).toEqual([null, "Give a time as 2017-07-04 12:30; got “noon”."]);
  });
});

describe("ExplorerModel, baseline", () => {
  it("measures against the flows labelled normal, and writes the flagged flows of that same result", async () => {
    const { service, last, calls } = fakeService();
    const model = new ExplorerModel({ service });
    model.setPayload(makeAnomalies());
    model.chooseBaseline("normal");
    await model.analyze();
    expect(last("filter")).toEqual({
      table: "table-1",
      where: { column: "is_attack", op: "==", value: false },
    });
    expect(last("detect")).toMatchObject({ options: { baseline: "part" } });
    expect(model.detection.baseline).toBe("normal");
    const files: string[] = [];
    await model.exportRows("flagged", (name) => files.push(name));
    expect([files, last("export")]).toMatchObject([["flagged.csv"], { options: { baseline: "part" } }]);
    model.dispose();
    model.dispose();
    expect(calls.filter(([name]) => name === "release").map(([, params]) => params)).toEqual([
      { handles: ["part"] },
    ]);
  });

  it("measures against the flows before a time, and against a file that is opened beside", async () => {
    const { service, last } = fakeService();
    const model = new ExplorerModel({ service });
    model.setPayload(makeAnomalies());
    model.setDetection({ before: "2024-03-04 00:00:01" });
    model.chooseBaseline("before");
    await model.analyze();
    expect(last("filter")).toMatchObject({
      where: { column: "timestamp", op: "<", value: Date.UTC(2024, 2, 4) + 1000 },
    });
    await model.openBaseline(new File(["x"], "quiet.csv"));
    expect(model.baselines).toEqual([{ handle: "quiet", name: "quiet.csv" }]);
    await model.analyze();
    expect(last("detect")).toMatchObject({ options: { baseline: "quiet" } });
    model.chooseBaseline("");
    await model.analyze();
    expect(last("detect")).not.toMatchObject({ options: { baseline: expect.anything() as unknown } });
    model.dispose();
  });

  it("does not pass other flagged flows off as those of a result whose baseline is not at hand", async () => {
    const { service, calls } = fakeService();
    const model = new ExplorerModel({ service });
    model.setPayload(makeAgainst());
    expect(model.canExportFlagged).toBe(false);
    await model.exportRows("flagged", () => undefined);
    expect(calls).toEqual([]);
    model.setPayload(makeAnomalies());
    expect(model.canExportFlagged).toBe(true);
    model.dispose();
  });
});
