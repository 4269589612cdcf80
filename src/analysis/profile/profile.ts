import type {
  Alert,
  ColumnProfile,
  Correlation,
  Insights,
  JSONValue,
  LintFinding,
  MimeBundle,
  Profile,
  ProfileData,
  Provenance,
  TopThreat,
} from "../core/mod.ts";
import { profileBundle } from "../display/mod.ts";
import { handleFor } from "../table/mod.ts";
import type { FlowTable } from "../table/mod.ts";

/** A profile together with the table it describes, so that a widget can ask for the rows behind a number. */
export class TableProfile implements Profile {
  readonly rowCount: number;
  readonly columns: ColumnProfile[];
  readonly correlation: Correlation;
  readonly insights: Insights;
  readonly alerts: Alert[];
  readonly flowLint: LintFinding[];
  readonly topThreats: TopThreat[];
  readonly provenance: Provenance;
  readonly #table: FlowTable;

  constructor(data: ProfileData, table: FlowTable) {
    this.rowCount = data.rowCount;
    this.columns = data.columns;
    this.correlation = data.correlation;
    this.insights = data.insights;
    this.alerts = data.alerts;
    this.flowLint = data.flowLint;
    this.topThreats = data.topThreats;
    this.provenance = data.provenance;
    this.#table = table;
  }

  /** The table that was profiled. */
  get table(): FlowTable {
    return this.#table;
  }

  /** The numbers as plain data; equal for equal input but for `provenance.timing` and `provenance.runtime`. */
  toJSON(): JSONValue {
    const { rowCount, columns, correlation, insights, alerts, flowLint, topThreats, provenance } = this;
    const data: ProfileData = {
      rowCount,
      columns,
      correlation,
      insights,
      alerts,
      flowLint,
      topThreats,
      provenance,
    };
    return JSON.parse(JSON.stringify(data)) as JSONValue;
  }

  /** How a notebook shows a profile that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return profileBundle({ profile: this, table: this.#table, handle: handleFor(this.#table) });
  }
}
