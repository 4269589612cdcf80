import type {
  BehaviorData,
  BehaviorPayload,
  Cluster,
  JSONValue,
  MimeBundle,
  Projection,
  Provenance,
  Temporal,
} from "../core/mod.ts";
import { behaviorPayload, payloadBundle } from "../display/mod.ts";
import { floatColumn, FlowTable, handleFor, intColumn, textColumnFromStrings } from "../table/mod.ts";

/** Before the names of the columns that `flowsTable` adds. */
const PREFIX = "behavior_";
const ADDED = ["row", "cluster", "name"] as const;

/** What `analyzeBehavior` found. */
export class BehaviorReport implements BehaviorData {
  readonly rowCount: number;
  readonly k: number;
  readonly chosenBy: BehaviorData["chosenBy"];
  readonly silhouette: number;
  readonly silhouetteRows: number;
  readonly candidates: BehaviorData["candidates"];
  readonly clusters: Cluster[];
  readonly projection: Projection;
  readonly temporal?: Temporal;
  readonly notes: string[];
  readonly provenance: Provenance;
  /** Cluster of each row: its `id`. */
  readonly labels: Int32Array;
  readonly #table: FlowTable;

  constructor(data: BehaviorData, table: FlowTable, labels: Int32Array) {
    this.rowCount = data.rowCount;
    this.k = data.k;
    this.chosenBy = data.chosenBy;
    this.silhouette = data.silhouette;
    this.silhouetteRows = data.silhouetteRows;
    this.candidates = data.candidates;
    this.clusters = data.clusters;
    this.projection = data.projection;
    if (data.temporal !== undefined) this.temporal = data.temporal;
    this.notes = data.notes;
    this.provenance = data.provenance;
    this.labels = labels;
    this.#table = table;
  }

  /** The flows that were looked at. */
  get table(): FlowTable {
    return this.#table;
  }

  /** One row a cluster: its name, size, sentence, and mean and median of each field. */
  clustersTable(): FlowTable {
    const { clusters } = this;
    const fields = clusters[0]?.fields.map(({ field }) => field) ?? [];
    const numbers = (take: (cluster: Cluster) => number): Float64Array => Float64Array.from(clusters, take);
    const texts = (take: (cluster: Cluster) => string): string[] => clusters.map(take);
    const columns = [
      intColumn(
        "cluster",
        Int32Array.from(clusters, ({ id }) => id),
      ),
      textColumnFromStrings(
        "name",
        texts(({ name }) => name),
      ),
      intColumn(
        "flows",
        Int32Array.from(clusters, ({ size }) => size),
      ),
      floatColumn(
        "share",
        numbers(({ share }) => share),
      ),
      ...fields.flatMap((field, at) => [
        floatColumn(
          `mean_${field}`,
          numbers((cluster) => cluster.fields[at]!.mean),
        ),
        floatColumn(
          `median_${field}`,
          numbers((cluster) => cluster.fields[at]!.median),
        ),
      ]),
      textColumnFromStrings(
        "sentence",
        texts(({ sentence }) => sentence),
      ),
      textColumnFromStrings(
        "labels",
        texts(({ labels }) => labels.map(({ value, count }) => `${value}: ${count}`).join("; ")),
      ),
    ];
    const { mapping, report, provenance } = this.#table;
    return FlowTable.fromColumns(columns, {
      mapping: { ...mapping.toJSON(), fields: [] },
      report,
      provenance,
    });
  }

  /** All flows in their order, with the row, the number and the name of each one's cluster after their own columns. */
  flowsTable(): FlowTable {
    const table = this.#table;
    const names = new Map(this.clusters.map((cluster) => [cluster.id, cluster.name]));
    const columns = table.storedColumns();
    const taken = new Set(columns.map(({ name }) => name));
    // A file of this table may come back as a capture: its columns keep their names, and the new ones take others.
    let prefix = PREFIX;
    for (let more = 2; ADDED.some((name) => taken.has(`${prefix}${name}`)); more++)
      prefix = `${PREFIX}${more}_`;
    const [row, number, name] = ADDED;
    const added = [
      intColumn(
        `${prefix}${row}`,
        Int32Array.from(this.labels, (_, at) => at),
      ),
      intColumn(`${prefix}${number}`, this.labels.slice()),
      textColumnFromStrings(
        `${prefix}${name}`,
        Array.from(this.labels, (id) => names.get(id) ?? null),
      ),
    ];
    const { mapping, report, provenance } = table;
    return FlowTable.fromColumns([...columns, ...added], { mapping: mapping.toJSON(), report, provenance });
  }

  /** The numbers as plain data; equal for equal input but for `provenance.timing` and `provenance.runtime`. */
  toJSON(): JSONValue {
    return JSON.parse(JSON.stringify(behaviorData(this))) as JSONValue;
  }

  /** What a widget draws, at most half a megabyte. */
  toPayload(): BehaviorPayload {
    const table = this.#table;
    return behaviorPayload({
      behavior: behaviorData(this),
      labels: this.labels,
      table,
      handle: handleFor(table),
    });
  }

  /** How a notebook shows an analysis that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return payloadBundle(this.toPayload());
  }
}

/** A report's numbers alone. */
function behaviorData(report: BehaviorData): BehaviorData {
  const { rowCount, k, chosenBy, silhouette, silhouetteRows, candidates } = report;
  const { clusters, projection, temporal, notes, provenance } = report;
  return {
    ...{ rowCount, k, chosenBy, silhouette, silhouetteRows, candidates, clusters, projection },
    ...(temporal === undefined ? {} : { temporal }),
    ...{ notes, provenance },
  };
}
