import type {
  AnomaliesPayload,
  AnomalyData,
  AnomalyMetrics,
  Direction,
  Drift,
  JSONValue,
  MimeBundle,
  Provenance,
  Reason,
} from "../core/mod.ts";
import { checkInteger, codedError } from "../core/mod.ts";
import { anomaliesPayload, payloadBundle } from "../display/mod.ts";
import { FlowTable, floatColumn, handleFor, intColumn, textColumnFromStrings } from "../table/mod.ts";
import type { AnomalyView } from "./view.ts";

/** What the report holds beside its numbers: one entry a row, and what is drawn. */
export interface AnomalyDetails {
  readonly table: FlowTable;
  readonly scores: Record<string, Float64Array>;
  readonly votes: Record<string, Uint8Array>;
  readonly consensusScore: Float64Array;
  readonly flagged: Uint32Array;
  /** With a baseline; see the report's. */
  readonly contrast: Float64Array | null;
  readonly fused: Float64Array | null;
  readonly reasons: (row: number) => Reason[];
  readonly view: AnomalyView;
}

/** Before the names of the columns that `flaggedTable` adds. */
const PREFIX = "anomaly_";

/** What `detectAnomalies` found. */
export class AnomalyReport implements AnomalyData {
  readonly rowCount: number;
  readonly detectors: string[];
  readonly flaggedCount: number;
  readonly agreement: AnomalyData["agreement"];
  readonly mode: AnomalyData["mode"];
  readonly direction: Direction;
  readonly metrics?: AnomalyMetrics;
  readonly drift?: Drift;
  readonly parameters: AnomalyData["parameters"];
  readonly atLeast: number | null;
  readonly reviewBudget: number | null;
  readonly kDistances: number[];
  readonly notes: string[];
  readonly provenance: Provenance;
  /** By detector, one a row; higher is more anomalous. */
  readonly scores: Record<string, Float64Array>;
  /** By detector, 1 where it flags the row. */
  readonly votes: Record<string, Uint8Array>;
  /**
   * Of each row, in (0, 1]: the mean of the detectors' rank over n. With a baseline 1 - the geometric mean of the p-values, in [0, 1), which
   * does not depend on the other rows.
   */
  readonly consensusScore: Float64Array;
  /**
   * With a baseline, where it and the batch have at least 200 flows: how much each row looks like the batch alone, 0 to 1. It finds new patterns
   * whose flows are ordinary one by one, and whatever else is new.
   */
  readonly contrast?: Float64Array;
  /** The mean of the ranks of contrast and consensus score over n; not there where drift makes the first mean little. */
  readonly fused?: Float64Array;
  /** Rows, the highest consensus score first. */
  readonly flagged: Uint32Array;
  readonly #details: AnomalyDetails;

  constructor(data: AnomalyData, details: AnomalyDetails) {
    this.rowCount = data.rowCount;
    this.detectors = data.detectors;
    this.flaggedCount = data.flaggedCount;
    this.agreement = data.agreement;
    this.mode = data.mode;
    this.direction = data.direction;
    if (data.metrics !== undefined) this.metrics = data.metrics;
    if (data.drift !== undefined) this.drift = data.drift;
    if (details.contrast !== null) this.contrast = details.contrast;
    if (details.fused !== null) this.fused = details.fused;
    this.parameters = data.parameters;
    this.atLeast = data.atLeast;
    this.reviewBudget = data.reviewBudget;
    this.kDistances = data.kDistances;
    this.notes = data.notes;
    this.provenance = data.provenance;
    this.scores = details.scores;
    this.votes = details.votes;
    this.consensusScore = details.consensusScore;
    this.flagged = details.flagged;
    this.#details = details;
  }

  /** The flows that were looked at. */
  get table(): FlowTable {
    return this.#details.table;
  }

  /** What the views draw: histograms, cuts, ranked flows, map, timeline. */
  get view(): AnomalyView {
    return this.#details.view;
  }

  /**
   * Why a row is unusual: one reason a field, the largest share first; shares sum to 1.
   *
   * @throws {RangeError} code BAD_INPUT, for a row that is not there.
   */
  reasons(row: number): Reason[] {
    checkInteger("give reasons", "row", row, 0, this.rowCount - 1);
    return this.#details.reasons(row);
  }

  /**
   * The flagged flows, highest consensus score first, with columns `anomaly_row`, `anomaly_score`, `anomaly_votes`, one of each detector's
   * score, and `anomaly_reasons` beside their own.
   */
  flaggedTable(): FlowTable {
    const { table } = this;
    const rows = Array.from(this.flagged);
    const found = table.filter({ rows });
    // A filter keeps the order of the table: the rows by number, each once.
    const ascending = Uint32Array.from(rows).sort();
    const numbers = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(ascending, (row) => values[row]!);
    const votes = Int32Array.from(ascending, (row) =>
      this.detectors.reduce((sum, name) => sum + this.votes[name]![row]!, 0),
    );
    const added = [
      intColumn(`${PREFIX}row`, Int32Array.from(ascending)),
      floatColumn(`${PREFIX}score`, numbers(this.consensusScore)),
      intColumn(`${PREFIX}votes`, votes),
      ...this.detectors.map((name) => floatColumn(`${PREFIX}${name}`, numbers(this.scores[name]!))),
      textColumnFromStrings(
        `${PREFIX}reasons`,
        Array.from(ascending, (row) => reasonsText(this.#details.reasons(row))),
      ),
    ];
    const columns = found.storedColumns();
    const taken = added.find(({ name }) => columns.some((column) => column.name === name));
    if (taken !== undefined)
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot list the flagged flows: the table has a column "${taken.name}" already; select other columns first`,
      );
    const { mapping, report, provenance } = found;
    return FlowTable.fromColumns([...columns, ...added], {
      mapping: mapping.toJSON(),
      report,
      provenance,
    }).sort([{ column: `${PREFIX}score`, descending: true }]);
  }

  /** The numbers as plain data, with the flagged rows; equal for equal input but for `provenance.timing` and `provenance.runtime`. */
  toJSON(): JSONValue {
    const data: AnomalyData & { flagged: number[]; flaggedScores: number[] } = {
      ...anomalyData(this),
      flagged: Array.from(this.flagged),
      flaggedScores: Array.from(this.flagged, (row) => this.consensusScore[row]!),
    };
    return JSON.parse(JSON.stringify(data)) as JSONValue;
  }

  /** What a widget draws, at most half a megabyte. */
  toPayload(): AnomaliesPayload {
    const { table, view } = this;
    return anomaliesPayload({ anomalies: anomalyData(this), view, table, handle: handleFor(table) });
  }

  /** How a notebook shows a detection that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return payloadBundle(this.toPayload());
  }
}

/** A report's numbers alone. */
export function anomalyData(report: AnomalyData): AnomalyData {
  const { rowCount, detectors, flaggedCount, agreement, mode, direction, metrics, drift, parameters } =
    report;
  const { atLeast, reviewBudget, kDistances, notes, provenance } = report;
  return {
    ...{ rowCount, detectors, flaggedCount, agreement, mode, direction },
    ...(metrics === undefined ? {} : { metrics }),
    ...(drift === undefined ? {} : { drift }),
    ...{ parameters, atLeast, reviewBudget, kDistances, notes, provenance },
  };
}

function reasonsText(reasons: readonly Reason[]): string {
  return reasons
    .slice(0, 3)
    .map(({ text }) => text)
    .join("; ");
}
