/** The most threatening flows of a profile in words, for the static forms and the widget. */
import type { Cell, ProfilePayload, ThreatLevel, TopThreat } from "../core/mod.ts";
import { endpointText, formatBytes, formatDuration, formatNumber } from "./format.ts";

/** One of the most threatening flows as it is listed. */
export interface ThreatSummary {
  row: number;
  /** "10.0.0.7:49152 → 10.0.0.1:22 tcp", or what else tells the flow from others. */
  flow: string;
  level: ThreatLevel;
  /** 0 to 100. */
  score: number;
  evidence: number;
  /** Why the two lines with the most points are there. */
  reasons: string[];
  /** The flow before has the same. */
  isRepeated: boolean;
}

/** Bounds of the levels, on the scale of the score. */
const MEDIUM = 25;
const HIGH = 50;

/** The profile's most threatening flows, in its order. */
export function threatSummaries({
  profile,
  threats,
}: Pick<ProfilePayload, "profile" | "threats">): ThreatSummary[] {
  return profile.topThreats.map((threat, at) => {
    const score = scoreOf(threat);
    const reasons = reasonsOf(threat);
    const cells = new Map(threats.columns.map((name, column) => [name, threats.cells[at]?.[column] ?? null]));
    return {
      row: threat.row,
      flow: flowText(cells),
      level: score >= HIGH ? "HIGH" : score >= MEDIUM ? "MEDIUM" : "LOW",
      score,
      evidence: threat.evidence,
      reasons,
      isRepeated: at > 0 && reasons.join("\n") === reasonsOf(profile.topThreats[at - 1]!).join("\n"),
    };
  });
}

/** A ledger sums to its score. */
function scoreOf({ ledger }: TopThreat): number {
  return ledger.reduce((total, { points }) => total + points, 0);
}

function reasonsOf({ ledger }: TopThreat): string[] {
  return ledger
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, 2)
    .map(({ why }) => why);
}

/** Endpoints where there are some, and the amounts. */
function flowText(cells: ReadonlyMap<string, Cell>): string {
  const from = endpoint(cells.get("src_ip"), cells.get("src_port"));
  const to = endpoint(cells.get("dst_ip"), cells.get("dst_port"));
  const ends = from === "" ? to : `${from} → ${to === "" ? "?" : to}`;
  return [ends, text(cells.get("protocol")), amountsText(cells)].filter((part) => part !== "").join(" ");
}

function endpoint(address: Cell | undefined, port: Cell | undefined): string {
  const number = typeof port === "number" ? String(port) : "";
  if (typeof address !== "string") return number === "" ? "" : `port ${number}`;
  return endpointText(address, number);
}

function amountsText(cells: ReadonlyMap<string, Cell>): string {
  const [duration, packets] = [cells.get("duration"), cells.get("packet_count")];
  const [sent, received] = [cells.get("bytes_sent"), cells.get("bytes_received")];
  return [
    typeof duration === "number" ? formatDuration(duration) : "",
    typeof packets === "number" ? `${formatNumber(packets)} ${packets === 1 ? "packet" : "packets"}` : "",
    typeof sent === "number" ? `${formatBytes(sent)} sent` : "",
    typeof received === "number" ? `${formatBytes(received)} received` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function text(cell: Cell | undefined): string {
  return typeof cell === "string" ? cell : "";
}
