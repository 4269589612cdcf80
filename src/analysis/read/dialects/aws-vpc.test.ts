import { capture, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, ENDPOINTS, REQUIRED, warningCounts } from "../testing/cells.ts";
import { expectBalanced, load } from "../testing/input.ts";

const HEADER =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const FLOW = "2 001234567890 eni-0123 10.0.0.1 192.0.2.7 20641 22 6 20 4250 1418530010 1418530070 ACCEPT OK";
const PING = "2 001234567890 eni-0123 10.0.0.1 192.0.2.7 0 0 1 4 336 1418530010 1418530125 REJECT OK";
const NODATA = "2 001234567890 eni-0123 - - - - - - - 1418530010 1418530070 - NODATA";
const SKIPDATA = "2 001234567890 eni-0123 - - - - - - - 1418530010 1418530070 - SKIPDATA";

describe("AWS VPC flow logs", () => {
  test("give one direction of a flow, with the span of its collection as an upper bound", async () => {
    const table = await load([HEADER, FLOW, PING].join("\n"));
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "aws-vpc",
      byteMeaning: "ip",
      direction: "one-way",
      timeZone: "explicit",
    });
    expect(cells(table, 0, ...REQUIRED)).toEqual([60, 20, 4250, undefined, 212.5]);
    expect(cells(table, 0, "timestamp", ...ENDPOINTS, "state")).toEqual([
      1418530010000,
      "10.0.0.1",
      20641,
      "192.0.2.7",
      22,
      "tcp",
      "ACCEPT",
    ]);
    expect(cells(table, 1, ...ENDPOINTS)).toEqual(["10.0.0.1", null, "192.0.2.7", null, "icmp"]);
    expect(table.mapping.field("duration").reason).toContain("upper bound");
    expect(table.mapping.field("bytes_received").status).toBe("cannot derive");
    expect(table.column("account-id").at(0)).toBe("001234567890");
    expect(table.columnNames).not.toContain("is_attack");
    expect(warningCounts(table)).toMatchObject({ W_ONE_WAY: 2 });
  });

  test("drop and count records without flow", async () => {
    const table = await load([HEADER, NODATA, FLOW, SKIPDATA, NODATA, PING].join("\n"));
    expect(table.report).toMatchObject({ read: 5, kept: 2, dropped: { NODATA: 2, SKIPDATA: 1 } });
    expect(table.column("state").toArray()).toEqual(["ACCEPT", "REJECT"]);
    expectBalanced(table);
  });

  test("are known without a header, by the fields of version 2", async () => {
    const table = await load([NODATA, FLOW, PING].join("\n"));
    expect(table.report).toMatchObject({ read: 3, kept: 2, dropped: { NODATA: 1 } });
    expect(cells(table, 0, ...REQUIRED, "src_ip")).toEqual([60, 20, 4250, undefined, 212.5, "10.0.0.1"]);
    expect(table.column("account-id").at(0)).toBe("001234567890");
  });

  test("take the columns that a later version names, in any order", async () => {
    const header = "vpc-id bytes packets dstaddr srcaddr protocol end start tcp-flags";
    const table = await load(`${header}\nvpc-1 4250 20 192.0.2.7 10.0.0.1 17 1418530070 1418530010 0\n`);
    expect(table.mapping.dialect).toBe("aws-vpc");
    expect(cells(table, 0, ...REQUIRED, "src_ip", "protocol")).toEqual([
      60,
      20,
      4250,
      undefined,
      212.5,
      "10.0.0.1",
      "udp",
    ]);
  });

  testWithCaptures("worked rows", ["aws-vpc/vpc_v2.log"], async () => {
    const table = await loadFlows(capture("aws-vpc/vpc_v2.log"));
    expect(table.report).toMatchObject({ read: 6, kept: 4, dropped: { NODATA: 1, SKIPDATA: 1 } });
    expect(cells(table, 0, ...REQUIRED, "timestamp", ...ENDPOINTS, "state")).toEqual([
      60,
      20,
      4249,
      undefined,
      212.45,
      1418530010000,
      "78.24.182.42",
      20641,
      "158.109.0.1",
      22,
      "tcp",
      "ACCEPT",
    ]);
    expect(cells(table, 2, "duration", "bytes_sent", "packet_size_mean", "protocol", "src_port")).toEqual([
      115,
      336,
      84,
      "icmp",
      null,
    ]);
    expectBalanced(table);
  });
});
