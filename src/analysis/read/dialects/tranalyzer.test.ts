import { capture, capturesIn, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, ENDPOINTS, REQUIRED, total } from "../testing/cells.ts";
import { expectBalanced, load } from "../testing/input.ts";

const NAMES =
  "%dir flowInd timeFirst timeLast duration srcIP srcPort dstIP dstPort l4Proto dstPortClass numPktsSnt numPktsRcvd numBytesSnt numBytesRcvd";

function text(...rows: string[]): string {
  return [NAMES, ...rows].map((row) => row.replaceAll(" ", "\t")).join("\n");
}

const ASKING = "A 3 100000000.250000 100000000.300000 0.05 10.0.0.1 4096 192.0.2.7 53 17 domain 4 2 156 412";
const ANSWER =
  "B 3 100000000.260000 100000000.314465 0.054465 192.0.2.7 53 10.0.0.1 4096 17 domain 2 4 412 156";
const ALONE = "A 4 100000001.000000 100000001.500000 0.5 - 0 - 0 0 unknown 5 0 0 0";

const FOLDER = "iot-23-multitool/Tranalyzer";
/** Rows, and rows "A", of each file. */
const COUNTS: Readonly<Record<string, readonly [number, number]>> = {
  [`${FOLDER}/b3a_flows.txt.gz`]: [95, 88],
  [`${FOLDER}/b3b_flows.txt.gz`]: [104, 52],
  [`${FOLDER}/b3c_flows.txt.gz`]: [56, 29],
};

describe("Tranalyzer", () => {
  test("makes one flow of the two rows of a connection, from the first packet to the last", async () => {
    const table = await load(text(ASKING, ANSWER, ALONE));
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "tranalyzer",
      byteMeaning: "payload",
      direction: "two-way",
    });
    expect(table.report).toMatchObject({ read: 3, kept: 2, merged: 1, dropped: {} });
    expect(cells(table, 0, ...REQUIRED)).toEqual([0.064465, 6, 156, 412, 568 / 6]);
    expect(cells(table, 0, ...ENDPOINTS, "service", "timestamp")).toEqual([
      "10.0.0.1",
      4096,
      "192.0.2.7",
      53,
      "udp",
      "domain",
      100000000250,
    ]);
    expect(table.column("reverse timeLast").at(0)).toBeCloseTo(100000000.314465, 6);
  });

  test("has no ends, protocol and service for frames that are no IP", async () => {
    const table = await load(text(ASKING, ALONE));
    expect(cells(table, 1, ...ENDPOINTS, "service")).toEqual([null, null, null, null, null, null]);
    expect(cells(table, 1, "duration", "packet_count", "packet_size_mean")).toEqual([0.5, 5, 0]);
  });

  test("finds an answer that stands before its flow, and keeps connections of joined files apart", async () => {
    const later = (row: string): string => row.replaceAll("100000000.", "100000900.");
    const table = await load(text(ANSWER, ASKING, later(ASKING), later(ANSWER)));
    expect(table.report).toMatchObject({ read: 4, kept: 2, merged: 2 });
    expect(table.column("duration").toArray()).toEqual([0.064465, 0.064465]);
  });

  test("drops and counts an answer without its flow", async () => {
    const table = await load(text(ASKING, ANSWER.replace("B 3", "B 9")));
    expect(table.report).toMatchObject({
      read: 2,
      kept: 1,
      merged: 0,
      dropped: { "answer (B) without its flow (A)": 1 },
    });
    expect(table.column("duration").at(0)).toBe(0.05);
  });
});

describe("Tranalyzer: shared captures", () => {
  testWithCaptures("every connection counts once", Object.keys(COUNTS), async () => {
    expect(capturesIn(FOLDER)).toEqual(Object.keys(COUNTS));
    for (const [path, [rows, flows]] of Object.entries(COUNTS)) {
      const table = await loadFlows(capture(path));
      expect([path, table.mapping.dialect, table.report]).toEqual([
        path,
        "tranalyzer",
        expect.objectContaining({ read: rows, kept: flows, merged: rows - flows, rejected: 0, dropped: {} }),
      ]);
      expect(total(table, "packet_count")).toBe(total(table, "numPktsSnt") + total(table, "numPktsRcvd"));
      expectBalanced(table);
    }
  });

  testWithCaptures("worked row", [`${FOLDER}/b3b_flows.txt.gz`], async () => {
    const table = await loadFlows(capture(`${FOLDER}/b3b_flows.txt.gz`));
    expect(table.column("flowInd").at(0)).toBe("3");
    expect(cells(table, 0, ...REQUIRED, "timestamp", ...ENDPOINTS)).toEqual([
      expect.closeTo(0.064465, 6),
      8,
      156,
      412,
      71,
      expect.closeTo(1562167620233.095, 3),
      "192.168.1.158",
      4096,
      "192.168.1.1",
      53,
      "udp",
    ]);
  });
});
