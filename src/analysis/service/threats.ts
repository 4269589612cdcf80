/** Threat assessment over the service: assessors by their handles, single flows, and the replay of a capture. */
import type { Cell, JSONValue, Methods, Row, RuleSet, RunOptions, ThreatPayload } from "../core/mod.ts";
import { CANONICAL_FIELDS, checkInteger, codedError, describe, quote } from "../core/mod.ts";
import { boundedCell, jsonBytes } from "../display/mod.ts";
import { sortRows, type FlowTable } from "../table/mod.ts";
import { assessorFor, assessorHandle, createThreatAssessor, type ThreatAssessor } from "../threat/mod.ts";
import { handleText, modelOf, tableOf, type Params } from "./params.ts";

/** Most rows of a capture in one answer of a replay. */
const MAX_REPLAYED = 5_000;
/** Most alerts in one answer, and what they may take as JSON; the levels are there for all rows. */
const MAX_ALERTS = 200;
const MAX_ALERT_BYTES = 500_000;

/** What a replay shows of a whole capture. */
interface Feed {
  /** Rows in the order of their times; as they stand where there are none. */
  order: Uint32Array;
  scores: Float64Array;
  levels: readonly string[];
}

/** The assessors of one service. */
export class Threats {
  #ruler: Promise<ThreatAssessor> | null = null;
  readonly #feeds = new WeakMap<FlowTable, Map<ThreatAssessor, Feed>>();

  async assessor(params: Params, run: RunOptions): Promise<Methods["assessor"][1]> {
    const { model, baseline, anomaly, rules } = params;
    const assessor = await createThreatAssessor({
      ...run,
      ...(isMissing(model) ? {} : { model: modelOf(model) }),
      ...(isMissing(baseline) ? {} : { baseline: tableOf({ table: baseline }) }),
      ...(isMissing(anomaly) ? {} : { anomaly: tableOf({ table: anomaly }) }),
      ...(isMissing(rules) ? {} : { rules: rules as RuleSet }),
    });
    const hasOwn = ![model, baseline, anomaly, rules].every(isMissing);
    return answer(assessor.toPayload(), hasOwn ? assessor : null);
  }

  async assess(params: Params, run: RunOptions): Promise<Methods["assess"][1]> {
    const { flow } = params;
    if (flow === null || typeof flow !== "object" || Array.isArray(flow))
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot assess flow: it must be an object, got ${describe(flow)}`,
      );
    const assessor = await this.#assessorOf(params["assessor"]);
    const own = isMissing(params["assessor"]) ? null : assessor;
    if (isMissing(params["table"]) || isMissing(params["row"]))
      return answer(assessor.assess(flow as Row).toPayload(), own);
    const table = tableOf(params);
    const row = checkInteger("assess flow", "row", params["row"], 0, table.rowCount - 1);
    const [assessment] = await assessor.assessRows(table, [row], run);
    return answer((assessment ?? assessor.assess(flow as Row)).toPayload(), own);
  }

  /** Consecutive flows by their times, with the assessments of those at or above the level. */
  async replay(params: Params, run: RunOptions): Promise<Methods["replay"][1]> {
    const table = tableOf(params);
    const level = levelOf(params["level"]);
    const assessor = await this.#assessorOf(params["assessor"]);
    const offset = checkInteger("replay flows", "offset", params["offset"], 0, 0xffffffff);
    const limit = checkInteger("replay flows", "limit", params["limit"], 0, 0xffffffff);
    const { order, scores, levels } = await this.#feed(table, assessor, run);
    const rows = Array.from(order.subarray(offset, offset + Math.min(limit, MAX_REPLAYED)));
    const alarming = rows.filter((row) => level.includes(levels[row] ?? ""));
    const times = table.columnNames.includes("timestamp") ? table.numeric("timestamp") : null;
    return {
      total: table.rowCount,
      rows,
      scores: rows.map((row) => finite(scores[row])),
      levels: rows.map((row) => levels[row] ?? "NOT_ASSESSABLE"),
      times: rows.map((row) => finite(times?.[row])),
      alertCount: alarming.length,
      alerts: await alertsOf(table, assessor, alarming.slice(-MAX_ALERTS), run),
    };
  }

  /** Null and undefined ask for the rules alone. */
  async #assessorOf(handle: unknown): Promise<ThreatAssessor> {
    if (isMissing(handle)) return (this.#ruler ??= createThreatAssessor());
    const name = handleText("assessor", handle);
    const assessor = assessorFor(name);
    if (assessor) return assessor;
    throw codedError(
      RangeError,
      "E_NO_SUCH_ASSESSOR",
      `Cannot find assessor ${quote(name)}: it is not in memory any more; make it again from its model and tables`,
    );
  }

  async #feed(table: FlowTable, assessor: ThreatAssessor, run: RunOptions): Promise<Feed> {
    const known = this.#feeds.get(table) ?? new Map<ThreatAssessor, Feed>();
    let feed = known.get(assessor);
    if (feed === undefined) {
      const { score, level } = await assessor.assessAll(table, run);
      const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row);
      const isTimed = table.columnNames.includes("timestamp");
      feed = {
        order: isTimed ? sortRows(table, rows, [{ column: "timestamp" }]) : rows,
        scores: score,
        levels: level,
      };
      // One assessor a table: what another one said of it is made again when it is asked for.
      known.clear();
    }
    this.#feeds.set(table, known.set(assessor, feed));
    return feed;
  }
}

/** The alerts of rows; where not all of them fit, the last: those are what a reader of the log sees first. */
async function alertsOf(
  table: FlowTable,
  assessor: ThreatAssessor,
  rows: readonly number[],
  run: RunOptions,
): Promise<Methods["replay"][1]["alerts"]> {
  const assessments = await assessor.assessRows(table, rows, run);
  const names = CANONICAL_FIELDS.filter((name) => table.columnNames.includes(name));
  const columns = names.map((name) => table.column(name));
  const times = names.includes("timestamp") ? table.numeric("timestamp") : null;
  const alerts = assessments.map((assessment, at) => {
    const row = rows[at] ?? 0;
    const cells = columns.map((column): [string, Cell] => [column.name, boundedCell(column.at(row))]);
    return {
      row,
      time: finite(times?.[row]),
      flow: Object.fromEntries(cells.filter(([, cell]) => cell !== null)),
      assessment: assessment.toJSON(),
      code: assessment.toPayload().code,
    };
  });
  let bytes = 0;
  // Without the provenance, whose length tells the runtimes apart: all give the same alerts.
  const first = alerts.findLastIndex(
    ({ assessment, ...alert }) =>
      (bytes += jsonBytes({ ...alert, assessment: { ...(assessment as object), provenance: null } })) >
      MAX_ALERT_BYTES,
  );
  return alerts.slice(Math.min(first + 1, Math.max(0, alerts.length - 1)));
}

/** Assessors with own rules and no models have no handle in their payload; over the service each that was asked for has one. */
function answer(payload: ThreatPayload, assessor: ThreatAssessor | null): JSONValue {
  const whole = assessor === null ? payload : { ...payload, assessor: assessorHandle(assessor) };
  return whole as unknown as JSONValue;
}

function levelOf(level: unknown): readonly string[] {
  if (level === undefined || level === "HIGH") return ["HIGH"];
  if (level === "MEDIUM") return ["MEDIUM", "HIGH"];
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot replay flows: level must be "MEDIUM" or "HIGH", got ${describe(level)}`,
  );
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** NaN and infinite numbers do not travel. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
