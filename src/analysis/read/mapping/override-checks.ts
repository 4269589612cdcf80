import type { CanonicalField } from "../../core/mod.ts";
import { factsOf, quantileOf } from "./number-facts.ts";
import type { Numbers } from "./numbers.ts";

/** 1980 and 2100, epoch ms. */
const EARLIEST = 315_532_800_000;
const LATEST = 4_102_444_800_000;
const BAD_SHARE = 0.01;
const LONGEST = 1e5;
/** Most bytes that a packet has. */
const LARGEST = 65_535;

/**
 * What a field's values, in its own unit, cannot be.
 *
 * @returns null when nothing speaks against them.
 */
export function checkValues(field: CanonicalField, values: Numbers): string | null {
  const facts = factsOf(values);
  if (facts.count === 0) return null;
  const median = quantileOf(facts.sorted, 0.5);
  switch (field) {
    case "timestamp":
      if (median >= EARLIEST && median <= LATEST) return null;
      return `must hold times from 1980 to 2100, got a median of ${median} ms since 1970`;
    case "duration":
      if (facts.rowNumber) return "must hold durations, got row numbers";
      if (facts.negative > facts.count / 2) return "must hold durations, got negative numbers";
      if (median > LONGEST)
        return `must hold durations, got a median of ${median} s, which is more than a day`;
      return null;
    case "packet_size_mean":
      if (facts.negative > facts.count * BAD_SHARE) return "must hold bytes a packet, got negative numbers";
      return median > LARGEST ? `must hold bytes a packet, got a median of ${median}` : null;
    case "packet_count":
    case "packets_sent":
    case "packets_received":
      if (facts.fractional > facts.count * BAD_SHARE) return "must hold counts, got fractions";
      return facts.negative > facts.count * BAD_SHARE ? "must hold counts, got negative numbers" : null;
    case "bytes_sent":
    case "bytes_received":
      return facts.negative > facts.count * BAD_SHARE ? "must hold bytes, got negative numbers" : null;
    default:
      return null;
  }
}
