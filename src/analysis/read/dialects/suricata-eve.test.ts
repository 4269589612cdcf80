import { expectBalanced, failure, load } from "../testing/input.ts";

const FLOW = {
  timestamp: "2021-06-06T15:57:37.272281+0200",
  flow_id: 1522127154111806,
  event_type: "flow",
  src_ip: "10.0.0.1",
  src_port: 63175,
  dest_ip: "192.0.2.7",
  dest_port: 445,
  proto: "TCP",
  app_proto: "smb",
};
const COUNTERS = {
  pkts_toserver: 4,
  pkts_toclient: 4,
  bytes_toserver: 264,
  bytes_toclient: 240,
  start: "2021-06-06T16:14:42.058686+0200",
  end: "2021-06-06T16:14:42.776316+0200",
  age: 0,
  state: "closed",
  alerted: false,
};

function event(changes: Record<string, unknown> = {}, counters: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ ...FLOW, flow: { ...COUNTERS, ...counters }, ...changes })}\n`;
}

const ALERT = event({ event_type: "alert", alert: { signature: "x" } });

describe("Suricata's eve.json", () => {
  test("gives the flow's own times and frame bytes", async () => {
    const table = await load(event());
    const names = [
      "duration",
      "packet_count",
      "bytes_sent",
      "bytes_received",
      "packet_size_mean",
      "timestamp",
    ];
    expect(names.map((name) => table.column(name).at(0))).toEqual([
      0.71763, 8, 264, 240, 63, 1622988882058.686,
    ]);
    expect(
      ["src_ip", "src_port", "dst_ip", "dst_port", "protocol", "service", "state"].map((name) =>
        table.column(name).at(0),
      ),
    ).toEqual(["10.0.0.1", 63175, "192.0.2.7", 445, "tcp", "smb", "closed"]);
    expect(table.mapping).toMatchObject({
      dialect: "suricata-eve",
      byteMeaning: "frame",
      direction: "two-way",
      timeZone: "explicit",
    });
    expect(table.mapping.field("duration")).toMatchObject({
      status: "computed",
      columns: ["flow.end", "flow.start"],
      formula: "[flow.end] - [flow.start]",
    });
  });

  test("drops other events and counts them by type, unfinished flows of alerts among them", async () => {
    const table = await load(
      ALERT +
        event() +
        event({ event_type: "dns" }) +
        event({ event_type: "dns" }) +
        event({ event_type: undefined }),
    );
    expect(table.report).toMatchObject({
      read: 5,
      kept: 1,
      dropped: { "event_type alert": 1, "event_type dns": 2, "no event_type": 1 },
    });
    expectBalanced(table);
  });

  test("joins the first signature of a flow's alerts to it by flow_id, before and behind it", async () => {
    const alert = (flow_id: number, signature: string): string =>
      event({ event_type: "alert", flow_id, alert: { signature } });
    const table = await load(
      alert(1, "scan") + event({ flow_id: 1 }) + event({ flow_id: 2 }) + alert(1, "later") + alert(3, "lost"),
      { label: "flow.alerted" },
    );
    expect([...table.column("alert.signature")]).toEqual(["scan", null]);
    expect([...table.column("label_detail")]).toEqual(["scan", null]);
    const behind = await load(event({ flow_id: 1 }) + alert(1, "scan"));
    expect([...behind.column("alert.signature")]).toEqual(["scan"]);
    expect((await load(event({ flow_id: 2 }) + alert(1, "scan"))).columnNames).not.toContain(
      "alert.signature",
    );
  });

  test("refuses a file without flows, and names its events", async () => {
    const error = await failure(load(ALERT + ALERT + event({ event_type: "stats" })));
    expect([error.code, error.message]).toEqual([
      "E_NOT_A_FLOW_LOG",
      `Cannot load bytes: an EVE log must have events of event_type flow, got "event_type alert" (2), "event_type stats" (1); switch on the flow events of Suricata's eve-log, or load its eve.json as a whole`,
    ]);
  });

  test("knows zones with and without a colon, and none", async () => {
    const times = [
      "2021-06-06T14:14:42.058686Z",
      "2021-06-06T16:14:42.058686+02:00",
      "2021-06-06T14:14:42.058686",
    ];
    const table = await load(times.map((start) => event({}, { start })).join(""));
    expect([...table.column("timestamp")]).toEqual(times.map(() => 1622988882058.686));
    expect(table.mapping.timeZone).toBe("assumed UTC");
    expect(table.report.warnings).toMatchObject([{ code: "W_ASSUMED_UTC", count: 1 }]);
  });

  test("settles odd flows: no end, an end before the start, a service that failed, ICMP", async () => {
    const table = await load(
      event({}, { end: undefined }) +
        event({}, { end: "2021-06-06T16:14:41.000000+0200" }) +
        event({ app_proto: "failed" }) +
        event({ proto: "ICMP", src_port: 8, dest_port: 0 }),
    );
    expect([...table.column("duration")]).toEqual([null, null, 0.71763, 0.71763]);
    expect([...table.column("service")]).toEqual(["smb", "smb", null, "smb"]);
    expect([...table.column("src_port")]).toEqual([63175, 63175, 63175, null]);
    expect(table.report.warnings.map(({ code, lines }) => [code, lines])).toEqual([
      ["W_NEGATIVE_DURATION", [2]],
    ]);
  });

  test("has no labels, and offers whether a flow was alerted as a weak one", async () => {
    const text = event() + event({}, { alerted: true });
    const none = await load(text);
    expect([none.columnNames.includes("label"), none.mapping.field("label").reason]).toEqual([
      false,
      expect.stringContaining('{ label: "flow.alerted", benign: ["quiet"] }'),
    ]);
    const weak = await load(text, { label: "flow.alerted" });
    expect([...weak.column("label")]).toEqual(["quiet", "alerted"]);
    expect([...weak.column("is_attack")]).toEqual([null, null]);
    const asked = await load(text, { label: "flow.alerted", benign: ["quiet"] });
    expect([...asked.column("is_attack")]).toEqual([false, true]);
    const other = await load(text, { label: "app_proto" });
    expect([...other.column("label")]).toEqual(["smb", "smb"]);
    expect((await failure(load(text, { label: "klass" }))).code).toBe("BAD_INPUT");
  });

  test("keeps flags as the texts they are", async () => {
    const table = await load(event({ tcp: { tcp_flags: "02" } }) + event({ tcp: { tcp_flags: "16" } }));
    expect([...table.column("tcp.tcp_flags")]).toEqual(["02", "16"]);
  });

  test("is found by its short name, also in an array", async () => {
    for (const format of ["eve", "suricata-eve"] as const)
      expect((await load(event(), { format })).mapping.dialect).toBe("suricata-eve");
    expect((await load(`[${event()},${ALERT}]`)).report).toMatchObject({
      kept: 1,
      dropped: { "event_type alert": 1 },
    });
  });
});
