import { capture, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells } from "../testing/cells.ts";
import { failure, load } from "../testing/input.ts";

const HEADER =
  ",TenantId,FlowStartTime,FlowEndTime,FlowType,PublicIPs,SrcIP,DestIP,L4Protocol,L7Protocol,DestPort,FlowDirection,AllowedOutFlows,DeniedInFlows,TotalAllowedFlows";
const ROW = `881,x,2019-02-12 13:00:07.000,2019-02-12 13:45:08.000,AzurePublic,"['192.0.2.7', '192.0.2.8']",,10.0.0.1,U,https,443.0,O,4.0,0.0,4.0`;
const FILE = "azure-nsg/az_net_flows.csv.gz";

describe("Azure NSG flow analytics", () => {
  test("are refused: a row sums several flows", async () => {
    const error = await failure(load(`${HEADER}\n${ROW}\n`));
    expect(error.code).toBe("E_REQUIRED_UNDERIVABLE");
    expect(error.message).toContain("duration (each row sums several flows");
    expect(error.message).toContain("plain data frame");
  });

  test("give what can be read when the caller says what their counts shall be", async () => {
    const table = await load(`${HEADER}\n${ROW}\n`, { mapping: { packet_count: "TotalAllowedFlows" } });
    expect(table.mapping.dialect).toBe("azure-nsg");
    expect(cells(table, 0, "packet_count", "timestamp", "protocol", "service", "dst_ip", "dst_port")).toEqual(
      [4, 1549976407000, "udp", "https", "10.0.0.1", 443],
    );
    expect(table.mapping.field("duration").status).toBe("cannot derive");
    expect(table.column("PublicIPs").at(0)).toBe("['192.0.2.7', '192.0.2.8']");
  });

  testWithCaptures("the shared file gives the documented error", [FILE], async () => {
    const error = await failure(loadFlows(capture(FILE)));
    expect(error.code).toBe("E_REQUIRED_UNDERIVABLE");
    for (const field of ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"])
      expect(error.message).toContain(`${field} (`);
  });

  testWithCaptures("worked row", [FILE], async () => {
    const table = await loadFlows(capture(FILE), { mapping: { packet_count: "TotalAllowedFlows" } });
    expect(table.report).toMatchObject({ read: 460, kept: 460, rejected: 0 });
    expect(cells(table, 0, "timestamp", "protocol", "service", "dst_port", "TotalAllowedFlows")).toEqual([
      1549976407000,
      "tcp",
      "https",
      443,
      4,
    ]);
    const counts = table.column("protocol").toArray();
    expect([counts.filter((name) => name === "udp").length, counts.length]).toEqual([34, 460]);
  });
});
