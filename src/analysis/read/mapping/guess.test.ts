import { failure, load } from "../testing/input.ts";

/** Rows of a table, one text each. */
function table(header: string, ...rows: string[]): string {
  return [header, ...rows, ""].join("\n");
}

/** A header over `count` rows made by a rule. */
function rows(header: string, count: number, row: (i: number) => string): string {
  return table(header, ...Array.from({ length: count }, (_, i) => row(i)));
}

const codes = (report: { warnings: { code: string; column?: string }[] }): string[] =>
  report.warnings.map(({ code, column }) => (column === undefined ? code : `${code} ${column}`));

describe("guessing the fields of unknown columns", () => {
  test("each guess says its column, unit and confidence, and what it is by", async () => {
    const flows = await load(
      table("Sent_KB,Rcvd_KB,Pkts,Elapsed (ms),verdict", "1.5,2.25,10,1500,normal", "0.5,0.25,4,20,attack"),
    );
    const { mapping } = flows;
    expect(mapping.dialect).toBe("csv");
    expect(mapping.field("duration")).toMatchObject({
      status: "direct",
      columns: ["Elapsed (ms)"],
      unit: { from: "ms", to: "s", factor: 0.001 },
      confidence: 0.8,
      by: "guess",
    });
    expect(mapping.field("packet_size_mean")).toMatchObject({
      status: "computed",
      by: "guess",
      confidence: 0.8,
    });
    expect([...flows.numeric("duration")]).toEqual([1.5, 0.02]);
    expect([...flows.numeric("bytes_sent")]).toEqual([1500, 500]);
    expect([...flows.numeric("bytes_received")]).toEqual([2250, 250]);
    expect([...flows.numeric("packet_size_mean")]).toEqual([375, 187.5]);
    expect([...flows.column("is_attack")]).toEqual([false, true]);
    expect(codes(flows.report)).toContain("W_GUESSED_FIELD duration");
  });

  test("a unit that neither name nor values tell is asked for, and nothing is taken", async () => {
    const text = table("dur,pkts,bytes_tx,bytes_rx", "1.5,10,1000,2000", "0.5,3,100,200");
    const flows = await load(text);
    const { status, reason } = flows.mapping.field("duration");
    expect(status).toBe("cannot derive");
    expect(reason).toContain("several units (s, ms)");
    expect(reason).toContain('{ mapping: { duration: {"column":"dur","unit":"s"} } }');
    expect(codes(flows.report)).toContain("E_UNIT_AMBIGUOUS duration");
    expect(flows.mapping.field("packet_count").columns).toEqual(["pkts"]);
    expect(await failure(load(text, { require: ["duration"] }))).toMatchObject({
      name: "SyntaxError",
      code: "E_UNIT_AMBIGUOUS",
    });
    const chosen = await load(text, {
      require: ["duration"],
      mapping: { duration: { column: "dur", unit: "ms" } },
    });
    expect([...chosen.numeric("duration")]).toEqual([0.0015, 0.0005]);
    expect(chosen.mapping.field("duration").replacedGuess).toEqual({ column: "dur", unit: "s" });
  });

  test.each([
    ["s", 1],
    ["ms", 1e3],
    ["us", 1e6],
    ["ns", 1e9],
  ])("a rate tells that durations without a unit are in %s", async (unit, perSecond) => {
    const text = rows("dur,pkts,bytes_tx,bytes_rx,pkts/s", 8, (i) => {
      const seconds = (i + 1) / 4;
      return `${seconds * perSecond},${i + 5},1000,2000,${(i + 5) / seconds}`;
    });
    const flows = await load(text);
    expect([...flows.numeric("duration")]).toEqual(Array.from({ length: 8 }, (_, i) => (i + 1) / 4));
    const factor = expect.closeTo(1 / perSecond, 12) as number;
    expect(flows.mapping.field("duration").unit).toEqual(
      unit === "s" ? undefined : { from: unit, to: "s", factor },
    );
  });

  test("beginning and end tell the unit, and are the duration where there is none", async () => {
    const ends = rows(
      "dur,pkts,first_seen,last_seen",
      8,
      (i) => `${i * 40},5,${1.7e12 + i},${1.7e12 + i * 41}`,
    );
    expect([...(await load(ends)).numeric("duration")]).toEqual(
      Array.from({ length: 8 }, (_, i) => (i * 40) / 1000),
    );
    const none = await load(rows("start,end,pkts", 8, (i) => `${1.7e9 + i},${1.7e9 + 2 * i},5`));
    expect(none.mapping.field("duration")).toMatchObject({ status: "computed", formula: "[end] - [start]" });
    expect([...none.numeric("duration")]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("a name whose unit the rate contradicts is not believed", async () => {
    const flows = await load(
      rows("duration_ms,pkts,pkts_per_sec", 8, (i) => `${i + 2},${i + 5},${(i + 5) / (i + 2)}`),
    );
    expect(flows.mapping.field("duration").status).toBe("cannot derive");
    expect(flows.mapping.field("duration").reason).toContain(
      "its name says ms, but as s [pkts_per_sec] agrees",
    );
  });

  test("a total and one side give the other, and a side whose counterpart lacks is none", async () => {
    const flows = await load(table("TotBytes,SrcBytes,TotPkts,fwd_pkts", "300,100,5,2", "80,80,1,1"));
    expect(flows.mapping.field("bytes_received")).toMatchObject({
      formula: "[TotBytes] - [SrcBytes]",
      by: "guess",
    });
    expect([...flows.numeric("bytes_received")]).toEqual([200, 0]);
    expect(flows.mapping.field("packet_size_mean").formula).toBe(
      "([SrcBytes] + [TotBytes] - [SrcBytes]) / [TotPkts]",
    );
    expect([...flows.numeric("packet_size_mean")]).toEqual([60, 80]);
    expect(flows.mapping.field("packets_sent").reason).toContain("no counterpart");
  });

  test("two columns that fit equally are named and none is taken; equal ones are no tie", async () => {
    const text = table("client_pkts,server_pkts,src_pkt,dst_pkt,pkts", "1,2,3,4,5", "1,2,3,4,6");
    const flows = await load(text);
    expect(flows.mapping.field("packets_sent").reason).toContain('"client_pkts"');
    expect(codes(flows.report)).toContain("E_AMBIGUOUS_COLUMN packets_sent");
    const doubled = await load(table("total_pkts,num_pkts,x", "5,5,1", "6,6,1"));
    expect(doubled.mapping.field("packet_count").columns).toEqual(["total_pkts"]);
    const tie = load(table("total_pkts,num_pkts,x", "5,5,1", "6,7,1"), { require: ["packet_count"] });
    expect(await failure(tie)).toMatchObject({ code: "E_AMBIGUOUS_COLUMN" });
  });

  test("values must be what the name says: codes are no addresses, row numbers no durations, texts no times", async () => {
    const flows = await load(
      rows(
        "duration,src_ip,dst_ip,time,pkts,sport,proto",
        30,
        (i) => `${i + 1},${i},10.0.0.${i},soon,7,${i * 9000},tcp`,
      ),
    );
    const reason = (field: Parameters<typeof flows.mapping.field>[0]): string | undefined =>
      flows.mapping.field(field).reason;
    expect(reason("duration")).toContain("row numbers");
    expect(reason("src_ip")).toContain("not an address");
    expect(reason("timestamp")).toContain("no times");
    expect(reason("src_port")).toContain("not a port");
    expect(flows.mapping.field("dst_ip").columns).toEqual(["dst_ip"]);
    expect(codes(flows.report)).toContain("W_ENCODED_COLUMN src_ip");
  });

  test("a misspelt name is only proposed", async () => {
    const flows = await load(table("pakets,bytes_tx,bytes_rx", "5,100,200", "6,100,200"));
    const { status, reason } = flows.mapping.field("packet_count");
    expect(status).toBe("cannot derive");
    expect(reason).toContain('{ mapping: { packet_count: {"column":"pakets"} } }');
  });

  test("bytes that make no packets are asked for: their unit is another", async () => {
    const flows = await load(table("pkts,bytes_tx,bytes_rx", "1000,15,20", "500,7,9"));
    expect(flows.mapping.field("bytes_sent").reason).toContain("the unit may be another");
    const means = await load(
      table("pkts,sent_bytes,received_bytes,avg_pkt_size", "1,8000,800,1100", "2,800,800,100"),
    );
    expect(means.mapping.field("bytes_sent").reason).toContain("mean packet size");
  });

  test("a class of texts and a flag beside it are label and verdict", async () => {
    const flows = await load(table("pkts,attack_cat,label", "1,Normal,0", "2,Exploits,1", "3,Odd,0"));
    expect(flows.mapping.field("label").columns).toEqual(["attack_cat"]);
    expect(flows.mapping.field("is_attack").columns).toEqual(["label"]);
    expect([...flows.column("is_attack")]).toEqual([false, true, false]);
    expect(flows.report.labels).toContainEqual({ value: "Odd", count: 1, isAttack: false });
    const own = await load(table("pkts,attack_cat,label", "1,Normal,0", "2,Exploits,1"), {
      benign: ["normal"],
    });
    expect([...own.column("is_attack")]).toEqual([false, true]);
  });

  test("the class that tells attacks from the rest is the label, and one of kinds beside it the detail", async () => {
    const flows = await load(
      rows(
        "dur_s,src_bytes,dst_bytes,attackType,class",
        40,
        (i) => `${i}.12345,${100 + i},${90 + i},${i % 2 ? "---" : "probe"},${i % 2 ? "normal" : "attack"}`,
      ),
    );
    expect(flows.mapping.field("label")).toMatchObject({ columns: ["class"] });
    expect(flows.mapping.field("label_detail")).toMatchObject({ columns: ["attackType"] });
    expect(flows.column("is_attack").at(0)).toBe(true);
    expect(flows.column("is_attack").missing).toBe(0);
  });

  test("a container that most names stand in is no part of them, and one that few stand in is", async () => {
    const record = (i: number, container: string): string =>
      JSON.stringify({
        [container]: { bytes_sent: String(100 * i + 40), packets_sent: String(i + 1), packets_received: "1" },
        kind: "flow",
      });
    const file = (container: string): string =>
      Array.from({ length: 30 }, (_, i) => record(i, container)).join("\n");
    const flows = await load(file("jsonPayload"));
    expect(flows.mapping.field("bytes_sent")).toMatchObject({ columns: ["jsonPayload.bytes_sent"] });
    expect(flows.column("bytes_sent").at(3)).toBe(340);
    const few = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({ packet_count: i + 2, one: 1, two: 2, http: { bytes_sent: 10 * i } }),
    ).join("\n");
    expect((await load(few)).mapping.field("bytes_sent").status).toBe("cannot derive");
  });

  test("one canonical name beside other measures is the file's own word: two durations are a choice", async () => {
    const file = rows(
      "flow_duration,Duration,Rate,Tot size",
      40,
      (i) => `${i / 7},${64 + i},${i * 3},${i * 60}`,
    );
    const error = await failure(load(file));
    expect(error).toMatchObject({ code: "E_REQUIRED_UNDERIVABLE" });
    expect((error as Error).message).toContain('"flow_duration", "Duration" fit equally');
  });

  test("IP bytes go before others, payload where it is asked for", async () => {
    const text = table(
      "pkts,orig_bytes,resp_bytes,orig_ip_bytes,resp_ip_bytes",
      "10,100,200,400,500",
      "4,50,60,200,300",
    );
    const ip = await load(text);
    expect([ip.mapping.byteMeaning, ip.numeric("bytes_sent")[0]]).toEqual(["ip", 400]);
    const payload = await load(text, { bytes: "payload" });
    expect(payload.numeric("bytes_sent")[0]).toBe(100);
  });

  test("in and out are turned round among NetFlow's names, and always told", async () => {
    const plain = await load(table("pkts,bytes_in,bytes_out", "5,500,100", "5,400,200"));
    expect([plain.mapping.field("bytes_sent").columns, plain.mapping.field("bytes_sent").confidence]).toEqual(
      [["bytes_out"], 0.6],
    );
    const netflow = await load(table("L4_SRC_PORT,pkts,in_bytes,out_bytes", "80,5,500,100", "81,5,400,200"));
    expect(netflow.mapping.field("bytes_sent").columns).toEqual(["in_bytes"]);
    expect(codes(netflow.report)).toContain("W_GUESSED_FIELD bytes_sent");
  });

  test("a known format of which some columns were renamed is filled up by guesses, which are told", async () => {
    const flows = await load(
      table(
        "Flow Duration,Total Fwd Packets,Tot Bckwrd Pkt,Flow Packets/s,Total Len of Fwd Pkts,Total Len of Bwd Pkts",
        "1000000,2,3,5,120,300",
        "2000000,4,6,5,240,600",
      ),
    );
    expect(flows.mapping.dialect).toBe("cicflowmeter");
    expect([...flows.numeric("packets_received")]).toEqual([3, 6]);
    expect(flows.mapping.field("packets_received").by).toBe("guess");
  });

  test("a duration that such a format assumes is held against the counts that were found beside it", async () => {
    const flows = await load(
      table(
        "Flow Duration,Total Fwd Packets,Tot Bckwrd Pkt,Flow Packets/s",
        "1000,2,3,5",
        "2000,4,6,5",
        "3000,6,9,5",
      ),
    );
    expect(flows.mapping.dialect).toBe("cicflowmeter");
    expect([...flows.numeric("duration")]).toEqual([1, 2, 3]);
  });

  test("sixteen thousand columns are looked through in time", async () => {
    const names = Array.from({ length: 16_000 }, (_, i) => `wrd${i}_fwd_lenght_pkz`);
    const started = Date.now();
    const flows = await load(
      `pkts,${names.join(",")}\n5${",1".repeat(names.length)}\n6${",1".repeat(names.length)}\n`,
    );
    expect(flows.mapping.field("packet_count").columns).toEqual(["pkts"]);
    expect(Date.now() - started).toBeLessThan(10_000);
  }, 30_000);
});
