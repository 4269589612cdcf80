import type { JSONValue } from "../../analysis/mod.ts";
import { alertsCsv, readAlert } from "./alerts.ts";

const alert: { [name: string]: JSONValue } = {
  row: 7,
  time: null,
  code: "again",
  flow: { src_ip: "10.0.0.1", dst_port: 22, duration: 1.5, note: null },
  assessment: {
    level: "HIGH",
    score: 52.5,
    ledger: [
      { points: 12.5, why: "small" },
      { points: -5, why: "benign" },
      { points: 40, why: "large" },
    ],
  },
};

describe("readAlert()", () => {
  it("keeps the heaviest reasons first, and the flow's cells", () => {
    expect(readAlert(alert, 99)).toEqual({
      row: 7,
      time: 99,
      level: "HIGH",
      score: 52.5,
      reasons: ["large", "small"],
      flow: { src_ip: "10.0.0.1", dst_port: 22, duration: 1.5 },
      assessment: alert["assessment"],
      code: "again",
    });
  });

  it.each<JSONValue>([
    null,
    5,
    [],
    {},
    { row: -1, assessment: { score: 1, level: "LOW", ledger: [] } },
    { row: 1.5, assessment: { score: 1 } },
    { row: 1, assessment: null },
    { row: 1, assessment: { score: "1" } },
  ])("takes nothing from %j", (data) => {
    expect(readAlert(data, null)).toBeNull();
  });

  it("reads what it can of an odd one", () => {
    const odd = { row: 1, assessment: { score: 3, level: "<b>", ledger: "x" }, flow: null };
    expect(readAlert(odd, null)).toMatchObject({ level: "NOT_ASSESSABLE", reasons: [], flow: null });
  });
});

describe("alertsCsv()", () => {
  it("writes one line an alert, quoted where it must be", () => {
    const one = readAlert(alert, 0);
    expect(alertsCsv(one === null ? [] : [one])).toBe(
      "row,time,level,score,reasons,src_ip,dst_port,duration\n" +
        "7,1970-01-01T00:00:00Z,HIGH,52.5,large; small,10.0.0.1,22,1.5\n",
    );
  });

  it("puts an apostrophe before what a spreadsheet would run", () => {
    const flow = { src_ip: '=HYPERLINK("x")', dst_ip: "@x", label: "+1+2", duration: -3 };
    const csv = alertsCsv([
      {
        row: 1,
        time: null,
        level: "LOW",
        score: 0,
        reasons: ["-evil", "b"],
        flow,
        assessment: null,
        code: "",
      },
    ]);
    expect(csv.split("\n")[1]).toBe(`1,,LOW,0,'-evil; b,"'=HYPERLINK(""x"")",'@x,-3,'+1+2`);
  });
});
