import type { Cell, LedgerLine } from "../core/mod.ts";
import { threatSummaries } from "./threat-words.ts";

/** What a profile lists of flows with these cells and a ledger of one line. */
function summaries(...flows: Record<string, Cell>[]): ReturnType<typeof threatSummaries> {
  const columns = [...new Set(flows.flatMap((flow) => Object.keys(flow)))];
  const ledger = [{ points: 30, why: "nothing came back" }] as LedgerLine[];
  return threatSummaries({
    profile: { topThreats: flows.map((_, row) => ({ row, evidence: 1.2, ledger })) },
    threats: { columns, cells: flows.map((flow) => columns.map((name) => flow[name] ?? null)) },
  } as unknown as Parameters<typeof threatSummaries>[0]);
}

test.each([
  [
    { src_ip: "10.0.0.7", src_port: 49152, dst_ip: "10.0.0.1", dst_port: 22, protocol: "tcp" },
    "10.0.0.7:49152 → 10.0.0.1:22 tcp",
  ],
  [{ src_ip: "fe80::1", dst_ip: "2001:db8::1", dst_port: 443 }, "fe80::1 → [2001:db8::1]:443"],
  [{ dst_port: 138, packet_count: 26 }, "port 138 26 packets"],
  [{ src_ip: "10.0.0.7", packet_count: 1 }, "10.0.0.7 → ? 1 packet"],
  [{ duration: 0.000041, bytes_sent: 5860, bytes_received: 0 }, "41 µs, 5.86 kB sent, 0 B received"],
])("a flow with %j is told by %p", (flow, text) => {
  expect(summaries(flow)[0]!.flow).toBe(text);
});

test("a level follows from the sum of the ledger, and reasons are not said twice", () => {
  const [first, second] = summaries({ dst_port: 1 }, { dst_port: 2 });
  expect(first).toMatchObject({ level: "MEDIUM", score: 30, isRepeated: false });
  expect(second).toMatchObject({ reasons: ["nothing came back"], isRepeated: true });
});
