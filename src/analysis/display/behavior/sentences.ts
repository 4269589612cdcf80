/** What an analysis of behavior says in plain words; shared by the static forms and the widget. */
import type { BehaviorData, BehaviorPayload } from "../../core/mod.ts";
import { countOf } from "../../core/mod.ts";
import { formatCount, formatPercent } from "../format.ts";
import { listOf } from "../sentences.ts";

/** From these mean silhouettes on clusters are said to be clear, or to overlap (L. Kaufman, P. Rousseeuw, "Finding Groups in Data", 1990). */
const CLEAR = 0.5;
const WEAK = 0.25;
const NAMED = 3;

export const WEEKDAYS: readonly string[] = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
];

/** The analysis in one sentence: how many patterns, the largest ones, and how well they are set apart. */
export function behaviorFinding({ behavior }: Pick<BehaviorPayload, "behavior">): string {
  const { clusters, k, rowCount } = behavior;
  const largest = clusters
    .slice(0, NAMED)
    .map(({ name, share }) => `${lower(name)} (${formatPercent(share)})`);
  const rest = clusters.length > NAMED ? [`${formatCount(clusters.length - NAMED)} more`] : [];
  return (
    `${countOf(rowCount, "flow")} in ${countOf(k, "pattern")}: ${listOf([...largest, ...rest])}; ` +
    `${silhouetteText(behavior)}.`
  );
}

/** How k was chosen and how far the clusters lie apart. */
export function silhouetteText({ silhouette, chosenBy, k }: BehaviorData): string {
  const apart =
    k < 2
      ? "nothing to tell apart"
      : silhouette >= CLEAR
        ? "they are set apart clearly"
        : silhouette >= WEAK
          ? "they overlap in part"
          : "they are hardly set apart";
  const by = chosenBy === "user" ? "k was given" : "k has the highest silhouette";
  return k < 2 ? apart : `${apart} (mean silhouette ${silhouette.toFixed(2)}; ${by})`;
}

/** When most flows happen, per hour of observation; empty without times. */
export function temporalSentence({ temporal }: BehaviorData): string {
  if (temporal === undefined || temporal.timeZone === "relative") return "";
  const hour = busiest(temporal.hour, temporal.hoursInSpan);
  const day = busiest(temporal.weekday, temporal.weekdaysInSpan);
  const days = temporal.weekdaysInSpan.filter((span) => span > 0).length;
  const atHour = `Per hour of observation most flows start from ${two(hour)}:00 to ${two((hour + 1) % 24)}:00 UTC`;
  return days > 1 ? `${atHour}; per day on ${WEEKDAYS[day] ?? ""}.` : `${atHour}.`;
}

function busiest(counts: readonly number[], spans: readonly number[]): number {
  const rate = (at: number): number => ((spans[at] ?? 0) > 0 ? (counts[at] ?? 0) / (spans[at] ?? 1) : 0);
  return counts.reduce((best, _, at) => (rate(at) > rate(best) ? at : best), 0);
}

function two(hour: number): string {
  return String(hour).padStart(2, "0");
}

/** A name within a sentence; names that begin with an abbreviation keep it. */
function lower(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
}
