import { nullTranslator } from "@jupyterlab/translation";
import { runnableCode } from "./runnable-code.ts";

const trans = nullTranslator.load("trafficlab");
const CODE =
  'import { loadFlows, profile, show } from "trafficlab";\n\nconst table = await loadFlows("sample-7.csv", { label: "a" });\n';

describe("runnableCode()", () => {
  it("generates the sample capture, which is no file, in the notebook", () => {
    const { code, note } = runnableCode(CODE, { kind: "sample", seed: 7, flows: 100 }, trans);
    expect(code).toBe(
      'import { generateTraffic, loadFlows, profile, show } from "trafficlab";\n\nconst table = await loadFlows(new File([generateTraffic({ flows: 100, seed: 7 }).toCSV()], "sample-7.csv"), { label: "a" });\n',
    );
    expect(note).toBeUndefined();
  });

  it("says where a file is, and leaves its code as it is", () => {
    const served = runnableCode(CODE, { kind: "server", path: "captures/sample-7.csv" }, trans);
    expect(served.code).toBe(CODE);
    expect(served.note).toContain("captures/sample-7.csv");
    expect(runnableCode(CODE, { kind: "computer", name: "a.csv" }, trans).note).toContain("computer");
  });

  it("says nothing of code that loads no flows, and of flows of a kernel", () => {
    const typed = 'import { createThreatAssessor, show } from "trafficlab";\n';
    expect(runnableCode(typed, { kind: "server", path: "a.csv" }, trans)).toEqual({ code: typed });
    expect(runnableCode(CODE, { kind: "kernel", name: "a.csv" }, trans)).toEqual({ code: CODE });
    expect(runnableCode(CODE, null, trans)).toEqual({ code: CODE });
  });
});
