/** The profile's payload: everything a widget draws, at most half a megabyte whatever the data's size. */
import type {
  Alert,
  ColumnProfile,
  Correlation,
  Histogram,
  Insights,
  ProfileData,
  ProfilePayload,
  Scatter,
  Table,
  TableHandle,
} from "../core/mod.ts";
import { countOf, groupDigits, MAX_TEXT } from "../core/mod.ts";
import {
  boundedCell,
  boundedMapping,
  boundedProvenance,
  boundedReport,
  finiteOrNull,
  NamePositions,
  rowSample,
  sentence,
  shownNames,
} from "./bounded.ts";
import { profileCode, shortCode, type ResultCode } from "./code.ts";
import { boundedLint, boundedThreats, threatRows } from "./findings.ts";
import { fitPayload } from "./payload-size.ts";
import { carriedText } from "./plain.ts";
import { MAX_POINTS, scatters } from "./scatter.ts";

/** More bins than any view can show. */
const MAX_BINS = 128;

/** A profile, the table it describes, and the handle under which the service knows that table. */
export interface ProfileSource {
  profile: ProfileData;
  table: Table;
  handle: TableHandle;
}

/** How much of each part a payload holds. */
interface Limits {
  /** Up to so many flows a scatter has each of them. */
  points: number;
  sampleRows: number;
  correlationColumns: number;
  top: number;
  rejectedRows: number;
  labels: number;
  alerts: number;
  warnings: number;
  columns: number;
  /** Whether the code may be long. */
  longCode: boolean;
  text: number;
}

const FULL: Limits = {
  points: MAX_POINTS,
  sampleRows: 100,
  correlationColumns: 100,
  top: 20,
  rejectedRows: 100,
  labels: 100,
  alerts: 100,
  warnings: 40,
  columns: 1000,
  longCode: true,
  text: MAX_TEXT,
};

/** What is given up, in this order, until the payload fits: points that cells can stand for and rows that the kernel can give again first, columns late, long texts last. */
const REDUCTIONS: readonly Partial<Limits>[] = [
  { points: 5000 },
  { points: 2000 },
  { sampleRows: 50 },
  { sampleRows: 20 },
  { correlationColumns: 60 },
  { correlationColumns: 40 },
  { top: 10 },
  { rejectedRows: 20, labels: 40 },
  { correlationColumns: 20 },
  { top: 5, sampleRows: 10 },
  { top: 3, alerts: 40 },
  { columns: 500, longCode: false },
  { columns: 250 },
  { columns: 120 },
  { rejectedRows: 5, labels: 10, alerts: 20, sampleRows: 5 },
  { columns: 60 },
  { columns: 30, correlationColumns: 10 },
  { text: 40, warnings: 10 },
];

/**
 * Builds the payload of a profile's output.
 *
 * Texts of the data are cut at 200 characters and marked with "…"; names that become equal by the cut are told apart by "~2".
 * Statistics that are not finite become null; infinite cells become the text "Infinity". What does not fit is left out in the order of
 * REDUCTIONS and named in `reduced`.
 *
 * @returns A payload of at most MAX_PAYLOAD_BYTES as JSON; it passes `validatePayload`.
 */
export function profilePayload(source: ProfileSource): ProfilePayload {
  const located = locate(source);
  const code = profileCode(source.table.provenance, source.profile.provenance);
  const drawn = new Scatters(source.table);
  return fitPayload(FULL, REDUCTIONS, (limits) => build(source, located, code, limits, drawn));
}

/** Positions in the table of the columns that a profile names; -1 for a name that the table lacks. */
interface Located {
  columns: number[];
  correlation: number[];
  alerts: number[];
}

function locate({ profile, table }: ProfileSource): Located {
  const positions = new NamePositions(table.columnNames);
  return {
    columns: profile.columns.map((column) => positions.of(column.name)),
    correlation: profile.correlation.columns.map((name) => positions.of(name)),
    alerts: profile.alerts.map(({ column }) => (column === undefined ? -1 : positions.of(column))),
  };
}

function build(
  { profile, table, handle }: ProfileSource,
  located: Located,
  full: ResultCode,
  limits: Limits,
  drawn: Scatters,
): ProfilePayload {
  const names = table.columnNames;
  const shown = shownNames(names, limits.text);
  const nameAt = (position: number | undefined, name: string): string =>
    shown[position ?? -1] ?? carriedText(name, limits.text);
  const columns = profile.columns.slice(0, limits.columns);
  const kept = located.columns.slice(0, limits.columns).filter((position) => position >= 0);
  const code =
    limits.longCode || full.code.length < 2000
      ? full
      : { code: shortCode(table.provenance, full.code.length), whole: false };
  const rows = Array.from({ length: Math.min(table.rowCount, limits.sampleRows) }, (_, row) => row);
  return {
    type: "profile",
    version: 1,
    table: carriedText(handle),
    profile: {
      rowCount: profile.rowCount,
      columns: columns.map((column, index) =>
        boundedColumn(column, nameAt(located.columns[index], column.name), limits),
      ),
      correlation: boundedCorrelation(
        profile.correlation,
        profile.correlation.columns
          .slice(0, limits.correlationColumns)
          .map((name, index) => nameAt(located.correlation[index], name)),
      ),
      insights: boundedInsights(profile.insights),
      alerts: profile.alerts
        .slice(0, limits.alerts)
        .map((alert, index) =>
          boundedAlert(alert, alert.column && nameAt(located.alerts[index], alert.column), limits.text),
        ),
      flowLint: boundedLint(profile.flowLint, limits.text),
      topThreats: boundedThreats(profile.topThreats, limits.text),
      provenance: boundedProvenance(profile.provenance, limits.text),
    },
    mapping: boundedMapping(table.mapping, limits.text),
    report: boundedReport(table.report, limits),
    sample: rowSample(
      table,
      rows,
      kept.map((position) => names[position] ?? ""),
      kept.map((position) => shown[position] ?? ""),
      limits.text,
    ),
    threats: threatRows(profile.topThreats, table, limits.text),
    scatters: drawn.within(limits),
    code: code.code,
    reduced: reductions(profile, table, limits, code.whole),
  };
}

