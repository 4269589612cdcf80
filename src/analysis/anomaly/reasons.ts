/** Why a flow is unusual: how far each of its fields lies outside of what is usual. */
import type { Reason } from "../core/mod.ts";
import { formatPercent, formatValue, kindOf } from "../display/mod.ts";
import { classesOf, kindUnits } from "../flow-matrix/mod.ts";
import type { FlowMatrix, FlowScale, KindScale } from "../flow-matrix/mod.ts";

/** Part that a field within its usual range has: the combination may be what is unusual. */
const WITHIN = 0.01;
/** Counts from here on are told as whole numbers. */
const WHOLE_FROM = 10;
/** Of the flows: a class with fewer is as rare as a number outside of its 5th to 95th percentile. */
const RARE = 0.1;

/**
 * A field's share is its squared distance outside of the 5th to 95th percentile, in standard units, over the sum of all fields'; a
 * hundredth of the squared distance from the mean is added, so that a flow whose every field is usual still has reasons. The port, protocol
 * and state are outside by how much rarer than one in ten flows their class is.
 *
 * @param row Of the matrix.
 * @param detectors Those that flag the row.
 * @returns One reason a field, the largest share first; shares sum to 1.
 */
export function reasonsOf(
  scale: FlowScale,
  { values, kinds }: Pick<FlowMatrix, "values" | "kinds">,
  row: number,
  detectors: readonly string[],
): Reason[] {
  const found = [
    ...scale.fields.map((_, at) => ofField(scale, at, values[at]![row]!)),
    ...scale.kinds.map((kind, at) => ofKind(kind, kinds[at]![row]!)),
  ];
  const sum = found.reduce((all, { weight }) => all + weight, 0);
  return found
    .map(({ weight, ...reason }): Reason => ({
      ...reason,
      share: sum > 0 ? weight / sum : 1 / found.length,
      detectors: [...detectors],
    }))
    .sort((a, b) => b.share - a.share);
}

type Found = Omit<Reason, "share" | "detectors"> & { weight: number };

function ofField(scale: FlowScale, at: number, value: number): Found {
  const { field, typical, fill } = scale.fields[at]!;
  const [low, high] = typical;
  const z = scale.standard(at, value);
  return {
    ...{ field, value },
    typical: [low, high],
    direction: value > high ? "high" : value < low ? "low" : value >= fill ? "high" : "low",
    text: reasonText(field, value, typical),
    weight: weightOf(z, scale.standard(at, low), scale.standard(at, high)),
  };
}

/** @param code The row's class; -1 for none. */
function ofKind({ field, shares }: KindScale, code: number): Found {
  const none = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
  const value = code < 0 ? none : shares[code]!;
  const kind = code < 0 ? "none" : classesOf(field)[code]!;
  const typical = usualShares([...shares, none]);
  return {
    ...{ field, value, typical, kind },
    direction: value < typical[1] ? "low" : "high",
    text: `${field} of class ${kind}, as ${formatPercent(value)} of flows have`,
    weight: weightOf(kindUnits(value)[1], 0, kindUnits(RARE)[1]),
  };
}

/** In standard units. */
function weightOf(z: number, low: number, high: number): number {
  const outside = z > high ? z - high : z < low ? low - z : 0;
  return Math.min(1e100, outside * outside + WITHIN * z * z);
}

/** 5th and 95th percentile over the flows of the share of flows that are of their class. */
function usualShares(shares: readonly number[]): [number, number] {
  const sorted = shares.filter((share) => share > 0).sort((a, b) => a - b);
  const at = (quantile: number): number => {
    let sum = 0;
    for (const share of sorted) if ((sum += share) >= quantile) return share;
    return sorted.at(-1) ?? 0;
  };
  return [at(0.05), at(0.95)];
}

function reasonText(field: Reason["field"], value: number, [low, high]: readonly [number, number]): string {
  const kind = kindOf({ name: field, type: "float", role: field as "duration" });
  // Percentiles of whole numbers lie between them; nobody counts parts of packets.
  const text = (number: number): string =>
    formatValue(kind === "number" && number >= WHOLE_FROM ? Math.round(number) : number, kind);
  const usual = low === high ? text(low) : `${text(low)} to ${text(high)}`;
  return value >= low && value <= high
    ? `${field} ${text(value)}, within the usual ${usual}`
    : `${field} ${text(value)}, usually ${usual}`;
}
