/** The payload of an analysis of behavior: everything a widget draws, bounded whatever the number of flows. */
import type { BehaviorData, BehaviorPayload, Cluster, Table, TableHandle } from "../../core/mod.ts";
import { MAX_TEXT } from "../../core/mod.ts";
import { boundedProvenance, sentence } from "../bounded.ts";
import { callOnTable, resultCode } from "../code.ts";
import type { ResultCode } from "../code.ts";
import { fitPayload } from "../payload-size.ts";
import { carriedText } from "../plain.ts";

/** An analysis, the cluster of each row, the flows it is of, and the handle under which the service knows them. */
export interface BehaviorSource {
  behavior: BehaviorData;
  labels: Int32Array;
  table: Table;
  handle: TableHandle;
}

interface Limits {
  points: number;
  text: number;
}

const FULL: Limits = { points: 2000, text: MAX_TEXT };

/** What is given up, in this order, until the payload fits. */
const REDUCTIONS: readonly Partial<Limits>[] = [{ points: 1000 }, { text: 80 }, { points: 300, text: 40 }];

/** Longest label on the map. */
const LABEL_TEXT = 80;

/** @returns A payload of at most MAX_PAYLOAD_BYTES as JSON; it passes `validatePayload`. */
export function behaviorPayload(source: BehaviorSource): BehaviorPayload {
  const { provenance } = source.behavior;
  const code = resultCode(source.table.provenance, callOnTable("analyzeBehavior", provenance.parameters));
  return fitPayload(FULL, REDUCTIONS, (limits) => build(source, code, limits));
}

function build(
  { behavior, labels, table, handle }: BehaviorSource,
  code: ResultCode,
  limits: Limits,
): BehaviorPayload {
  const points = thinned(behavior.projection.points, limits.points);
  const label = table.columnNames.includes("label") ? table.column("label") : null;
  const verdict = table.columnNames.includes("is_attack") ? table.column("is_attack") : null;
  return {
    type: "behavior",
    version: 1,
    table: carriedText(handle),
    behavior: {
      ...behavior,
      clusters: behavior.clusters.map((cluster) => boundedCluster(cluster, limits.text)),
      projection: {
        ...behavior.projection,
        points: points.map(({ row, x, y }) => ({ row, x: rounded(x), y: rounded(y) })),
      },
      notes: behavior.notes.slice(0, 20).map((note) => sentence(note)),
      provenance: boundedProvenance(behavior.provenance, limits.text),
    },
    points: points.map(({ row }) => {
      const text = label?.at(row) ?? null;
      const isAttack = verdict?.at(row) ?? null;
      return {
        cluster: labels[row]!,
        label: text === null ? null : carriedText(String(text), Math.min(limits.text, LABEL_TEXT)),
        isAttack: isAttack === null ? null : Boolean(isAttack),
      };
    }),
    code: code.code,
    reduced: [
      ...(limits.text < MAX_TEXT ? [`Texts are cut at ${limits.text} characters.`] : []),
      ...(code.whole
        ? []
        : ["The code loads the source, but does not repeat every step that made this result."]),
    ],
  };
}

function boundedCluster(cluster: Cluster, text: number): Cluster {
  return {
    ...cluster,
    name: carriedText(cluster.name),
    sentence: sentence(cluster.sentence),
    labels: cluster.labels.map(({ value, count }) => ({ value: carriedText(value, text), count })),
  };
}

/** Evenly thinned, first and last kept. */
function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))]!);
}

/** Five digits are more than a screen can show. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
