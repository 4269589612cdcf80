import { cells, ENDPOINTS, REQUIRED, warningCounts } from "../testing/cells.ts";
import { load } from "../testing/input.ts";

const EVENT = {
  "@timestamp": "2024-03-05T10:00:05.000Z",
  event: { duration: 1_500_000_000, start: "2024-03-05T10:00:00.250Z" },
  source: { ip: "10.0.0.1", port: 40000, bytes: 600, packets: 6 },
  destination: { ip: "192.0.2.7", port: 443, bytes: 1200, packets: 4 },
  network: { packets: 10, transport: "tcp", protocol: "tls" },
};

describe("the Elastic Common Schema", () => {
  test("gives a flow's seconds, packets, bytes, time and ends from JSON lines", async () => {
    const table = await load(`${JSON.stringify(EVENT)}\n${JSON.stringify(EVENT)}\n`);
    expect(cells(table, 0, ...REQUIRED)).toEqual([1.5, 10, 600, 1200, 180]);
    expect(cells(table, 0, ...ENDPOINTS, "service", "timestamp")).toEqual([
      "10.0.0.1",
      40000,
      "192.0.2.7",
      443,
      "tcp",
      "tls",
      Date.UTC(2024, 2, 5, 10, 0, 0, 250),
    ]);
    expect(table.mapping.field("duration").unit).toMatchObject({ from: "ns", to: "s" });
    expect(table.mapping.timeZone).toBe("explicit");
    expect(warningCounts(table)).toMatchObject({ W_UNTESTED_FORMAT: 1 });
  });

  test("takes an export as CSV, the sum of both sides' packets, and @timestamp where there is no start", async () => {
    const header =
      "@timestamp,event.duration,source.ip,source.bytes,source.packets,destination.ip,destination.bytes,destination.packets,network.transport";
    const table = await load(
      `${header}\n2024-03-05T10:00:05.000Z,1500000000,10.0.0.1,600,6,192.0.2.7,1200,4,udp\n`,
    );
    expect(cells(table, 0, ...REQUIRED, "protocol", "timestamp")).toEqual([
      1.5,
      10,
      600,
      1200,
      180,
      "udp",
      Date.UTC(2024, 2, 5, 10, 0, 5),
    ]);
    expect(table.mapping.field("packet_count").status).toBe("computed");
  });
});
