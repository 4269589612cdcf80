/** Training, detection and behavior over the service, and files of what they found. */
import type { JSONValue, Methods, RunOptions } from "../core/mod.ts";
import { codedError, describe } from "../core/mod.ts";
import { detectAnomalies, type AnomalyReport, type DetectOptions } from "../anomaly/mod.ts";
import { analyzeBehavior, type BehaviorOptions, type BehaviorReport } from "../behavior/mod.ts";
import { handleFor, type FlowTable } from "../table/mod.ts";
import { predictTable, trainClassifiers, type TrainingReport, type TrainOptions } from "../train/mod.ts";
import { leaderboardTable } from "./leaderboard.ts";
import { partOf } from "./model-files.ts";
import { modelOf, plainOptions, tableOf, type Params } from "./params.ts";
import type { RowPages } from "./row-pages.ts";

/** Reports that are remembered: a file of one costs no second run then. */
const REMEMBERED = 6;

type Options = Record<string, JSONValue>;

/** The results of one service. */
export class Results {
  readonly #pages: RowPages;
  readonly #reports = new Map<string, object>();
  /** The last file, for its next parts. */
  #file: { key: string; name: string; text: string } | null = null;

  /** @param pages Knows the names by which columns travel. */
  constructor(pages: RowPages) {
    this.#pages = pages;
  }

  async train(params: Params, run: RunOptions): Promise<Methods["train"][1]> {
    const report = await this.#trained(params, run);
    const payload = report.toPayload();
    const best = report.bestName === null ? "" : (payload.models[report.bestName] ?? "");
    return { report: payload as unknown as JSONValue, model: best };
  }

  async detect(params: Params, run: RunOptions): Promise<Methods["detect"][1]> {
    return (await this.#detected(params, run)).toPayload() as unknown as JSONValue;
  }

  async behavior(params: Params, run: RunOptions): Promise<Methods["behavior"][1]> {
    return (await this.#analyzed(params, run)).toPayload() as unknown as JSONValue;
  }

  async predict(params: Params, run: RunOptions): Promise<Methods["predict"][1]> {
    const { classes, counts, labelled, unknown, accuracy, macroF1, confusion } = await predictTable(
      modelOf(params["model"]),
      tableOf(params),
      run,
    );
    return { classes, counts, labelled, unknown, accuracy, macroF1, confusion };
  }

  /** A file of a result. One that is not remembered is made anew, with the same options: the same seed gives the same result. */
  async export(params: Params, run: RunOptions): Promise<Methods["export"][1]> {
    const { what, offset, limit } = params;
    const key = JSON.stringify([what, params["table"], params["options"] ?? null]);
    const file =
      this.#file?.key === key && offset !== undefined && offset !== 0
        ? this.#file
        : { key, ...(await this.#made(what, params, run)) };
    const part = partOf("export", file.text, offset, limit);
    this.#file = part.isLast ? null : file;
    return { name: file.name, text: part.text, length: file.text.length };
  }

  async #made(what: unknown, params: Params, run: RunOptions): Promise<{ name: string; text: string }> {
    const table = tableOf(params);
    const base = fileBase(table);
    const csv = (found: FlowTable): string => found.toCSV({ formulaSafe: true });
    switch (what) {
      case "flagged":
        return { name: `${base}-flagged.csv`, text: csv((await this.#detected(params, run)).flaggedTable()) };
      case "clusters":
        return {
          name: `${base}-clusters.csv`,
          text: csv((await this.#analyzed(params, run)).clustersTable()),
        };
      case "clustered":
        return {
          name: `${base}-clustered.csv`,
          text: csv((await this.#analyzed(params, run)).flowsTable()),
        };
      case "leaderboard":
        return {
          name: `${base}-leaderboard.csv`,
          text: csv(leaderboardTable(await this.#trained(params, run), table)),
        };
      case "rows": {
        const { where } = plainOptions("export rows", params["options"]);
        const found = isMissing(where) ? table : table.filter(this.#pages.namesOf(table).filter(where));
        return { name: `${base}-rows.csv`, text: csv(found) };
      }
      default:
        throw codedError(
          RangeError,
          "BAD_INPUT",
          `Cannot export: what must be one of flagged, clusters, clustered, leaderboard, rows, got ${describe(what)}`,
        );
    }
  }

  #trained(params: Params, run: RunOptions): Promise<TrainingReport> {
    const table = tableOf(params);
    const options = this.#named(table, plainOptions("train classifiers", params["options"]));
    const { split } = options;
    if (isObject(split)) options["split"] = this.#named(table, split, "by");
    return this.#remembered(
      "train",
      table,
      options,
      async () => await trainClassifiers(table, { ...(options as TrainOptions), ...run }),
      ({ status }) => status === "complete",
    );
  }

  #detected(params: Params, run: RunOptions): Promise<AnomalyReport> {
    const table = tableOf(params);
    const { baseline, ...options } = plainOptions("detect anomalies", params["options"]);
    const reference = isMissing(baseline) ? {} : { baseline: tableOf({ table: baseline }) };
    const all = { ...options, ...(isMissing(baseline) ? {} : { baseline }) } as Options;
    return this.#remembered("detect", table, all, () =>
      detectAnomalies(table, { ...(options as DetectOptions), ...reference, ...run }),
    );
  }

  #analyzed(params: Params, run: RunOptions): Promise<BehaviorReport> {
    const table = tableOf(params);
    const options = plainOptions("analyze behavior", params["options"]);
    return this.#remembered("behavior", table, options, () =>
      analyzeBehavior(table, { ...(options as BehaviorOptions), ...run }),
    );
  }

  /** Options in which a column is named by the name that it travels under. */
  #named(table: FlowTable, options: Options, name = "target"): Options {
    const given = options[name];
    return typeof given === "string"
      ? { ...options, [name]: this.#pages.namesOf(table).actual(given) }
      : { ...options };
  }

  /** The report of the same options on the same table: the one that is remembered, or a new one, remembered where it is whole. */
  async #remembered<R extends object>(
    method: string,
    table: FlowTable,
    options: Options,
    make: () => Promise<R>,
    isWhole: (report: R) => boolean = () => true,
  ): Promise<R> {
    const key = JSON.stringify([method, handleFor(table), options]);
    const report = (this.#reports.get(key) as R | undefined) ?? (await make());
    this.#reports.delete(key);
    if (isWhole(report)) this.#reports.set(key, report);
    if (this.#reports.size > REMEMBERED) this.#reports.delete(this.#reports.keys().next().value ?? key);
    return report;
  }
}

function isObject(value: JSONValue | undefined): value is Options {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isMissing(value: JSONValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** The source's name without folders and endings. */
function fileBase(table: FlowTable): string {
  const name = table.provenance.source.name.replace(/^.*[/\\]/, "").replace(/\.[^.]*(?:\.gz)?$/, "");
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[.-]+|[.-]+$/g, "")
      .slice(0, 60) || "flows"
  );
}
