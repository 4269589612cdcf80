/** Small labelled tables for the tests of training. */
import { prng } from "../../../kernels/mod.ts";
import { booleanColumn, floatColumn, intColumn, textColumnFromStrings, timeColumn } from "../../table/mod.ts";
import type { FlowTable, StoredColumn } from "../../table/mod.ts";
import { tableOf } from "../../table/testing/tables.ts";

export interface LabelledOptions {
  rows?: number;
  seed?: number;
  /** Label of a row; null for none. Default: every third an attack. */
  label?: (row: number) => string | null;
  /** Value by field of a row, over the drawn ones. */
  fields?: Partial<
    Record<"duration" | "packet_count" | "bytes_sent" | "bytes_received", (row: number) => number>
  >;
  more?: readonly StoredColumn[];
  /** Epoch ms of a row. */
  time?: (row: number) => number;
}

/** Flows of which attacks last a little longer and send more: learnable, not perfectly. */
export function labelledFlows({
  rows = 240,
  seed = 1,
  label,
  fields = {},
  more = [],
  time,
}: LabelledOptions = {}): FlowTable {
  const random = prng(seed);
  const labels = Array.from({ length: rows }, (_, row) =>
    label === undefined ? (row % 3 === 0 ? "attack" : "normal") : label(row),
  );
  const draw = (
    name: keyof NonNullable<LabelledOptions["fields"]>,
    low: number,
    shift: number,
  ): Float64Array =>
    Float64Array.from(labels, (own, row) => {
      const drawn = low * (0.5 + random.next()) + (own === "attack" ? shift : 0);
      return fields[name]?.(row) ?? drawn;
    });
  const isAttack = labels.map((own) => (own === null ? 0 : own === "normal" ? 0 : 1));
  return tableOf(
    [
      floatColumn("duration", draw("duration", 1, 0.5)),
      intColumn("packet_count", Int32Array.from(draw("packet_count", 30, 12))),
      floatColumn("bytes_sent", draw("bytes_sent", 2000, 900)),
      floatColumn("bytes_received", draw("bytes_received", 1500, 0)),
      textColumnFromStrings("label", labels),
      booleanColumn("is_attack", Uint8Array.from(isAttack)),
      ...(time === undefined
        ? []
        : [
            timeColumn(
              "timestamp",
              Float64Array.from(labels, (_, row) => time(row)),
            ),
          ]),
      ...more,
    ],
    {},
  );
}
