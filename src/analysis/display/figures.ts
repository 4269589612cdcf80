/** Small pictures of a distribution: as characters, and as SVG in the color of the text around it. */
import type { Histogram } from "../core/mod.ts";

const BLOCKS = "▁▂▃▄▅▆▇█";
const EMPTY_BIN = "·";
const HEIGHT = 24;

/** Bins as characters of growing height; an empty bin is a dot, so that a rare value is never taken for none. */
export function blockBars(counts: readonly number[], width: number = 24): string {
  const bins = merged(counts, width);
  const highest = bins.reduce((most, count) => Math.max(most, count), 0);
  return bins
    .map((count) =>
      count <= 0 ? EMPTY_BIN : (BLOCKS[Math.min(7, Math.floor((count / highest) * 8))] ?? EMPTY_BIN),
    )
    .join("");
}

/** One bar for a share of the whole, ten characters wide at most. */
export function shareBar(share: number): string {
  if (!(share > 0)) return "";
  return "█".repeat(Math.max(1, Math.round(Math.min(1, share) * 10)));
}

/** The histogram as inline SVG without text, script or color of its own. `label` must already be escaped. */
export function histogramSvg(histogram: Histogram, label: string): string {
  const { counts } = histogram;
  const highest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (highest <= 0) return "";
  const bars = counts
    .map((count, bin) => {
      if (count <= 0) return "";
      const height = Math.max(1, Math.round((count / highest) * HEIGHT));
      return `M${bin * 4} ${HEIGHT}v-${height}h3v${height}z`;
    })
    .join("");
  const width = counts.length * 4;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" width="72" height="${HEIGHT}" style="max-width:none" ` +
    `viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none"><path d="${bars}" fill="currentColor" opacity="0.7"/></svg>`
  );
}

/** At most `width` bins of equal size; a bin that lies across two is divided between them, so that no comb appears. */
function merged(counts: readonly number[], width: number): number[] {
  if (counts.length <= width) return [...counts];
  const size = counts.length / width;
  return Array.from({ length: width }, (_, bin) => {
    const from = bin * size;
    const to = from + size;
    let sum = 0;
    for (let source = Math.floor(from); source < Math.min(counts.length, Math.ceil(to)); source++) {
      sum += (counts[source] ?? 0) * (Math.min(to, source + 1) - Math.max(from, source));
    }
    return sum;
  });
}
