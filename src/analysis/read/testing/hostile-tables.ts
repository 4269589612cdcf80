/** Malformed texts of known dialects and of unknown names, and what must become of each. */
import type { FlowTable } from "../../table/mod.ts";
import type { LoadOptions } from "../mod.ts";
import { bytesOf, gzip } from "./input.ts";

export interface HostileInput {
  name: string;
  bytes: Uint8Array;
  options?: LoadOptions;
  /** Code of the error; absent when it must load. */
  code?: string;
  kept?: number;
  rejected?: number;
  check?: (table: FlowTable) => void;
}

const LENIENT: LoadOptions = { lenient: true };
const ARGUS = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes,Label\n";
const FLOW = "2011/08/16 10:02:08.5,0.5,tcp,10.0.0.1,1039,->,192.0.2.7,80,CON,10,1800,600,flow=Background\n";
const METER =
  "Flow Duration,Total Fwd Packets,Total Backward Packets,Total Length of Fwd Packets,Total Length of Bwd Packets,Label\n";
const PLAIN = "dur_s,pkts,src_bytes,dst_bytes\n";
const EVE =
  '{"event_type":"flow","timestamp":"2021-06-06T16:15:00+0200","proto":"TCP","flow":{"pkts_toserver":4,"pkts_toclient":4,"bytes_toserver":264,"bytes_toclient":240,"start":"2021-06-06T16:14:42+0200","end":"2021-06-06T16:14:43+0200"}}\n';

function text(name: string, input: string, expected: Omit<HostileInput, "name" | "bytes">): HostileInput {
  return { name, bytes: bytesOf(input), ...expected };
}

export const HOSTILE_TABLES: readonly HostileInput[] = [
  text("a dialect's header and nothing else", ARGUS, { code: "E_HEADER_ONLY" }),
  text("a header that is repeated and nothing else", ARGUS.repeat(3), { code: "E_HEADER_ONLY" }),
  text("every row too short", ARGUS + "a,b\n".repeat(50), { code: "E_TOO_MANY_BAD_ROWS" }),
  text("every row too short, lenient", ARGUS + "a,b\n".repeat(50), {
    options: LENIENT,
    kept: 0,
    rejected: 50,
  }),
  text("letters for numbers", ARGUS + FLOW.replace(",10,", ",ten,").repeat(9), {
    code: "E_TOO_MANY_BAD_ROWS",
  }),
  text("one bad row in a thousand", ARGUS + FLOW.repeat(1000) + FLOW.replace("0.5", "0.5.5"), {
    kept: 1000,
    rejected: 1,
  }),
  text("a header in the middle", ARGUS + FLOW + ARGUS + FLOW, { kept: 2 }),
  text("half a last line", ARGUS + FLOW.repeat(700) + FLOW.slice(0, 30), { kept: 700, rejected: 1 }),
  text(
    "a quote that is never closed",
    ARGUS + FLOW.repeat(700) + FLOW.replace("tcp", '"tcp') + FLOW.repeat(9),
    {
      kept: 709,
      rejected: 1,
    },
  ),
  text("other delimiters in the middle", ARGUS + FLOW.repeat(700) + FLOW.replaceAll(",", ";") + FLOW, {
    kept: 701,
    rejected: 1,
  }),
  text("dates that no calendar holds", ARGUS + FLOW.replace("2011/08/16", "2011/13/45").repeat(9), {
    kept: 9,
  }),
  text(
    "numbers past 2^53, tiny, infinite and negative",
    `${METER}9007199254740993,1,1,1e308,-5,x\n-1e-300,9e99,1,inf,NaN,y\n`,
    {
      kept: 2,
    },
  ),
  text("counts that are no whole numbers", `${METER}1000,1.5,-2,0.25,7,x\n`, { kept: 1 }),
  {
    name: "a gzip that is cut, lenient",
    bytes: gzip(ARGUS + FLOW.repeat(5000)).slice(0, 300),
    options: LENIENT,
    check: (table) => expect(table.report.truncated).toBe(true),
  },
  text("unknown names over texts", "colour,shape\nred,round\n", { code: "E_REQUIRED_UNDERIVABLE" }),
  text("numbers only", "1,2,3\n4,5,6\n", { code: "E_NO_HEADER" }),
  text("an array without its end", `[${EVE.trimEnd()},\n${EVE.trimEnd()}`, { options: LENIENT, kept: 2 }),
  text("broken JSON lines", EVE.repeat(700) + EVE.slice(0, 90) + "\n" + EVE, { kept: 701, rejected: 1 }),
  text("no JSON behind a brace", "{ this is not json\n{ neither this\n", { code: "E_TOO_MANY_BAD_ROWS" }),
  text("names that objects have", `__proto__,constructor,hasOwnProperty,${PLAIN}a,b,c,1,2,300,400\n`, {
    kept: 1,
  }),
  text("the same name two thousand times", `${"x,".repeat(2000)}${PLAIN}${"1,".repeat(2000)}1,2,300,400\n`, {
    kept: 1,
  }),
  text("empty names only", ",,,\n1,2,3,4\n5,6,7,8\n", { code: "E_REQUIRED_UNDERIVABLE" }),
  text("a name of a megabyte", `${"n".repeat(1 << 20)},${PLAIN}7,1,2,300,400\n`, { kept: 1 }),
  text("a header line of a million columns", `${"c,".repeat(1e6)}c\n1\n`, { code: "E_UNSUPPORTED" }),
  text("a row of a million columns", `${PLAIN}${"1,2,300,400\n".repeat(200)}${"1,".repeat(1e6)}1\n`, {
    kept: 200,
    rejected: 1,
  }),
];
