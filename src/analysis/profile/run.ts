import { SortSpace } from "../../kernels/mod.ts";
import {
  checkOptions,
  codedError,
  describe,
  Laps,
  LIBRARY_VERSION,
  quote,
  runJob,
  runSteps,
} from "../core/mod.ts";
import type { Column, Job, JSONValue, ProfileData, Provenance, RunOptions, TopThreat } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { limitLine, rankByRules } from "../threat/mod.ts";
import { alerts } from "./alerts.ts";
import { isNumeric, profileColumn } from "./column-profile.ts";
import type { ColumnFindings } from "./column-profile.ts";
import { correlations } from "./correlation.ts";
import type { Correlated } from "./correlation.ts";
import { countDuplicateRows } from "./duplicates.ts";
import { INSIGHT_FIELDS, insights } from "./insights.ts";
import { lintFlows } from "./lint/lint.ts";
import { TableProfile } from "./profile.ts";

/** Most columns in the correlation matrices: the first numeric ones that vary, in the profile's order. */
export const CORRELATION_COLUMNS = 40;

export interface ProfileOptions extends RunOptions {
  /** Columns to profile, in this order; all when absent. Insights and duplicate rows are those of the whole table in any case. */
  columns?: string[] | undefined;
}

/**
 * Profiles a table: statistics, histogram and most frequent values of each column, correlations, insights, alerts.
 *
 * Every number is exact and taken from all rows. Missing and infinite cells are counted and left out of the statistics. Quantiles are
 * R-7, `std` has ddof 1, `skew` is adjusted Fisher-Pearson; statistics of time columns are in epoch milliseconds. Correlations cover
 * the first 40 numeric columns that vary. Memory beside the table: about 50 bytes a row for one column at a time, and 4 bytes a row
 * for each correlated column.
 *
 * @param table The flows.
 * @throws {TypeError} code BAD_INPUT for anything but a FlowTable and for unknown options; {RangeError} for unknown columns;
 *   {CancelledError} when it was cancelled.
 * @example
 * ```ts
 * import { generateTraffic, profile } from "trafficlab";
 *
 * const flows = generateTraffic({ flows: 1_000 });
 * const { columns } = await profile(flows, { columns: ["duration", "bytes_sent"] });
 * const [duration] = columns;
 * if (!(duration.quantiles.p95 >= duration.quantiles.p50)) throw new Error("quantiles out of order");
 * ```
 */
export async function profile(table: FlowTable, options: ProfileOptions = {}): Promise<TableProfile> {
  const names = checkInput(table, options);
  return await runJob("the profile", options, async (job) => {
    const laps = new Laps();
    const steps = new Steps(names.length, job);

    const space = new SortSpace(table.rowCount);
    const byName = new Map<string, ColumnFindings>();
    const correlated: Correlated[] = [];
    for (const name of [...names, ...INSIGHT_FIELDS.filter((field) => table.columnNames.includes(field))]) {
      if (byName.has(name)) continue;
      const column = table.column(name);
      const listed = byName.size < names.length;
      const findings = await profileColumn(
        column,
        space,
        listed && isNumeric(column) && correlated.length < CORRELATION_COLUMNS,
        job,
      );
      byName.set(name, { ...findings, ranks: null });
      if (findings.ranks !== null) correlated.push(toCorrelated(column, findings, findings.ranks));
      if (listed) steps.done(name);
    }
    laps.end("columns");
    const duplicateRows = await countDuplicateRows(table, job);
    steps.done("duplicate rows");
    laps.end("duplicateRows");
    const correlation = await correlations(correlated, job);
    steps.done("correlations");
    laps.end("correlation");
    const flowLint = await lintFlows(table, job);
    steps.done("lint");
    laps.end("lint");

    const topThreats = await mostThreatening(table, job);
    steps.done("threats");
    laps.end("threats");

    const findings = names.map((name) => byName.get(name)!);
    const data: ProfileData = {
      rowCount: table.rowCount,
      columns: findings.map((one) => one.profile),
      correlation,
      insights: await insights(table, byName, job),
      alerts: alerts({ table, findings, correlation, duplicateRows }),
      flowLint,
      topThreats,
      provenance: provenanceOf(table, options, laps.timing),
    };
    laps.end("insights");
    return new TableProfile(data, table);
  });
}

/** The flows that the rules say most of, each with the ledger that sums to its score. */
async function mostThreatening(table: FlowTable, job: Job): Promise<TopThreat[]> {
  const { top } = await runSteps(job, rankByRules(table));
  return top.map(({ row, evidence, ledger }) => {
    const points = ledger.reduce((sum, line) => sum + line.points, 0);
    const limit = limitLine(points, ledger.filter((line) => line.points > 0).length);
    return { row, evidence, ledger: limit === null ? ledger : [...ledger, limit] };
  });
}

function checkInput(table: FlowTable, options: ProfileOptions): string[] {
  if (!(table instanceof FlowTable)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot profile: the table must be a FlowTable, as loadFlows gives, got ${describe(table)}`,
    );
  }
  checkOptions("profile flows", options, ["columns", "signal", "onProgress"]);
  const { columns } = options;
  if (columns === undefined) return [...table.columnNames];
  if (!Array.isArray(columns) || columns.some((name) => typeof name !== "string")) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot profile flows: columns must be an array of names, got ${describe(columns)}`,
    );
  }
  // A column answers to its name in the table and to "source:" before it; the profile lists it once, under the former.
  const names = columns.map((name) => table.column(name).name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw codedError(RangeError, "BAD_INPUT", `Cannot profile flows: column ${quote(twice)} is named twice`);
  return names;
}

function toCorrelated(
  column: Column,
  { profile: { min, max, count } }: ColumnFindings,
  ranks: Int32Array,
): Correlated {
  return { column, size: Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)), count, ranks };
}

function provenanceOf(table: FlowTable, options: ProfileOptions, timing: Record<string, number>): Provenance {
  const parameters: JSONValue = options.columns === undefined ? {} : { columns: [...options.columns] };
  return {
    library: `trafficlab ${LIBRARY_VERSION}`,
    formatVersion: 1,
    source: { ...table.provenance.source },
    rows: table.rowCount,
    mapping: table.mapping.toJSON(),
    call: "profile",
    parameters,
    runtime: { ...currentHost().runtime },
    timing,
  };
}

/** Progress over columns and the steps after them. */
class Steps {
  readonly #total: number;
  readonly #job: Job;
  #done = 0;

  constructor(columns: number, job: Job) {
    this.#total = columns + 4;
    this.#job = job;
    job.progress({ phase: "profile", done: 0, total: this.#total, unit: "steps" });
  }

  done(message: string): void {
    this.#done++;
    this.#job.progress({ phase: "profile", done: this.#done, total: this.#total, unit: "steps", message });
  }
}
