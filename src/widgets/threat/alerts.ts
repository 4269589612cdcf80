/** Alerts of a replay: what a service says of them, read with care, and their file. */
import { formatTime, type JSONValue, type Row, type ThreatLevel } from "../../analysis/mod.ts";
import { levelFrom } from "./levels.ts";

/** A flow of the replay at or above the level that is watched for. */
export interface FeedAlert {
  row: number;
  /** Epoch ms. */
  time: number | null;
  level: ThreatLevel;
  score: number;
  /** The main reasons, heaviest first. */
  reasons: readonly string[];
  /** Its cells; null where the service sent none. */
  flow: Row | null;
  /** The whole assessment, with its capture's context; null once it is too old to be kept. */
  assessment: JSONValue;
  /** TypeScript that makes it again; "" where the service sent none. */
  code: string;
}

/** Reasons kept of an alert. */
const REASONS = 3;

/** What stands in the file of alerts of a flow, where it has it. */
const FLOW_COLUMNS = [
  "src_ip",
  "src_port",
  "dst_ip",
  "dst_port",
  "protocol",
  "state",
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "label",
] as const;

/** One alert of a service's answer; null for what is none. `time` is used where the alert itself has none. */
export function readAlert(data: JSONValue, time: number | null): FeedAlert | null {
  const { row, assessment, flow, code } = fieldsOf(data);
  const { level, score, ledger } = fieldsOf(assessment);
  if (typeof row !== "number" || !Number.isInteger(row) || row < 0) return null;
  if (typeof score !== "number" || !Number.isFinite(score)) return null;
  const lines = (Array.isArray(ledger) ? ledger : [])
    .map((line) => fieldsOf(line))
    .flatMap(({ points, why }) =>
      typeof points === "number" && typeof why === "string" && points > 0 ? [{ points, why }] : [],
    )
    .sort((a, b) => b.points - a.points);
  const cells = fieldsOf(flow);
  const own = cells["timestamp"];
  return {
    row,
    time: typeof own === "number" ? own : time,
    level: levelFrom(typeof level === "string" ? level : ""),
    score,
    reasons: lines.slice(0, REASONS).map(({ why }) => why),
    flow: flow === undefined || flow === null ? null : rowOf(cells),
    assessment: assessment ?? null,
    code: typeof code === "string" ? code : "",
  };
}

/** The cells of an answer that a flow can hold. */
export function rowOf(cells: Readonly<Record<string, JSONValue | undefined>>): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(cells)) {
    if (value !== undefined && value !== null && typeof value !== "object") row[name] = value;
  }
  return row;
}

/** The alerts as a CSV file that a spreadsheet can open without running anything in it. */
export function alertsCsv(alerts: readonly FeedAlert[]): string {
  const columns = FLOW_COLUMNS.filter((name) =>
    alerts.some(({ flow }) => flow?.[name] !== undefined && flow[name] !== null),
  );
  const head = ["row", "time", "level", "score", "reasons", ...columns];
  const lines = alerts.map(({ row, time, level, score, reasons, flow }) => [
    String(row),
    time === null ? "" : formatTime(time),
    level,
    String(score),
    reasons.join("; "),
    ...columns.map((name) => {
      const value = flow?.[name];
      return value === undefined || value === null ? "" : String(value);
    }),
  ]);
  return [head, ...lines].map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");
}

/** A cell in quotes where it must be, and with an apostrophe before what a spreadsheet would take for a formula. */
function csvCell(text: string): string {
  const isNumber = text !== "" && Number.isFinite(Number(text));
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function fieldsOf(data: JSONValue | undefined): Readonly<Record<string, JSONValue | undefined>> {
  return typeof data === "object" && data !== null && !Array.isArray(data) ? data : {};
}
