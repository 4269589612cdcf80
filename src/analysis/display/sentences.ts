/** What a profile says in plain words; shared by the static forms and the widget. */
import type { ColumnProfile, LoadReport, MappingJSON, ProfileData, ProfilePayload } from "../core/mod.ts";
import { countOf, cutText, quote, REQUIRED_FIELDS, saysUnknown } from "../core/mod.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
} from "./format.ts";

/** Labels that are named, and how much of them. */
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 40;

/**
 * The profile in one sentence: how many flows, how many repeat, how many are attacks, and what is wrong with the file.
 *
 * Wrong where the labels are: it counts what the column `is_attack` says.
 */
export function profileFinding({
  profile,
  mapping,
  report,
}: Pick<ProfilePayload, "profile" | "mapping" | "report">): string {
  if (profile.rowCount === 0)
    return `The table holds no flows${report.rejected > 0 ? `; ${rejectedPart(report)}` : ""}.`;
  const unclear = unclearPart(profile, report);
  const parts = [repeatsPart(profile), attacksPart(profile, mapping, unclear), unclear].filter(
    (part) => part !== "",
  );
  const missing = missingFields(mapping);
  if (missing.length > 0) parts.push(`${listOf(missing)} cannot be derived from this source`);
  if (report.rejected > 0) parts.push(rejectedPart(report));
  if (report.truncated) parts.push("the input ends before its own end");
  return `${parts.join("; ")}.`;
}

/** One sentence for each group of insights, and one that says which group cannot be told. */
export function insightSentences({ profile }: Pick<ProfilePayload, "profile">): string[] {
  const { volume, packets, connections, time } = profile.insights;
  const share = (count: number): string =>
    formatPercent(profile.rowCount === 0 ? 0 : count / profile.rowCount);
  const sentences: string[] = [];
  const untold: string[] = [];
  if (volume === null) untold.push("volume");
  else {
    sentences.push(
      `Volume: ${formatBytes(volume.totalBytes)} in all, ${formatBytes(volume.meanBytes)} a flow on average; ` +
        `${formatCount(volume.flowsAboveSentP95)} flows (${share(volume.flowsAboveSentP95)}) send more than ${formatBytes(volume.sentP95)}, the 95th percentile.`,
    );
  }
  if (packets === null) untold.push("packets");
  else {
    sentences.push(
      `Packets: ${formatNumber(packets.mean)} a flow on average; ` +
        `${formatCount(packets.flowsUnder10)} flows (${share(packets.flowsUnder10)}) have fewer than 10.`,
    );
  }
  if (connections === null) untold.push("duration");
  else {
    sentences.push(
      `Connections: ${formatDuration(connections.meanDuration)} on average; ` +
        `${formatCount(connections.flowsAboveDurationP90)} flows (${share(connections.flowsAboveDurationP90)}) ` +
        `last longer than ${formatDuration(connections.durationP90)}, the 90th percentile.`,
    );
  }
  if (time !== undefined) {
    const length = formatDuration((time.to - time.from) / 1000);
    sentences.push(`Time: from ${formatTime(time.from)} to ${formatTime(time.to)}, ${length}.`);
  }
  if (untold.length > 0) sentences.push(`Not told by this source: ${listOf(untold)}.`);
  return sentences;
}

/** What became of the rows of the input, in one sentence. */
export function reportSentence(report: LoadReport): string {
  const dropped = Object.entries(report.dropped)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${formatCount(count)} dropped (${reason})`);
  const parts = [
    `${countOf(report.read, "row")} read`,
    `${formatCount(report.kept)} kept`,
    `${formatCount(report.rejected)} rejected`,
    ...dropped,
    ...(report.merged > 0 ? [`${formatCount(report.merged)} merged`] : []),
  ];
  return `${parts.join(", ")}${report.truncated ? "; the input ends before its own end" : ""}.`;
}

/** "a", "a and b", "a, b and c". */
export function listOf(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}

function repeatsPart(profile: ProfileData): string {
  const total = formatCount(profile.rowCount);
  const repeated = profile.alerts.find((alert) => alert.code === "duplicate-rows");
  if (repeated !== undefined && repeated.value > 0) {
    const count = repeated.value < 1 ? Math.round(repeated.value * profile.rowCount) : repeated.value;
    return `${formatCount(count)} of ${total} flows ${count === 1 ? "repeats" : "repeat"} exactly`;
  }
  const time = profile.insights.time;
  const over =
    time !== undefined && time.to > time.from ? ` over ${formatDuration((time.to - time.from) / 1000)}` : "";
  return `${countOf(profile.rowCount, "flow")}${over}`;
}

/** Empty when the profile is one of other columns than the verdict that the table has. */
function attacksPart(profile: ProfileData, mapping: MappingJSON, unclear: string): string {
  const flags = profile.columns.find((column) => column.role === "is_attack");
  const verdict = mapping.fields.find((field) => field.field === "is_attack");
  if (flags === undefined && verdict !== undefined && verdict.status !== "cannot derive") return "";
  if (flags === undefined || flags.count === 0) return "no label tells attacks from normal traffic";
  const attacks = countOfTrue(flags);
  const known = unclear === "" ? "labelled" : "whose label is understood";
  const of = flags.count < profile.rowCount ? ` of the ${formatCount(flags.count)} ${known}` : "";
  if (attacks === 0) return of === "" ? "none is labelled as an attack" : `none${of} is an attack`;
  if (attacks === flags.count) return of === "" ? "all are attacks" : `all${of} are attacks`;
  return `${formatPercent(attacks / flags.count)}${of} are attacks`;
}

/** Labels that are there and that nobody understood: they must not pass for benign. */
function unclearPart(profile: ProfileData, report: LoadReport): string {
  const labels = profile.columns.find((column) => column.role === "label");
  const flags = profile.columns.find((column) => column.role === "is_attack");
  if (labels === undefined || flags === undefined) return "";
  const silent = new Set(report.labels.flatMap(({ value, isAttack }) => (isAttack === null ? [value] : [])));
  const found = labels.top.filter(({ value }) => silent.has(String(value)));
  const names = found.filter(({ value }) => !saysUnknown(String(value)));
  if (names.length === 0) return "";
  const said = found.filter((one) => !names.includes(one)).reduce((sum, { count }) => sum + count, 0);
  const unclear = Math.max(0, labels.count - flags.count - said);
  if (unclear === 0) return "";
  const examples = names
    .slice(0, EXAMPLES)
    .map(({ value }) => quote(cutText(String(value), LONGEST_EXAMPLE)));
  return `the labels of ${formatCount(unclear)} flows were not understood (${listOf(examples)}${names.length > EXAMPLES ? ", ..." : ""}): name the benign ones with the option benign`;
}

function countOfTrue(flags: ColumnProfile): number {
  return flags.top.find(({ value }) => value === true || value === 1)?.count ?? 0;
}

function rejectedPart(report: LoadReport): string {
  return `${countOf(report.rejected, "row")} of the input ${report.rejected === 1 ? "was" : "were"} rejected`;
}

function missingFields(mapping: MappingJSON): string[] {
  return REQUIRED_FIELDS.filter((name) =>
    mapping.fields.some((field) => field.field === name && field.status === "cannot derive"),
  );
}
