import { prng, wasmAvailable } from "../../../kernels/mod.ts";
import { openLayersTrainer, useEngine } from "../../adapters/mod.ts";
import { codedError, runSteps } from "../../core/mod.ts";
import type { Job } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { multiplications } from "./scores.ts";
import { Stopping } from "./stopping.ts";
import { ORDER_STREAM, trainNetworkTask, validationScore } from "./tasks.ts";
import type { TrainedNetwork, TrainingPlan, TrainingRows } from "./tasks.ts";

/** "auto" and "fused": the kernel that does a whole step in one call; "tfjs": TensorFlow.js on the engine that `useEngine()` starts. */
export type TrainingEngine = "auto" | "fused" | "tfjs";

export const TRAINING_ENGINES: readonly TrainingEngine[] = ["auto", "fused", "tfjs"];

/** Multiplications and additions a millisecond. */
const FUSED_SPEED = 1e7;
const REFERENCE_SPEED = 1e6;
/** Rows of the validation score that are evaluated between two pauses. */
const SCORED_ROWS = 4000;

/**
 * Trains a network, in a worker where that pays; every engine follows the same steps on the same batches.
 *
 * @throws {RangeError} code BAD_INPUT, when numbers leave the range of single precision.
 * @throws {TypeError} for engine "tfjs" in the page.
 */
export async function trainNetwork(
  job: Job,
  action: string,
  data: TrainingRows,
  plan: TrainingPlan,
  { engine, workers }: { engine: TrainingEngine; workers: number | undefined },
): Promise<TrainedNetwork> {
  const trained =
    engine === "tfjs" ? await trainByLayers(job, data, plan) : await trainFused(job, data, plan, workers);
  const loss = trained.lossCurve.at(-1)!;
  if (!Number.isFinite(loss) || !trained.weights.every(Number.isFinite)) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: numbers must stay within single precision, got a loss of ${loss} in epoch ${trained.lossCurve.length}; scale the features with StandardScaler or lower learningRate`,
    );
  }
  return trained;
}

async function trainFused(
  job: Job,
  data: TrainingRows,
  plan: TrainingPlan,
  workers: number | undefined,
): Promise<TrainedNetwork> {
  const work = 3 * multiplications(plan.shape) * data.rows * plan.maxEpochs;
  const [trained] = await runTasks(job, {
    task: trainNetworkTask,
    shared: data,
    inputs: [plan],
    workMs: work / (wasmAvailable() ? FUSED_SPEED : REFERENCE_SPEED),
    workers,
    phase: "training",
    unit: "epochs",
    total: plan.maxEpochs,
  });
  return trained!;
}

async function trainByLayers(job: Job, data: TrainingRows, plan: TrainingPlan): Promise<TrainedNetwork> {
  await useEngine();
  const trainer = openLayersTrainer(plan, data, plan.training);
  try {
    const stopping = new Stopping(plan);
    const order = Uint32Array.from({ length: data.rows }, (_, row) => row);
    const random = prng(plan.seed, ORDER_STREAM);
    const { batchSize } = plan.training;
    const holdsOut = data.validation.rows > 0;
    let best = plan.weights;
    while (!stopping.isOver) {
      random.shuffle(order);
      let total = 0;
      for (let from = 0; from < data.rows; from += batchSize) {
        await job.pause();
        const rows = order.subarray(from, from + batchSize);
        total += trainer.step(rows) * rows.length;
      }
      const weights = trainer.weights();
      const loss = total / data.rows;
      const isBest = stopping.note(loss, holdsOut ? await scoreInSlices(job, data, plan, weights) : null);
      if (isBest) best = weights;
      job.progress({
        phase: "training",
        done: stopping.lossCurve.length,
        total: plan.maxEpochs,
        unit: "epochs",
      });
      if (!Number.isFinite(loss)) break;
    }
    return {
      weights: holdsOut ? best.slice() : trainer.weights(),
      lossCurve: Float64Array.from(stopping.lossCurve),
      validationScores: Float64Array.from(stopping.validationScores),
    };
  } finally {
    trainer.close();
  }
}

function scoreInSlices(
  job: Job,
  data: TrainingRows,
  plan: TrainingPlan,
  weights: Float32Array,
): Promise<number> {
  return runSteps(job, validationScore(plan.shape, weights, data, SCORED_ROWS));
}
