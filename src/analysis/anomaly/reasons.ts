/** Why a flow is unusual: how far each of its fields lies outside of what is usual. */
import type { Reason } from "../core/mod.ts";
import { formatValue, kindOf } from "../display/mod.ts";
import type { FlowScale } from "../flow-matrix/mod.ts";

/** Part that a field within its usual range has: the combination may be what is unusual. */
const WITHIN = 0.01;
/** Counts from here on are told as whole numbers. */
const WHOLE_FROM = 10;

/**
 * A field's share is its squared distance outside of the 5th to 95th percentile, in standard units, over the sum of all fields'; a
 * hundredth of the squared distance from the mean is added, so that a flow whose every field is usual still has reasons.
 *
 * @param values The row's value in each field of the scale.
 * @param detectors Those that flag the row.
 * @returns One reason a field, the largest share first; shares sum to 1.
 */
export function reasonsOf(
  scale: FlowScale,
  values: readonly number[],
  detectors: readonly string[],
): Reason[] {
  const weights = scale.fields.map(({ typical }, at) => {
    const z = scale.standard(at, values[at]!);
    const [low, high] = [scale.standard(at, typical[0]), scale.standard(at, typical[1])];
    const outside = z > high ? z - high : z < low ? low - z : 0;
    return Math.min(1e100, outside * outside + WITHIN * z * z);
  });
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return scale.fields
    .map(({ field, typical, fill }, at): Reason => {
      const value = values[at]!;
      const [low, high] = typical;
      const direction = value > high ? "high" : value < low ? "low" : value >= fill ? "high" : "low";
      return {
        field,
        value,
        typical: [low, high],
        direction,
        share: sum > 0 ? weights[at]! / sum : 1 / weights.length,
        detectors: [...detectors],
        text: reasonText(field, value, typical),
      };
    })
    .sort((a, b) => b.share - a.share);
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
