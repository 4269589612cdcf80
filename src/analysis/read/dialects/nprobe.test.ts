import { cells, ENDPOINTS, REQUIRED, warningCounts } from "../testing/cells.ts";
import { load } from "../testing/input.ts";

const HEADER =
  "IPV4_SRC_ADDR,L4_SRC_PORT,IPV4_DST_ADDR,L4_DST_PORT,PROTOCOL,L7_PROTO,IN_BYTES,IN_PKTS,OUT_BYTES,OUT_PKTS,FLOW_DURATION_MILLISECONDS,Label,Attack";
const BENIGN = "10.0.0.1,40000,192.0.2.7,443,6,91.0,600,6,1200,4,1500,0,Benign";
const ATTACK = "10.0.0.1,40001,192.0.2.7,53,17,0.0,60,1,0,0,0,1,DDoS";

describe("nProbe's names", () => {
  test("give a flow's seconds, packets, bytes, ends and label, by the documentation", async () => {
    const table = await load([HEADER, BENIGN, ATTACK].join("\n"));
    expect(table.mapping.toJSON()).toMatchObject({ byteMeaning: "ip", direction: "two-way" });
    expect(cells(table, 0, ...REQUIRED)).toEqual([1.5, 10, 600, 1200, 180]);
    expect(cells(table, 0, ...ENDPOINTS, "service")).toEqual([
      "10.0.0.1",
      40000,
      "192.0.2.7",
      443,
      "tcp",
      "91.0",
    ]);
    expect(cells(table, 1, ...REQUIRED, "protocol", "service")).toEqual([0, 1, 60, 0, 60, "udp", null]);
    expect(table.column("label").toArray()).toEqual(["Benign", "DDoS"]);
    expect(table.column("is_attack").toArray()).toEqual([false, true]);
    expect(warningCounts(table)).toMatchObject({ W_UNTESTED_FORMAT: 1 });
  });

  test("take Label where there is no Attack", async () => {
    const cut = (row: string): string => row.slice(0, row.lastIndexOf(","));
    const table = await load([HEADER, BENIGN, ATTACK].map(cut).join("\n"));
    expect(table.column("label").toArray()).toEqual(["0", "1"]);
    expect(table.column("is_attack").toArray()).toEqual([false, true]);
  });

  test("tell of rows where Label and Attack contradict each other", async () => {
    const table = await load([HEADER, BENIGN.replace(",0,Benign", ",1,Benign"), ATTACK].join("\n"));
    expect(table.column("is_attack").toArray()).toEqual([false, true]);
    expect(table.report.warnings).toContainEqual(
      expect.objectContaining({ code: "W_LABEL_CONFLICT", count: 1, lines: [2] }),
    );
  });
});
