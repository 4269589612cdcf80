/** The payload of a detection: everything a widget draws, bounded whatever the number of flows. */
import type {
  AnomaliesPayload,
  AnomalyData,
  Reason,
  Provenance,
  Table,
  TableHandle,
} from "../../core/mod.ts";
import { countOf, MAX_TEXT } from "../../core/mod.ts";
import { boundedProvenance, rowSample, sentence, shownNames } from "../bounded.ts";
import { callOnTable, literal, resultCode, tableCode } from "../code.ts";
import type { ResultCall, ResultCode } from "../code.ts";
import { fitPayload } from "../payload-size.ts";
import { carriedText } from "../plain.ts";

/** A detection, what is drawn of it, the flows it is of, and the handle under which the service knows them. */
export interface AnomaliesSource {
  anomalies: AnomalyData;
  view: Pick<AnomaliesPayload, "histograms" | "cut" | "cuts" | "ranked" | "map" | "timeline">;
  table: Table;
  handle: TableHandle;
}

interface Limits {
  ranked: number;
  sampleColumns: number;
  points: number;
  cuts: number;
  text: number;
}

const FULL: Limits = { ranked: 200, sampleColumns: 40, points: 2500, cuts: 200, text: MAX_TEXT };

/** What is given up, in this order, until the payload fits. */
const REDUCTIONS: readonly Partial<Limits>[] = [
  { sampleColumns: 24 },
  { points: 1500 },
  { ranked: 100 },
  { text: 80 },
  { points: 600, cuts: 100 },
  { ranked: 50, sampleColumns: 16 },
  { ranked: 20, text: 40 },
];

/** Longest label on the map. */
const LABEL_TEXT = 80;

/** @returns A payload of at most MAX_PAYLOAD_BYTES as JSON; it passes `validatePayload`. */
export function anomaliesPayload(source: AnomaliesSource): AnomaliesPayload {
  const code = codeOf(source.table.provenance, source.anomalies.provenance);
  return fitPayload(FULL, REDUCTIONS, (limits) => build(source, code, limits));
}

function build(
  { anomalies, view, table, handle }: AnomaliesSource,
  code: ResultCode,
  limits: Limits,
): AnomaliesPayload {
  const names = table.columnNames.slice(0, limits.sampleColumns);
  const shown = shownNames(table.columnNames, limits.text).slice(0, names.length);
  const ranked = view.ranked.slice(0, limits.ranked);
  return {
    type: "anomalies",
    version: 1,
    table: carriedText(handle),
    anomalies: {
      ...anomalies,
      notes: anomalies.notes.slice(0, 20).map((note) => sentence(note)),
      direction: { ...anomalies.direction, sentence: sentence(anomalies.direction.sentence) },
      kDistances: anomalies.kDistances.filter(Number.isFinite).map(rounded),
      provenance: boundedProvenance(anomalies.provenance, limits.text),
    },
    histograms: view.histograms,
    cut: view.cut,
    cuts: thinned(view.cuts, limits.cuts),
    ranked: ranked.map((flow) => ({ ...flow, reasons: flow.reasons.map(boundedReason) })),
    sample: rowSample(
      table,
      ranked.map(({ row }) => row),
      names,
      shown,
      limits.text,
    ),
    map: { explained: view.map.explained, points: pointsOf(view.map.points, ranked, limits) },
    ...(view.timeline === undefined ? {} : { timeline: view.timeline }),
    code: code.code,
    reduced: reductions(table, view, limits, code.whole),
  };
}

function boundedReason(reason: Reason): Reason {
  return { ...reason, text: sentence(reason.text) };
}

/** Ranked flows are on the map in any case, others evenly thinned. */
function pointsOf(
  points: AnomaliesPayload["map"]["points"],
  ranked: readonly { row: number }[],
  { points: most, text }: Limits,
): AnomaliesPayload["map"]["points"] {
  const kept = new Set(ranked.map(({ row }) => row));
  const others = points.filter(({ row }) => !kept.has(row));
  for (const { row } of thinned(others, Math.max(0, most - kept.size))) kept.add(row);
  return points
    .filter(({ row }) => kept.has(row))
    .map((point) => ({
      ...point,
      x: rounded(point.x),
      y: rounded(point.y),
      label: point.label === null ? null : carriedText(point.label, Math.min(text, LABEL_TEXT)),
    }));
}

/** Evenly thinned, first and last kept. */
function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  if (most < 2) return items.slice(0, most);
  return Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))]!);
}

/** Five digits are more than a screen can show. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

function reductions(
  table: Table,
  view: AnomaliesSource["view"],
  limits: Limits,
  codeIsWhole: boolean,
): string[] {
  const sentences: string[] = [];
  if (view.ranked.length > limits.ranked)
    sentences.push(
      `The ${limits.ranked} highest of ${countOf(view.ranked.length, "ranked flow")} are held here.`,
    );
  if (table.columnNames.length > limits.sampleColumns)
    sentences.push(
      `Ranked flows are held with the first ${limits.sampleColumns} of ${countOf(table.columnNames.length, "column")}.`,
    );
  if (limits.text < MAX_TEXT) sentences.push(`Texts are cut at ${limits.text} characters.`);
  if (!codeIsWhole)
    sentences.push("The code loads the source, but does not repeat every step that made this result.");
  return sentences;
}

/** The call that makes the detection again; a baseline is loaded first. */
function codeOf(table: Provenance, result: Provenance): ResultCode {
  const given = result.parameters;
  if (given === null || typeof given !== "object" || Array.isArray(given) || given["baseline"] === undefined)
    return resultCode(table, callOnTable("detectAnomalies", given));
  const { baseline, ...options } = given;
  const { expression, imports, whole } = tableCode(baseline);
  const rest = Object.entries(options).map(([name, value]) => `${name}: ${literal(value)}`);
  const call: ResultCall = {
    imports: [...imports, "detectAnomalies"],
    setUp: [`const baseline = ${expression};`],
    call: `await detectAnomalies(table, { ${["baseline", ...rest].join(", ")} })`,
  };
  const code = resultCode(table, call);
  return { code: code.code, whole: code.whole && whole };
}
