import type { FlowTable } from "../../table/mod.ts";
import { loadFlows } from "../mod.ts";
import { expectBalanced, load } from "../testing/input.ts";

const HEADER = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label,timestamp";

function warningsOf(table: FlowTable): Record<string, number> {
  return Object.fromEntries(table.report.warnings.map(({ code, count }) => [code, count]));
}

describe("the canonical fields of a canonical CSV", () => {
  test("reads the original application's rows: the given mean is kept, and told where it contradicts the bytes", async () => {
    const table = await load(
      `${HEADER}\n0.5,10,1500,1200,150,normal,2024-01-01 10:00:00\n500,2000,50000,40000,250,anomaly,2024-01-01 10:05:00\n1.5,10,1500,1200,270,attack,2024-01-01 10:06:00\n`,
    );
    expect(table.columnNames).toEqual([
      "duration",
      "packet_count",
      "bytes_sent",
      "bytes_received",
      "packet_size_mean",
      "label",
      "is_attack",
      "timestamp",
    ]);
    expect([...table.column("packet_size_mean")]).toEqual([150, 250, 270]);
    expect([...table.column("is_attack")]).toEqual([false, true, true]);
    expect([...table.column("timestamp")]).toEqual([1704103200000, 1704103500000, 1704103560000]);
    expect(table.mapping).toMatchObject({
      dialect: "trafficlab",
      byteMeaning: "unknown",
      direction: "two-way",
      timeZone: "assumed UTC",
    });
    expect(warningsOf(table)).toEqual({ W_MEAN_MISMATCH: 2, W_ASSUMED_UTC: 3 });
    expect(table.report.labels).toEqual([
      { value: "normal", count: 1, isAttack: false },
      { value: "anomaly", count: 1, isAttack: true },
      { value: "attack", count: 1, isAttack: true },
    ]);
    expectBalanced(table);
  });

  test("names the required fields that are missing and says why they cannot be derived", async () => {
    const table = await load("duration,label\n1,normal\n");
    expect(table.report.warnings).toMatchObject([
      {
        code: "W_FIELDS_MISSING",
        count: 4,
        message: expect.stringContaining("packet_count, bytes_sent") as string,
      },
    ]);
    expect(() => table.numeric("bytes_sent")).toThrow(
      'Cannot read column "bytes_sent": it cannot be derived (the input has no column for it)',
    );
  });

  test("sums packets of both directions where the total is missing", async () => {
    const table = await load(
      "packets_sent,packets_received,bytes_sent,bytes_received\n2,3,100,150\n,4,,100\n,,1,1\n",
    );
    expect([...table.column("packet_count")]).toEqual([5, 4, null]);
    expect([...table.column("packet_size_mean")]).toEqual([50, null, null]);
    expect(table.mapping.field("packet_count").formula).toBe("[packets_sent] + [packets_received]");
  });

  test("W_UNKNOWN_LABEL where a label's meaning is not told, until benign values are", async () => {
    const text = "duration,label\n1,web\n2,stream\n3,\n";
    const open = await load(text);
    expect([...open.column("is_attack")]).toEqual([null, null, null]);
    expect(warningsOf(open)).toMatchObject({ W_UNKNOWN_LABEL: 2 });
    const told = await load(text, { benign: ["WEB"] });
    expect([...told.column("is_attack")]).toEqual([false, true, null]);
    expect(warningsOf(told)).not.toHaveProperty("W_UNKNOWN_LABEL");
  });

  test("naming the label column does not make its unknown words attacks", async () => {
    const table = await load("duration,class\n1,web\n2,malicious\n", { label: "class" });
    expect([...table.column("is_attack")]).toEqual([null, true]);
  });

  test("believes the file's own is_attack, and says of each label what it says", async () => {
    const text = "duration,label,is_attack\n1,scan,true\n2,web,0\n3,both,1\n4,both,F\n5,odd,\n";
    const table = await load(text);
    expect(table.report.labels).toEqual([
      { value: "scan", count: 1, isAttack: true },
      { value: "web", count: 1, isAttack: false },
      { value: "both", count: 2, isAttack: null },
      { value: "odd", count: 1, isAttack: null },
    ]);
    const told = await load(text, { benign: ["web"] });
    expect([...told.column("is_attack")]).toEqual([true, false, true, true, true]);
    expect([...told.column("source:is_attack")]).toEqual([true, false, true, false, null]);
  });

  test("keeps the file's own column beside a canonical one that differs from it, and only then", async () => {
    const table = await load(
      "Duration,packet_count,Label,protocol,timestamp\n-1,5,Web – XSS,TCP,1700000000.25\n,1,ok,6,1700000001\n2,2,ok,udp,\n",
    );
    expect([...table.column("duration")]).toEqual([null, 0, 2]);
    expect([...table.column("Duration")]).toEqual([-1, null, 2]);
    expect([...table.column("Label")]).toEqual(["Web – XSS", "ok", "ok"]);
    expect([...table.column("label")]).toEqual(["Web - XSS", "ok", "ok"]);
    expect([...table.column("protocol")]).toEqual(["tcp", "tcp", "udp"]);
    expect([...table.column("source:protocol")]).toEqual(["TCP", "6", "udp"]);
    expect([...table.column("timestamp")]).toEqual([1700000000250, 1700000001000, null]);
    expect([...table.column("source:timestamp")]).toEqual([1700000000.25, 1700000001, null]);
    expect(table.mapping.field("timestamp").unit).toEqual({ from: "s", to: "ms", factor: 1000 });
    expect(table.mapping.field("duration")).toMatchObject({ status: "imputed" });
    expect(table.columnNames.slice(-4)).toEqual(["Duration", "Label", "source:protocol", "source:timestamp"]);
    const plain = await load("duration,label\n1,ok\n");
    expect(plain.columnNames).toEqual(["duration", "label", "is_attack"]);
    expect(plain.column("source:label")).toBe(plain.column("label"));
  });

  test("keeps relative times as the file's own and has no timestamp", async () => {
    const table = await load("duration,timestamp\n1,0.5\n2,100\n");
    expect(table.columnNames).toEqual(["duration", "source:timestamp"]);
    expect(table.mapping.timeZone).toBe("relative");
    expect(table.mapping.field("timestamp").reason).toContain("relative");
    expect([...table.column("source:timestamp")]).toEqual([0.5, 100]);
  });

  test("takes stamps without zone in the zone given, and then does not warn", async () => {
    const text = "duration,timestamp\n1,2026-07-01 12:00:00\n2,2026-07-01T12:00:00Z\n";
    const berlin = await load(text, { timeZone: "Europe/Berlin" });
    expect([...berlin.column("timestamp")]).toEqual([Date.UTC(2026, 6, 1, 10), Date.UTC(2026, 6, 1, 12)]);
    expect([berlin.mapping.timeZone, warningsOf(berlin)["W_ASSUMED_UTC"]]).toEqual(["explicit", undefined]);
    const assumed = await load(text);
    expect([assumed.mapping.timeZone, warningsOf(assumed)["W_ASSUMED_UTC"]]).toEqual(["assumed UTC", 1]);
  });

  test("counts infinite values, zero packets, negative durations and texts that are no UTF-8", async () => {
    const bytes = Uint8Array.from(
      Buffer.from(
        "duration,packet_count,bytes_sent,bytes_received,label,note\n-1,0,1e400,1,caf\xe9,\x96\ninf,2,3,4,ok,ok\n",
        "latin1",
      ),
    );
    const table = await loadFlows(bytes);
    expect(warningsOf(table)).toMatchObject({
      W_NEGATIVE_DURATION: 1,
      W_ZERO_PACKETS: 1,
      W_INFINITE: 1,
      W_ENCODING: 1,
    });
    expect(
      table.report.warnings.filter(({ code }) => code === "W_ENCODING").map(({ column }) => column),
    ).toEqual(["label", "note"]);
    expect(
      table.report.warnings.filter(({ code }) => code === "W_INFINITE").map(({ column }) => column),
    ).toEqual(["duration", "bytes_sent"]);
    expect([table.column("label").at(0), table.column("note").at(0)]).toEqual(["café", "–"]);
  });
});
