import type { CanonicalField, FieldMapping } from "../../core/mod.ts";
import { failure, load } from "../testing/input.ts";

const TEXT = [
  "when,len,a,b,c,kind,host,peer,p,unit_rate",
  "1700000000,1000,10,20,3,ok,10.0.0.1,10.0.0.2,80,3",
  "1700000001,2000,30,40,4,bad,10.0.0.3,10.0.0.4,443,2",
  "1700000002,4000,50,60,8,bad,10.0.0.5,10.0.0.6,53,2",
  "",
].join("\n");
const COUNTS = { bytes_sent: "a", bytes_received: "b", packet_count: "c" } as const;

const withMapping = (
  mapping: Partial<Record<CanonicalField, FieldMapping>>,
  text = TEXT,
): ReturnType<typeof load> => load(text, { mapping });

describe("a mapping of the user's own", () => {
  test("names columns, units and formulas, and is told as the user's", async () => {
    const flows = await withMapping({
      ...COUNTS,
      duration: { column: "len", unit: "ms" },
      timestamp: { column: "when", unit: "s" },
      packets_sent: { formula: "[c] - 1" },
      label: "kind",
      src_ip: "host",
      dst_ip: "peer",
      dst_port: "p",
    });
    expect([...flows.numeric("duration")]).toEqual([1, 2, 4]);
    expect([...flows.numeric("packets_sent")]).toEqual([2, 3, 7]);
    expect([...flows.numeric("packet_size_mean")]).toEqual([10, 17.5, 13.75]);
    expect(flows.numeric("timestamp")[1]).toBe(1_700_000_001_000);
    expect(flows.column("dst_port").at(2)).toBe(53);
    expect(flows.mapping.field("duration")).toMatchObject({
      by: "user",
      confidence: 1,
      unit: { from: "ms" },
    });
    expect(flows.mapping.field("packets_sent")).toMatchObject({
      by: "user",
      status: "computed",
      formula: "[c] - 1",
    });
    expect([...flows.column("label")]).toEqual(["ok", "bad", "bad"]);
  });

  test("replaces what the library found, which stands beside it", async () => {
    const text = "duration,packet_count,bytes_sent,bytes_received,alt\n1,2,3,4,9\n2,3,4,5,8\n";
    const flows = await withMapping({ packet_count: "alt" }, text);
    expect([...flows.numeric("packet_count")]).toEqual([9, 8]);
    expect(flows.mapping.field("packet_count")).toMatchObject({
      columns: ["alt"],
      by: "user",
      replacedGuess: { column: "packet_count" },
    });
  });

  test("what a mapping says loads the same table again", async () => {
    const first = await withMapping({ ...COUNTS, duration: { column: "len", unit: "ms" }, label: "kind" });
    const options = JSON.parse(JSON.stringify(first.mapping.toOptions())) as Partial<
      Record<CanonicalField, FieldMapping>
    >;
    expect(options).toMatchObject({
      duration: { column: "len", unit: "ms" },
      packet_count: "c",
      label: "kind",
    });
    expect(options.packet_size_mean).toBeUndefined();
    const again = await withMapping(options);
    expect(again.toCSV()).toBe(first.toCSV());
  });

  test("a unit that is not given is told by the values, else seconds with a warning", async () => {
    const rated = TEXT.replace("unit_rate", "pkts_per_second");
    const known = await withMapping({ ...COUNTS, duration: "len" }, rated);
    expect([...known.numeric("duration")]).toEqual([1, 2, 4]);
    const unknown = await withMapping({ duration: "len" });
    expect([...unknown.numeric("duration")]).toEqual([1000, 2000, 4000]);
    expect(unknown.report.warnings.map(({ code }) => code)).toContain("W_UNIT_ASSUMED");
  });

  test("is_attack takes yes and no, and keeps the labels' counts in step", async () => {
    const flows = await withMapping(
      { packet_count: "c", label: "kind", is_attack: "f" },
      "c,kind,f\n1,x,yes\n2,y,no\n3,x,\n",
    );
    expect([...flows.column("is_attack")]).toEqual([true, false, null]);
    expect(flows.report.labels).toContainEqual({ value: "y", count: 1, isAttack: false });
  });

  test.each<[string, Partial<Record<CanonicalField, FieldMapping>>, string]>([
    [
      "a column that is not there",
      { duration: "nope" },
      'mapping.duration: it must name a column, got "nope"; the columns are "when"',
    ],
    ["a formula over one", { bytes_sent: { formula: "[a] + [nope]" } }, 'must name a column, got "nope"'],
    [
      "a broken formula",
      { bytes_sent: { formula: "[a] +" } },
      "Cannot read the formula of mapping.bytes_sent",
    ],
    ["texts as numbers", { packet_count: "kind" }, '"kind" must hold numbers, got "ok", "bad", "bad"'],
    ["a formula over texts", { packet_count: { formula: "[kind] * 2" } }, '"kind" holds no numbers'],
    ["numbers as addresses", { src_ip: "a" }, '"a" must hold addresses, got "10", "30", "50"'],
    ["large numbers as ports", { src_port: "when" }, '"when" must hold ports from 0 to 65535'],
    ["small numbers as times", { timestamp: "a" }, '"a" must hold times'],
    ["times of another unit", { timestamp: { column: "when", unit: "us" } }, "times from 1980 to 2100"],
    ["classes as verdicts", { is_attack: "kind" }, '"kind" must hold 0 and 1, true and false, or yes and no'],
    ["a formula for a text", { label: { formula: "[a]" } }, "a formula makes numbers"],
    [
      "a unit of another kind",
      { duration: { column: "len", unit: "kB" } },
      'it has no such unit as "kB", but s, ms, us, ns, min',
    ],
    ["a unit for a port", { src_port: { column: "p", unit: "s" } }, "but none"],
    ["fractions as counts", { packet_count: { formula: "[a] / 3" } }, "must hold counts, got fractions"],
    ["negative counts", { bytes_sent: { formula: "0 - [a]" } }, "must hold bytes, got negative numbers"],
    ["times as durations", { duration: { column: "when", unit: "s" } }, "which is more than a day"],
  ])("refuses %s with what was found instead", async (_, mapping, message) => {
    const error = await failure(withMapping({ bytes_received: "b", ...mapping }));
    expect(error.code).toBe("BAD_INPUT");
    expect(error.message).toContain(message);
  });

  test("refuses a unit that a rate contradicts, and names the right one", async () => {
    const rated = TEXT.replace("unit_rate", "pkts_per_second");
    const error = await failure(
      withMapping({ packet_count: "c", duration: { column: "len", unit: "s" } }, rated),
    );
    expect(error.message).toContain("the unit given is s, but as ms [pkts_per_second] agrees with that");
    expect(error.message).toContain('use {"column":"len","unit":"ms"}');
  });

  test("confirming what a dialect took keeps the dialect's own rules", async () => {
    const header =
      "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label";
    const row =
      "2011/08/16 10:02:08.872739,5.5,tcp,10.0.0.1,1039,   <-,10.0.0.2,80,SRPA,0,0,14,5498,531,flow=From-Botnet";
    const plain = await load(`${header}\n${row}\n`);
    const again = await withMapping(plain.mapping.toOptions(), `${header}\n${row}\n`);
    expect(again.mapping.dialect).toBe("argus");
    expect(again.toCSV()).toBe(plain.toCSV());
  });
});
