import { REQUIRED_FIELDS } from "../core/mod.ts";
import type { RequiredField, Table } from "../core/mod.ts";

/** Lowest and highest value of each required field in the flows that something was fitted on. */
export type Envelope = Partial<Record<RequiredField, [low: number, high: number]>>;

/**
 * The range of the required fields in the rows of a training part, so that a model can say that a flow is like none it has seen.
 *
 * @returns Without the fields that the table lacks or that have no finite value.
 */
export function trainingEnvelope(train: Table): Envelope {
  const envelope: Envelope = {};
  for (const field of REQUIRED_FIELDS) {
    if (!train.columnNames.includes(field) || train.column(field).type === "text") continue;
    let low = Infinity;
    let high = -Infinity;
    for (const value of train.numeric(field)) {
      if (!(value - value === 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low <= high) envelope[field] = [low, high];
  }
  return envelope;
}
