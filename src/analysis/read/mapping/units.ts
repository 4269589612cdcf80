import type { CanonicalField, Unit } from "../../core/mod.ts";
import { SECONDS } from "./draft.ts";
import type { UnitChange } from "./draft.ts";

const BYTES: readonly UnitChange[] = [
  { from: "B", to: "B", times: 1, over: 1 },
  { from: "kB", to: "B", times: 1e3, over: 1 },
  { from: "KiB", to: "B", times: 1024, over: 1 },
  { from: "MB", to: "B", times: 1e6, over: 1 },
  { from: "MiB", to: "B", times: 1048576, over: 1 },
  { from: "bit", to: "B", times: 1, over: 8 },
];
const TIMES: readonly UnitChange[] = [
  { from: "s", to: "ms", times: 1e3, over: 1 },
  { from: "ms", to: "ms", times: 1, over: 1 },
  { from: "us", to: "ms", times: 1, over: 1e3 },
  { from: "ns", to: "ms", times: 1, over: 1e6 },
  { from: "min", to: "ms", times: 60_000, over: 1 },
];
const PACKETS: readonly UnitChange[] = [{ from: "packets", to: "packets", times: 1, over: 1 }];

const CHANGES: Readonly<Partial<Record<CanonicalField, readonly UnitChange[]>>> = {
  duration: Object.values(SECONDS),
  timestamp: TIMES,
  bytes_sent: BYTES,
  bytes_received: BYTES,
  packet_size_mean: BYTES,
  packet_count: PACKETS,
  packets_sent: PACKETS,
  packets_received: PACKETS,
};

/** How a number of this unit becomes the field's; null when the field has no such unit. */
export function unitChange(field: CanonicalField, from: Unit): UnitChange | null {
  return CHANGES[field]?.find((change) => change.from === from) ?? null;
}

/** The units that a field's numbers can be given in. */
export function unitsOf(field: CanonicalField): Unit[] {
  return (CHANGES[field] ?? []).map(({ from }) => from);
}

/** Changes numbers to the field's unit, in place, with one rounding each. */
export function changeUnit(values: Float64Array, { times, over }: UnitChange): void {
  if (times === over) return;
  for (let row = 0; row < values.length; row++) values[row] = (values[row]! * times) / over;
}
