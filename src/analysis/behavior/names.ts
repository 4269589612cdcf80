/** What a cluster is called, and what sets it apart, in words. */
import type { ClusterField } from "../core/mod.ts";
import { formatValue, kindOf, listOf } from "../display/mod.ts";

/** What a name is made from. */
export interface ClusterTraits {
  readonly fields: readonly ClusterField[];
  /** Median of all flows by field. */
  readonly usual: ReadonlyMap<string, number>;
  /** The service that most of its flows have, as "DNS"; null where there is none. */
  readonly service: string | null;
  readonly share: number;
}

/** Deviations from here on are worth a word. */
const CLEAR = 0.5;
/** One direction counts as the main one from this ratio on. */
const ONE_SIDED = 3;
/** Flows that nobody answers are probes when they are so small. */
const PROBE = { packets: 3, bytes: 200 };
const VOLUME = ["bytes_sent", "bytes_received", "packet_count", "packets_sent", "packets_received"];
const SENTENCE_FIELDS = 3;

/** Words for a field that tells two clusters of one name apart: below and above the other. */
const APART: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["duration", ["shorter", "longer"]],
  ["packet_count", ["fewer packets", "more packets"]],
  ["packets_sent", ["fewer packets sent", "more packets sent"]],
  ["packets_received", ["fewer packets received", "more packets received"]],
  ["bytes_sent", ["fewer bytes sent", "more bytes sent"]],
  ["bytes_received", ["fewer bytes received", "more bytes received"]],
  ["packet_size_mean", ["smaller packets", "larger packets"]],
]);

/** A name for each cluster, no two alike. */
export function clusterNames(clusters: readonly ClusterTraits[]): string[] {
  const plain = clusters.map(plainName);
  const apart = plain.map((name, at) => {
    const others = clusters.filter((_, other) => other !== at && plain[other] === name);
    const difference = others.length === 0 ? "" : differenceOf(clusters[at]!, others);
    return difference === "" ? name : `${name}, ${difference}`;
  });
  const used = new Map<string, number>();
  return apart.map((name) => {
    const before = used.get(name) ?? 0;
    used.set(name, before + 1);
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** One sentence of the three fields that set the cluster apart most: its medians, and those of all flows. */
export function clusterSentence({ fields, usual, service }: ClusterTraits): string {
  const largest = [...fields]
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation))
    .slice(0, SENTENCE_FIELDS)
    .map(({ field, median }) => {
      const kind = kindOf({ name: field, type: "float", role: field as "duration" });
      return `${field} ${formatValue(median, kind)} (${formatValue(usual.get(field) ?? median, kind)})`;
    });
  const what = service === null ? "Medians" : `Mostly ${service}; medians`;
  return `${what} (of all flows): ${listOf(largest)}.`;
}

function plainName(traits: ClusterTraits): string {
  const { service } = traits;
  const { manner, kind } = kindOfFlows(traits);
  // Probes are small and short by nature, and what carries nothing is light.
  const length = kind === "probes" ? null : lengthWord(traits);
  const volume = manner === null ? volumeWord(traits) : null;
  return capital([length, volume, manner, service, kind].filter((word) => word !== null).join(" "));
}

function lengthWord(traits: ClusterTraits): string | null {
  const deviation = deviationOf(traits, "duration");
  return deviation > CLEAR ? "long" : deviation < -CLEAR ? "short" : null;
}

function volumeWord({ fields }: ClusterTraits): string | null {
  const parts = fields.filter(({ field }) => VOLUME.includes(field));
  if (parts.length === 0) return null;
  const mean = parts.reduce((sum, { deviation }) => sum + deviation, 0) / parts.length;
  return mean > CLEAR ? "heavy" : mean < -CLEAR ? "light" : null;
}

/** What the flows do, by who sends what. */
function kindOfFlows(traits: ClusterTraits): { manner: string | null; kind: string } {
  const sent = medianOf(traits, "bytes_sent");
  const received = medianOf(traits, "bytes_received");
  if (sent === null || received === null) return { manner: null, kind: "flows" };
  const packets = medianOf(traits, "packets_sent") ?? medianOf(traits, "packet_count") ?? 1;
  const answers = medianOf(traits, "packets_received");
  if (received === 0 && (answers ?? 0) === 0)
    return packets <= PROBE.packets && sent <= PROBE.bytes
      ? { manner: "unanswered", kind: "probes" }
      : { manner: "one-way", kind: "flows" };
  if (sent === 0 && received === 0) return { manner: "empty", kind: "exchanges" };
  if (sent > ONE_SIDED * received) return { manner: null, kind: "uploads" };
  return { manner: null, kind: received > ONE_SIDED * sent ? "downloads" : "exchanges" };
}

/** In what a cluster differs most from others of its name; "" where they are alike. */
function differenceOf(traits: ClusterTraits, others: readonly ClusterTraits[]): string {
  let most = { size: 0, words: "" };
  for (const { field, deviation } of traits.fields) {
    const mean = others.reduce((sum, other) => sum + deviationOf(other, field), 0) / others.length;
    const [less, more] = APART.get(field) ?? [field, field];
    const size = Math.abs(deviation - mean);
    if (size > most.size) most = { size, words: deviation < mean ? less : more };
  }
  return most.words;
}

function deviationOf({ fields }: ClusterTraits, name: string): number {
  return fields.find(({ field }) => field === name)?.deviation ?? 0;
}

function medianOf({ fields }: ClusterTraits, name: string): number | null {
  return fields.find(({ field }) => field === name)?.median ?? null;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
