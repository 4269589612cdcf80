import type { Row, ThreatRule } from "../core/mod.ts";
import { textColumnFromStrings, floatColumn, timeColumn } from "../table/mod.ts";
import { tableOf } from "../../../tests/support/flows.ts";
import { createThreatAssessor, DEFAULT_RULES } from "./mod.ts";
import { TECHNIQUES, techniquesOf } from "./techniques.ts";

const base = {
  duration: 1,
  packet_count: 10,
  bytes_sent: 600,
  bytes_received: 900,
  packet_size_mean: 150,
  dst_port: 443,
  protocol: "tcp",
  state: "SF",
};
const probe = {
  ...base,
  duration: 0,
  packet_count: 1,
  bytes_sent: 60,
  bytes_received: 0,
  packet_size_mean: 60,
  state: "S0",
};

/** Two flows that point at a technique and two that do not. */
const EXAMPLES: Record<string, { yes: Row[]; no: Row[] }> = {
  T1046: {
    yes: [
      { ...probe, dst_port: 23 },
      { ...probe, dst_port: 8081 },
    ],
    no: [base, { ...base, dst_port: 22 }],
  },
  T1498: {
    yes: [
      { ...probe, packet_count: 100_000, bytes_sent: 6e6, duration: 2 },
      { ...probe, packet_count: 50_000, bytes_sent: 3e6, duration: 1, protocol: "udp", dst_port: 53 },
    ],
    no: [base, { ...base, packet_count: 100_000, bytes_received: 1e8, duration: 2 }],
  },
  T1110: {
    yes: [
      { ...base, dst_port: 22, packet_count: 20, bytes_sent: 2000, bytes_received: 2600 },
      { ...base, dst_port: 3389, packet_count: 12, bytes_sent: 1200, bytes_received: 1500 },
    ],
    no: [{ ...base, dst_port: 22, packet_count: 900, bytes_sent: 90_000, bytes_received: 400_000 }, base],
  },
  T1048: {
    yes: [
      { ...base, bytes_sent: 5e8, packet_count: 4e5, duration: 600 },
      { ...base, bytes_sent: 2e6, dst_port: 21 },
    ],
    no: [
      { ...base, bytes_received: 5e8 },
      { ...base, bytes_sent: 5e8, bytes_received: 4e8 },
    ],
  },
  T1071: {
    yes: [
      { ...base, duration: 3600 },
      { ...base, duration: 400, dst_port: 8443 },
    ],
    no: [base, { ...base, duration: 3600, bytes_received: 1e9 }],
  },
  T1571: {
    yes: [
      { ...base, dst_port: 4444 },
      { ...base, dst_port: 47_000 },
    ],
    no: [base, { ...base, dst_port: 47_000, protocol: "udp" }],
  },
  T1095: {
    yes: [
      { ...base, protocol: "gre" },
      { ...base, protocol: "igmp" },
    ],
    no: [base, { ...base, protocol: "icmp" }],
  },
};

test("there are at most twelve, each of rules that the sheet has", () => {
  expect(TECHNIQUES.length).toBeLessThanOrEqual(12);
  const ids = new Set(DEFAULT_RULES.rules.map(({ id }) => id));
  const used = TECHNIQUES.flatMap(({ when, missing }) => [
    ...when.flat(),
    ...missing.flatMap(({ unless }) => unless ?? []),
  ]);
  expect(used.filter((id) => !ids.has(id))).toEqual([]);
});

test.each(Object.keys(EXAMPLES))("%s is named for two flows and not for two others", async (id) => {
  const assessor = await createThreatAssessor();
  const named = (flow: Row): boolean => assessor.assess(flow).techniques.some((one) => one.id === id);
  expect(EXAMPLES[id]!.yes.map(named)).toEqual([true, true]);
  expect(EXAMPLES[id]!.no.map(named)).toEqual([false, false]);
});

test.each(TECHNIQUES.map((one) => [one.id, one] as const))(
  "%s is not named where a field that it needs is missing",
  (id, { needs, when }) => {
    const rules = new Map<string, ThreatRule>(DEFAULT_RULES.rules.map((rule) => [rule.id, rule]));
    const ledger = when[0]!.map((rule) => ({
      source: "rule" as const,
      rule,
      points: 1,
      why: rules.get(rule)!.why,
    }));
    expect(techniquesOf(ledger, new Set(needs)).map((one) => one.id)).toContain(id);
    for (const field of needs) {
      const known = new Set(needs.filter((one) => one !== field));
      expect(techniquesOf(ledger, known).map((one) => one.id)).not.toContain(id);
    }
    expect(techniquesOf([], new Set(needs))).toEqual([]);
  },
);

test("techniques of context are named for flows among others: a sweep over hosts, a crowd at one, and a beacon", async () => {
  const SWEEP = 200;
  const rows = [
    ...Array.from({ length: SWEEP }, (_, at) => ({
      time: at * 100,
      from: "10.0.0.1",
      to: `10.2.${at >> 8}.${at & 255}`,
      port: 445,
      sent: 60,
      got: 0,
      state: "S0",
    })),
    ...Array.from({ length: SWEEP }, (_, at) => ({
      time: 300_000 + at * 50,
      from: "10.0.0.2",
      to: "10.3.0.1",
      port: 80,
      sent: 500,
      got: 0,
      state: "S0",
    })),
    ...Array.from({ length: 20 }, (_, at) => ({
      time: 600_000 + at * 60_000,
      from: "10.0.0.3",
      to: "192.0.2.9",
      port: 443,
      sent: 4e6,
      got: 900,
      state: "SF",
    })),
  ];
  const numbers = (pick: (row: (typeof rows)[number]) => number): Float64Array =>
    Float64Array.from(rows, pick);
  const table = tableOf([
    timeColumn(
      "timestamp",
      numbers(({ time }) => time),
    ),
    textColumnFromStrings(
      "src_ip",
      rows.map(({ from }) => from),
    ),
    textColumnFromStrings(
      "dst_ip",
      rows.map(({ to }) => to),
    ),
    floatColumn(
      "dst_port",
      numbers(({ port }) => port),
    ),
    textColumnFromStrings(
      "protocol",
      rows.map(() => "tcp"),
    ),
    textColumnFromStrings(
      "state",
      rows.map(({ state }) => state),
    ),
    floatColumn(
      "duration",
      numbers(() => 1),
    ),
    floatColumn(
      "packet_count",
      numbers(({ sent }) => Math.ceil(sent / 1000)),
    ),
    floatColumn(
      "bytes_sent",
      numbers(({ sent }) => sent),
    ),
    floatColumn(
      "bytes_received",
      numbers(({ got }) => got),
    ),
    floatColumn(
      "packet_size_mean",
      numbers(({ sent }) => sent / Math.ceil(sent / 1000)),
    ),
  ]);
  const assessor = await createThreatAssessor();
  const last = [SWEEP - 1, 2 * SWEEP - 1, rows.length - 1];
  const named = (await assessor.assessRows(table, last)).map(({ techniques }) =>
    techniques.map(({ id }) => id),
  );
  expect(named[0]).toEqual(expect.arrayContaining(["T1018", "T1046"]));
  expect(named[1]).toContain("T1499");
  expect(named[2]).toEqual(expect.arrayContaining(["T1041", "T1048", "T1071"]));
  const first = (await assessor.assessRows(table, [0]))[0]!.techniques.map(({ id }) => id);
  expect(first).not.toContain("T1018");
});