/** The scatters of a table, made again only where the limits change them. */
class Scatters {
  readonly #table: Table;
  readonly #made = new Map<string, Scatter[]>();

  constructor(table: Table) {
    this.#table = table;
  }

  within({ points, text }: Limits): Scatter[] {
    const key = `${this.#table.rowCount > points} ${text}`;
    const made = this.#made.get(key) ?? scatters(this.#table, points, text);
    this.#made.set(key, made);
    return made;
  }
}

function boundedColumn(column: ColumnProfile, name: string, limits: Limits): ColumnProfile {
  return {
    name,
    role: column.role,
    type: column.type,
    count: column.count,
    missing: column.missing,
    infinite: column.infinite,
    zeros: column.zeros,
    distinct: column.distinct,
    distinctExact: column.distinctExact,
    min: finiteOrNull(column.min),
    max: finiteOrNull(column.max),
    mean: finiteOrNull(column.mean),
    std: finiteOrNull(column.std),
    skew: finiteOrNull(column.skew),
    quantiles: boundedQuantiles(column.quantiles),
    histogram: boundedHistogram(column.histogram),
    top: column.top
      .slice(0, limits.top)
      .map(({ value, count }) => ({ value: boundedCell(value, limits.text), count })),
  };
}

function boundedQuantiles(quantiles: ColumnProfile["quantiles"]): ColumnProfile["quantiles"] {
  if (quantiles === null) return null;
  const { p1, p5, p25, p50, p75, p90, p95, p99 } = quantiles;
  const finite = { p1, p5, p25, p50, p75, p90, p95, p99 };
  return Object.values(finite).every(Number.isFinite) ? finite : null;
}

function boundedHistogram(histogram: Histogram | null): Histogram | null {
  if (histogram === null || histogram.counts.length > MAX_BINS) return null;
  if (!histogram.edges.every(Number.isFinite)) return null;
  return { edges: [...histogram.edges], counts: [...histogram.counts], scale: histogram.scale };
}

function boundedCorrelation({ pearson, spearman }: Correlation, columns: string[]): Correlation {
  const limit = columns.length;
  const corner = (matrix: (number | null)[][]): (number | null)[][] =>
    matrix.slice(0, limit).map((row) => row.slice(0, limit).map(finiteOrNull));
  return { columns, pearson: corner(pearson), spearman: corner(spearman) };
}

function boundedInsights({ volume, packets, connections, time }: Insights): Insights {
  return {
    volume: whole(volume),
    packets: whole(packets),
    connections: whole(connections),
    ...(time !== undefined && whole(time) !== null ? { time: { from: time.from, to: time.to } } : {}),
  };
}

/** A group of numbers, or null when one of them cannot be told. */
function whole<T extends object>(group: T | null): T | null {
  return group !== null && Object.values(group).every(Number.isFinite) ? { ...group } : null;
}

function boundedAlert(alert: Alert, column: string | undefined, max: number): Alert {
  return {
    code: alert.code,
    ...(column === undefined ? {} : { column }),
    value: finiteOrNull(alert.value) ?? 0,
    threshold: finiteOrNull(alert.threshold) ?? 0,
    message: sentence(alert.message, max),
  };
}

/** A sentence for each part of the data that is not in the payload. */
function reductions(profile: ProfileData, table: Table, limits: Limits, codeIsWhole: boolean): string[] {
  const sentences: string[] = [];
  const columns = profile.columns.length;
  if (columns > limits.columns)
    sentences.push(`The first ${limits.columns} of ${groupDigits(columns)} columns are held here.`);
  const correlated = profile.correlation.columns.length;
  if (correlated > limits.correlationColumns) {
    sentences.push(
      `Correlations cover the first ${limits.correlationColumns} of ${groupDigits(correlated)} numeric columns.`,
    );
  }
  if (profile.columns.some((column) => column.top.length > limits.top)) {
    sentences.push(`At most ${limits.top} frequent values are held for a column.`);
  }
  const rows = Math.min(table.rowCount, FULL.sampleRows);
  if (rows > limits.sampleRows)
    sentences.push(`The sample holds the first ${countOf(limits.sampleRows, "row")}.`);
  if (table.rowCount > limits.points && table.rowCount <= FULL.points) {
    sentences.push("Scatters count flows in cells, as there is no room here for each of them.");
  }
  if (profile.alerts.length > limits.alerts) {
    sentences.push(
      `The first ${limits.alerts} of ${groupDigits(profile.alerts.length)} alerts are held here.`,
    );
  }
  if (limits.text < MAX_TEXT) sentences.push(`Texts are cut at ${limits.text} characters.`);
  const listed = table.report.rejectedRows.length;
  if (limits.rejectedRows < FULL.rejectedRows && listed > limits.rejectedRows) {
    sentences.push(`The first ${limits.rejectedRows} rejected rows are listed.`);
  }
  if (limits.labels < FULL.labels && table.report.labels.length > limits.labels) {
    sentences.push(`The ${limits.labels} most frequent labels are listed.`);
  }
  if (!codeIsWhole)
    sentences.push("The code loads the source, but does not repeat every step that made this table.");
  return sentences;
}
