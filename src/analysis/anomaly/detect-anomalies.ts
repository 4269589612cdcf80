import { codedError, countOf, describe, runJob } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { ACTION, detectSettings } from "./options.ts";
import type { DetectOptions } from "./options.ts";
import type { AnomalyReport } from "./report.ts";

/** Fewer flows have no outliers. */
const LEAST_ROWS = 4;

/**
 * Looks for unusual flows with several detectors, and for what their agreement is worth.
 *
 * Without a baseline: Isolation Forest, DBSCAN and z-score on the logarithms of duration, packets, bytes and packet size, and on the classes
 * of port, protocol and state (DBSCAN without these), in standard units; a row is flagged by `atLeast` of them. The report says whether rules and outliers point in the same direction: where attacks are
 * the dense part of a capture (floods, scans, guessing), outliers are the normal traffic, and the sentence in `direction` says so.
 * With a baseline of normal flows: five detectors fitted on it, each calibrated on normal flows that were kept out, so that a score is how
 * seldom a normal flow would be so unlike the others; it does not see attacks whose flows look like ordinary ones one by one. Those are seen
 * by `contrast`, what tells the whole batch from the baseline, unless the two differ anyway: then `drift` says so. What is doubtful of the
 * baseline itself, attacks in it or another meter, stands in `notes`.
 *
 * Missing and infinite values are filled by the field's median, and `notes` say how many.
 *
 * @param table The flows; at least 4.
 * @throws {TypeError | RangeError} code BAD_INPUT, for anything but a FlowTable, too few flows, or options that make no sense;
 *   {CancelledError} when cancelled.
 * @example
 * ```ts
 * import { detectAnomalies, generateTraffic } from "trafficlab";
 *
 * const flows = generateTraffic({ flows: 1_000, scenarios: ["normal", { kind: "exfiltration", flows: 5 }] });
 * const report = await detectAnomalies(flows, { reviewBudget: 20 });
 * if (report.flagged.length !== 20) throw new Error("the budget is exact");
 * report.reasons(report.flagged[0])[0].text; // "bytes_sent 48 MB, usually 120 B to 31 kB"
 * ```
 */
export async function detectAnomalies(table: FlowTable, options: DetectOptions = {}): Promise<AnomalyReport> {
  if (!(table instanceof FlowTable))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must be a FlowTable, as loadFlows gives, got ${describe(table)}`,
    );
  const settings = detectSettings(options, table.rowCount);
  if (table.rowCount < LEAST_ROWS)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must have at least ${countOf(LEAST_ROWS, "flow")}, got ${table.rowCount}; load more of the capture`,
    );
  return await runJob("the search for anomalies", options, async (job) => {
    const { findAnomalies } = await import("./detect.ts"); // at first use: ADR 0017
    await job.pause();
    return findAnomalies(job, table, options, settings);
  });
}
