/** Words for detectors, flows and their values. */
import type { TranslationBundle } from "@jupyterlab/translation";
import {
  CANONICAL_FIELDS,
  endpointText,
  formatBytes,
  formatCount,
  formatDuration,
  formatTime,
  formatValue,
  kindOf,
  visibleText,
  type CanonicalField,
  type Cell,
  type Kind,
  type Row,
  type RowSample,
} from "../../analysis/mod.ts";

/** How a detector is called. */
export function detectorTitle(trans: TranslationBundle, name: string): string {
  switch (name) {
    case "isolationForest":
      return trans.__("Isolation Forest");
    case "dbscan":
      return trans.__("DBSCAN");
    case "zScore":
      return trans.__("Z-score");
    case "robustZScore":
      return trans.__("Robust z-score");
    case "ecod":
      return trans.__("ECOD");
    case "copod":
      return trans.__("COPOD");
    case "hbos":
      return trans.__("HBOS");
    case "lof":
      return trans.__("LOF");
    case "mahalanobis":
      return trans.__("Mahalanobis distance");
    case "knn":
      return trans.__("Nearest neighbors");
    default:
      return visibleText(name, 40);
  }
}

/** What a detector looks for, in a line. */
export function detectorAbout(trans: TranslationBundle, name: string): string {
  switch (name) {
    case "isolationForest":
      return trans.__("Flows that few random splits set apart from the others");
    case "dbscan":
      return trans.__("Flows outside every dense place");
    case "zScore":
      return trans.__("Flows with a field many standard deviations from its mean");
    case "robustZScore":
      return trans.__(
        "Flows with a field far from its median, measured so that outliers do not hide each other",
      );
    case "ecod":
      return trans.__("Flows in the tails of their fields, each field by itself");
    case "copod":
      return trans.__("Flows in the tails of their fields, by the empirical copula");
    case "hbos":
      return trans.__("Flows in thinly filled bins of their fields' histograms");
    case "lof":
      return trans.__("Flows in places thinner than those of their neighbors");
    case "mahalanobis":
      return trans.__("Flows far from the middle, measured along the data's own directions");
    case "knn":
      return trans.__("Flows far from their nearest neighbors");
    default:
      return "";
  }
}

/** How a field's numbers are read. */
export function fieldKind(field: string): Kind {
  const role = (CANONICAL_FIELDS as readonly string[]).includes(field) ? (field as CanonicalField) : "source";
  if (role === "timestamp") return "time";
  return kindOf({ name: field, type: "float", role });
}

/** A field's value with its unit. */
export function fieldText(field: string, value: Cell): string {
  return visibleText(formatValue(value, typeof value === "number" ? fieldKind(field) : "text"));
}

/** Canonical fields that say what a flow was found to be, which an assessment must not be told. */
const VERDICTS: readonly string[] = ["label", "label_detail", "is_attack"];

/** The cells of the ranked flows by their fields' names. */
export class FlowCells {
  constructor(private readonly _sample: RowSample) {
    _sample.rowIndex.forEach((row, at) => this._places.set(row, at));
  }

  get columns(): readonly string[] {
    return this._sample.columns;
  }

  /** Null where the cell is missing or the flow is not held. */
  cell(row: number, column: string): Cell {
    const at = this._sample.columns.indexOf(column);
    return at < 0 ? null : (this._sample.cells[this._places.get(row) ?? -1]?.[at] ?? null);
  }

  /** The flow's canonical fields but for its labels, to assess it; null where it is not held. */
  flow(row: number): Row | null {
    if (!this._places.has(row)) return null;
    const flow: Row = {};
    for (const field of CANONICAL_FIELDS) {
      if (VERDICTS.includes(field)) continue;
      const cell = this.cell(row, field);
      if (cell !== null) flow[field] = cell;
    }
    return flow;
  }

  private readonly _places = new Map<number, number>();
}

/** What a flow is, in a line: its endpoints where they are known, else its size. */
export function flowText(trans: TranslationBundle, cells: FlowCells, row: number): string {
  const text = (column: string): string => {
    const cell = cells.cell(row, column);
    return cell === null || cell === "" ? "" : visibleText(formatValue(cell, fieldKind(column)), 60);
  };
  const protocol = [text("protocol"), text("service")].filter((part) => part !== "").join(" ");
  const [from, to, port] = [text("src_ip"), text("dst_ip"), text("dst_port")];
  if (from !== "" && to !== "") {
    return joined([trans.__("%1 → %2", from, endpointText(to, port)), protocol]);
  }
  const number = (column: string): number | null => {
    const cell = cells.cell(row, column);
    return typeof cell === "number" ? cell : null;
  };
  const [duration, packets] = [number("duration"), number("packet_count")];
  const [sent, received] = [number("bytes_sent"), number("bytes_received")];
  return joined([
    port === "" ? "" : trans.__("port %1", port),
    protocol,
    duration === null ? "" : formatDuration(duration),
    packets === null ? "" : trans._n("%2 packet", "%2 packets", packets, formatCount(packets)),
    sent === null ? "" : trans.__("%1 sent", formatBytes(sent)),
    received === null ? "" : trans.__("%1 received", formatBytes(received)),
  ]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

/** A row's number as people count: the library's rows begin with 0, as the tables of the other widgets show them. */
export function rowText(trans: TranslationBundle, row: number): string {
  return trans.__("Row %1", formatCount(row));
}

/** A score with the digits that tell neighbors in a list apart. */
export function scoreText(score: number): string {
  return score.toFixed(4);
}

/** A time to the second, UTC: "2017-07-07 11:59:50". */
export function shortTime(ms: number | null): string {
  return formatTime(ms)
    .replace("T", " ")
    .replace(/(?:\.\d+)?Z$/, "");
}
