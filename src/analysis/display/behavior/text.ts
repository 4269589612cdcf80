/** An analysis of behavior as plain text, for terminals and for viewers that show nothing else. */
import type { BehaviorPayload, Cluster } from "../../core/mod.ts";
import { blockBars } from "../figures.ts";
import { formatCount, formatNumber, formatPercent, formatTime, formatValue, kindOf } from "../format.ts";
import { provenanceText, titleParts } from "../parts.ts";
import { jsonBytes, visibleText } from "../plain.ts";
import { MAX_PLAIN_BYTES } from "../static-limits.ts";
import { indent, textTable, wrap } from "../text-table.ts";
import { behaviorFinding, temporalSentence } from "./sentences.ts";

const WIDTH = 110;

/** @returns Text of at most MAX_PLAIN_BYTES once inside a JSON message, lines parted by "\n". */
export function behaviorText(payload: BehaviorPayload): string {
  const text = document(payload);
  return jsonBytes(text) <= MAX_PLAIN_BYTES ? text : `${titleOf(payload)}\n${line(behaviorFinding(payload))}`;
}

function document(payload: BehaviorPayload): string {
  const { behavior } = payload;
  const notes = [...payload.reduced, ...behavior.notes].map((note) =>
    wrap(`- ${visibleText(note, 600)}`, WIDTH, "  "),
  );
  return [
    `${titleOf(payload)}\n${line(behaviorFinding(payload))}`,
    notes.join("\n"),
    behavior.clusters.map(clusterText).join("\n"),
    fieldsText(behavior.clusters),
    candidatesText(payload),
    temporalText(payload),
    wrap(provenanceText(behavior.provenance, payload.table), WIDTH),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function titleOf({ behavior }: BehaviorPayload): string {
  return wrap(titleParts("Behavior", behavior.provenance, behavior.rowCount).join(" · "), WIDTH, "  ");
}

function line(text: string): string {
  return wrap(visibleText(text, 600), WIDTH, "  ");
}

function clusterText({ id, name, size, share, sentence, labels }: Cluster): string {
  const told = labels.map(({ value, count }) => `${value} ${formatCount(count)}`).join(", ");
  return line(
    `${id + 1}. ${name}, ${formatCount(size)} flows (${formatPercent(share)}): ${sentence}${told === "" ? "" : ` Labels: ${told}.`}`,
  );
}

/** Medians. */
function fieldsText(clusters: readonly Cluster[]): string {
  const fields = clusters[0]?.fields.map(({ field }) => field) ?? [];
  const table = textTable(
    [
      { head: "median of", max: 18 },
      ...clusters.map(({ id }) => ({ head: `${id + 1}.`, align: "right" as const })),
    ],
    fields.map((field, at) => [
      field,
      ...clusters.map((cluster) =>
        formatValue(
          cluster.fields[at]?.median ?? null,
          kindOf({ name: field, type: "float", role: field as "duration" }),
        ),
      ),
    ]),
  );
  return indent(table);
}

function candidatesText({ behavior: { candidates, k } }: BehaviorPayload): string {
  if (candidates.length < 2) return "";
  const table = textTable(
    [{ head: "k" }, { head: "silhouette", align: "right" }, { head: "inertia", align: "right" }],
    candidates.map((candidate) => [
      `${candidate.k}${candidate.k === k ? " (chosen)" : ""}`,
      candidate.silhouette.toFixed(3),
      formatNumber(candidate.inertia),
    ]),
  );
  return indent(table);
}

function temporalText({ behavior }: BehaviorPayload): string {
  const { temporal } = behavior;
  if (temporal === undefined) return "";
  const span = line(
    `From ${formatTime(temporal.from)} to ${formatTime(temporal.to)}. ${temporalSentence(behavior)}`,
  );
  const bars = behavior.clusters.map(({ id }) => [
    `${id + 1}.`,
    blockBars(temporal.timeline.counts[id] ?? [], 40),
  ]);
  return `${span}\n${indent(textTable([{ head: "" }, { head: "flows along the time" }], bars))}`;
}
