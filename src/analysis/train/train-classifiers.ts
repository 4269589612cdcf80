import { codedError, describe, runJob } from "../core/mod.ts";
import type { RunOptions } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import type { Competition } from "./competition.ts";
import { TrainingJob } from "./job.ts";
import type { JobLine } from "./job.ts";
import { ACTION, checkTrainOptions } from "./options.ts";
import type { TrainOptions } from "./options.ts";
import type { TrainingReport } from "./report.ts";

/**
 * Trains classifiers on labelled flows and compares them: random forest, neural network (MLP) and support vectors, or your own, always
 * beside two baselines (dummy: the most frequent class; logistic regression).
 *
 * The flows are split first. Everything is fitted on the training part alone: medians for missing values, categories, scales, models. Each
 * model is cross-validated there, which decides the order of the leaderboard, then fitted on all of it and judged once on the test part,
 * with 95 % intervals from 1,000 draws of the test flows. A model whose difference to the best cannot be told from 0 in these draws is
 * marked as tied. What makes scores look better than they are is looked for and told in `warnings`.
 *
 * Scores hold for flows like the test flows. Attacks of another tool, another network or another time may be found far less often.
 *
 * @returns A job that has started: `await` it for the report, or show it for its progress. Flows without a class are left out and counted.
 * @throws {TypeError} or {RangeError} code BAD_INPUT, when awaited, for too few flows or classes: the message says what to do.
 * @example
 * ```ts
 * import { generateTraffic, trainClassifiers } from "trafficlab";
 *
 * const flows = generateTraffic({ flows: 600 });
 * const report = await trainClassifiers(flows, { models: ["forest"] });
 * if (report.best?.predict(flows).length !== 600) throw new Error("no class for each flow");
 * ```
 */
export function trainClassifiers(table: FlowTable, options: TrainOptions = {}): TrainingJob {
  const signal = (options as TrainOptions | null)?.signal;
  return new TrainingJob((line) => train(table, options, line), signal);
}

async function train(table: FlowTable, options: TrainOptions, line: JobLine): Promise<TrainingReport> {
  if (!(table instanceof FlowTable))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the table must be a FlowTable, as loadFlows gives, got ${describe(table)}`,
    );
  const settings = checkTrainOptions(options);
  await checkSignal(options);
  const { onProgress } = options;
  const run: RunOptions = {
    signal: line.signal,
    onProgress: (progress) => {
      line.onProgress(progress);
      onProgress?.(progress);
    },
  };
  let competition = null as Competition | null;
  try {
    await runJob("the training", run, async (job) => {
      const { Competition } = await import("./competition.ts"); // at first use: ADR 0017
      await job.pause();
      competition = new Competition(table, settings);
      await competition.run(job, line);
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "CANCELLED" || !competition?.hasModel) throw error;
    return competition.report("cancelled");
  }
  return competition!.report("complete");
}

/** Refuses what is no signal or no listener, before anything is begun. */
async function checkSignal({ signal, onProgress }: TrainOptions): Promise<void> {
  if (signal?.aborted) return; // told by the training itself
  await runJob("the training", { signal, onProgress }, () => Promise.resolve());
}
