import { prng } from "../../kernels/mod.ts";
import { CANONICAL_FIELDS, LIBRARY_VERSION } from "../core/mod.ts";
import type { GenerateOptions, JSONValue, LoadReport, MappingJSON } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { direct, FlowTable } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import { ATTACKS } from "./attacks.ts";
import { FlowRows } from "./flow-rows.ts";
import { Generator } from "./generator.ts";
import { Network } from "./network.ts";
import { normalTraffic } from "./normal.ts";
import { planOf } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { zeekColumns, zeekMapping } from "./zeek-columns.ts";

/**
 * Makes traffic of a small company with attacks in it, and tells which is which: for samples, labs and tests.
 *
 * Every flow obeys the arithmetic of real ones: bytes are those of IP packets, at least a header each; packets and bytes of both
 * directions add up; only single packets last 0 s; times and durations are whole microseconds; addresses are private or reserved for
 * documentation. The same options give the same bits in every engine. What it is not: a sample of any real network, so scores reached
 * on it say nothing about yours; flows of attacks are more alike than real ones, and hosts change their habits too seldom.
 *
 * `label` is the scenario's kind, `label_detail` what exactly was done, `is_attack` false for "normal" only. Rows are in order of time.
 *
 * @param options How many flows, and of what; see `GenerateOptions`. Scenarios without `share` or `flows` divide what the others
 *   leave: four fifths for normal traffic, if it is among them, the rest in equal parts.
 * @returns A table of exactly `flows` rows with all canonical fields.
 * @throws {TypeError | RangeError} code BAD_INPUT, naming the option.
 * @example
 * ```ts
 * import { generateTraffic } from "trafficlab";
 *
 * const flows = generateTraffic({ flows: 1_000, scenarios: ["normal", { kind: "port-scan", share: 0.05, intensity: 2 }] });
 * const scans = flows.filter({ column: "label", op: "==", value: "port-scan" });
 * if (scans.rowCount !== 50) throw new Error("shares are not kept");
 * ```
 */
export function generateTraffic(options: GenerateOptions): FlowTable {
  const plan = planOf(options);
  const network = new Network(prng(plan.seed));
  const rows = new FlowRows(plan.flows);
  plan.scenarios.forEach((scenario, at) => {
    // A stream each, so that a change to one scenario leaves the flows of the others as they are.
    const generator = new Generator(scenario, prng(plan.seed, at + 1), network, rows, plan.start, plan.end);
    if (scenario.kind === "normal") normalTraffic(generator);
    else ATTACKS[scenario.kind](generator);
  });
  const flows = rows.inOrder();
  const canonical = flows.canonicalColumns();
  const columns = plan.dialect === "zeek-tsv" ? [...canonical, ...zeekColumns(flows, plan.seed)] : canonical;
  const mapping: MappingJSON = {
    dialect: plan.dialect,
    byteMeaning: "ip",
    direction: "two-way",
    timeZone: "explicit",
    fields:
      plan.dialect === "zeek-tsv" ? zeekMapping() : CANONICAL_FIELDS.map((field) => direct(field, field)),
  };
  return FlowTable.fromColumns(columns, {
    mapping,
    report: reportOf(plan, canonical),
    provenance: {
      library: `trafficlab ${LIBRARY_VERSION}`,
      formatVersion: 1,
      source: { name: `generated traffic (seed ${plan.seed})`, dialect: plan.dialect },
      rows: plan.flows,
      call: "generateTraffic",
      parameters: JSON.parse(JSON.stringify(options)) as JSONValue,
      seed: plan.seed,
      runtime: { ...currentHost().runtime },
    },
  });
}

/** The report of a load in which nothing went wrong. */
function reportOf(plan: Plan, columns: readonly StoredColumn[]): LoadReport {
  const label = columns.find((column) => column.name === "label");
  const counts = new Map<string, number>();
  for (const { kind, flows } of plan.scenarios)
    if (flows > 0) counts.set(kind, (counts.get(kind) ?? 0) + flows);
  const order = label?.type === "text" ? label.categories : [];
  return {
    read: plan.flows,
    kept: plan.flows,
    rejected: 0,
    dropped: {},
    merged: 0,
    rejectedRows: [],
    warnings: [],
    labels: order.map((value) => ({ value, count: counts.get(value) ?? 0, isAttack: value !== "normal" })),
    truncated: false,
  };
}
