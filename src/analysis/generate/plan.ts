import { checkInteger, checkOneOf, checkOptions, codedError, describe, quote } from "../core/mod.ts";
import type { GenerateOptions, Scenario, ScenarioKind } from "../core/mod.ts";

export const SCENARIO_KINDS: readonly ScenarioKind[] = [
  "normal",
  "port-scan",
  "flood",
  "brute-force",
  "exfiltration",
  "beacon",
];

/** One scenario with its number of flows settled. */
export interface PlannedScenario {
  kind: ScenarioKind;
  flows: number;
  intensity: number;
}

/** Checked options, defaults filled in. */
export interface Plan {
  flows: number;
  seed: number;
  /** UTC epoch ms. */
  start: number;
  end: number;
  dialect: "trafficlab" | "zeek-tsv";
  scenarios: PlannedScenario[];
}

const ACTION = "generate traffic";
const MAX_FLOWS = 20_000_000;
const MAX_HOURS = 24 * 366;
const MAX_INTENSITY = 1000;
/** Monday, 4 March 2024, 00:00 UTC. */
const DEFAULT_START = 1_709_510_400_000;
const LAST_DATE_MS = 8.64e15;
/** Share of normal flows among those that nobody claimed. */
const NORMAL_SHARE = 0.8;

/** Checks options and settles how many flows each scenario gets. */
export function planOf(options: GenerateOptions): Plan {
  if (options === null || typeof options !== "object") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: options must be an object such as { flows: 10000 }, got ${describe(options)}`,
    );
  }
  checkOptions(ACTION, options, ["flows", "seed", "scenarios", "start", "hours", "dialect"]);
  const flows = checkInteger(ACTION, "flows", options.flows, 0, MAX_FLOWS);
  const seed = checkInteger(
    ACTION,
    "seed",
    options.seed ?? 42,
    Number.MIN_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  );
  const hours = checkNumber("hours", options.hours ?? 24, 1 / 3600, MAX_HOURS);
  const length = hours * 3_600_000;
  const start = checkNumber("start", options.start ?? DEFAULT_START, 0, LAST_DATE_MS - length);
  const dialect = checkOneOf(ACTION, "dialect", options.dialect ?? "trafficlab", [
    "trafficlab",
    "zeek-tsv",
    "cicflowmeter",
  ]);
  if (dialect === "cicflowmeter") {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the dialect "cicflowmeter" needs per-packet statistics, which flows alone do not give; use "trafficlab" or "zeek-tsv"`,
    );
  }
  return {
    flows,
    seed,
    start,
    end: start + length,
    dialect,
    scenarios: settleScenarios(options.scenarios ?? [...SCENARIO_KINDS], flows),
  };
}

interface Request {
  kind: ScenarioKind;
  share: number | null;
  flows: number | null;
  intensity: number;
}

/** Counts first, then shares; what is left goes to the scenarios that claim neither. */
function settleScenarios(scenarios: readonly Scenario[], flows: number): PlannedScenario[] {
  if (!Array.isArray(scenarios)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: scenarios must be an array, got ${describe(scenarios)}`,
    );
  }
  if (scenarios.length === 0 && flows > 0)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: scenarios must name at least one kind, got none`,
    );
  const requests = scenarios.map(readScenario);
  const quotas = requests.map(({ share, flows: count }) => count ?? (share === null ? 0 : share * flows));
  const claimed = quotas.reduce((total, quota) => total + quota, 0);
  // Shares are sums of decimal fractions, so they may miss 1 in the last digits.
  const slack = 1e-9 * flows;
  if (claimed > flows + slack) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the scenarios' flows and shares must not exceed ${flows} flows, got ${claimed}`,
    );
  }
  const open = requests.map((request) => request.share === null && request.flows === null);
  const nOpen = open.filter(Boolean).length;
  if (nOpen === 0 && claimed < flows - Math.max(slack, 0.5)) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the scenarios' flows and shares must add up to ${flows} flows, got ${claimed}; leave one without either to take the rest`,
    );
  }
  const rest = Math.max(0, flows - claimed);
  const weights = openWeights(requests, open);
  requests.forEach((_, at) => (quotas[at] = open[at] ? rest * weights[at]! : quotas[at]!));
  const counts = roundToTotal(
    quotas,
    requests.map((request) => request.flows !== null),
    flows,
  );
  return requests.map(({ kind, intensity }, at) => ({ kind, flows: counts[at]!, intensity }));
}

/** Shares of the rest: normal traffic takes most of it where there is any. */
function openWeights(requests: readonly Request[], open: readonly boolean[]): number[] {
  const normal = requests.filter((request, at) => open[at] && request.kind === "normal").length;
  const attacks = open.filter(Boolean).length - normal;
  return requests.map(({ kind }, at) => {
    if (!open[at]) return 0;
    if (normal === 0 || attacks === 0) return 1 / (normal + attacks);
    return kind === "normal" ? NORMAL_SHARE / normal : (1 - NORMAL_SHARE) / attacks;
  });
}

/** Whole numbers with this sum, by largest remainder; fixed ones stay. */
function roundToTotal(quotas: readonly number[], fixed: readonly boolean[], total: number): number[] {
  const counts = quotas.map((quota) => Math.floor(quota + 1e-9));
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = quotas
    .map((quota, at) => ({ at, remainder: quota - counts[at]! }))
    .filter(({ at }) => !fixed[at])
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder) {
    if (left <= 0) break;
    counts[at]!++;
    left--;
  }
  return counts;
}

function readScenario(scenario: Scenario): Request {
  if (typeof scenario === "string")
    return { kind: checkKind(scenario), share: null, flows: null, intensity: 1 };
  if (scenario === null || typeof scenario !== "object" || Array.isArray(scenario)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: a scenario must be a kind or an object with one, got ${describe(scenario)}`,
    );
  }
  checkOptions(ACTION, scenario, ["kind", "share", "flows", "intensity"]);
  const kind = checkKind(scenario.kind);
  const share =
    scenario.share === undefined ? null : checkNumber(`share of ${quote(kind)}`, scenario.share, 0, 1);
  const flows =
    scenario.flows === undefined
      ? null
      : checkInteger(ACTION, `flows of ${quote(kind)}`, scenario.flows, 0, MAX_FLOWS);
  if (share !== null && flows !== null) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: a scenario takes a share or a number of flows, got both for ${quote(kind)}`,
    );
  }
  const intensity = checkNumber(
    `intensity of ${quote(kind)}`,
    scenario.intensity ?? 1,
    1 / MAX_INTENSITY,
    MAX_INTENSITY,
  );
  return { kind, share, flows, intensity };
}

function checkKind(kind: unknown): ScenarioKind {
  return checkOneOf(ACTION, "the kind of a scenario", kind, SCENARIO_KINDS);
}

function checkNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== "number")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: ${name} must be a number, got ${describe(value)}`,
    );
  if (!(value >= min && value <= max))
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: ${name} must be from ${min} to ${max}, got ${value}`,
    );
  return value;
}
