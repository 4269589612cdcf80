import type { Mapping } from "../core/mod.ts";

/** Which columns hold the same numbers, or parts of them, by construction. */
export interface Relations {
  /** Whether one of the two is made from the other, or both from the same source column. */
  areRelated: (a: string, b: string) => boolean;
  /** The canonical field that is a copy of a source column. */
  copiedBy: (source: string) => string | undefined;
}

/** Fields that are sums or ratios of others, whatever the source. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  packet_count: ["packets_sent", "packets_received"],
  packet_size_mean: ["bytes_sent", "bytes_received", "packet_count"],
};

/** Reads from a mapping which correlations and alerts would only repeat what the mapping says. */
export function relations(mapping: Mapping): Relations {
  const sources = new Map<string, ReadonlySet<string>>();
  const copies = new Map<string, string>();
  for (const { field, columns, status } of mapping.fields) {
    if (status === "cannot derive") continue;
    sources.set(field, new Set(columns));
    if (columns.length === 1) copies.set(columns[0]!, field);
  }
  const sourcesOf = (name: string): ReadonlySet<string> =>
    sources.get(name) ?? new Set([withoutPrefix(name)]);
  return {
    areRelated: (a, b) => {
      if (PARTS[a]?.includes(b) === true || PARTS[b]?.includes(a) === true) return true;
      const other = sourcesOf(b);
      for (const name of sourcesOf(a)) if (other.has(name)) return true;
      return false;
    },
    copiedBy: (source) => (sources.has(source) ? undefined : copies.get(withoutPrefix(source))),
  };
}

function withoutPrefix(name: string): string {
  return name.startsWith("source:") ? name.slice("source:".length) : name;
}
