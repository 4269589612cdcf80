/** The models that compete, with the settings for the flows at hand. */
import { countOf, groupDigits } from "../core/mod.ts";
import type { Estimator, FitOptions, Labels, LeaderboardRow, Matrix, Model } from "../core/mod.ts";
import {
  DummyClassifier,
  LogisticRegression,
  MLPClassifier,
  RandomForestClassifier,
  SVC,
} from "../estimators/mod.ts";
import { takeLabels, takeRows } from "../evaluate/mod.ts";
import type { Scorer } from "../evaluate/mod.ts";
import { sampled } from "./importance.ts";
import type { ModelChoice, NamedEstimator, TrainSettings } from "./options.ts";

/** One model that competes. */
export interface Contestant {
  readonly name: string;
  readonly model: LeaderboardRow["model"];
  /** What is cross-validated: without what only the finished model needs. */
  readonly validated: Estimator;
  readonly fitted: Estimator;
  /** Whether it gets features in standard units. */
  readonly scaled: boolean;
}

/** Up to so many flows a forest stops at depth 10, and a network is one small layer, as in the original application. */
const FEW = 100;
const FEW_DEPTH = 10;
const WIDEST_SMALL_LAYER = 50;
/** Above it support vectors on 300 random features, because the work of the exact machine grows with the square of the flows. */
const MOST_EXACT = 20_000;
const RANDOM_FEATURES = 300;
const FEATURE_TOLERANCE = 0.03;
/** The linear baseline learns from so many flows: more do not change a line through them, and its work would be the longest of all. */
const MOST_LINEAR = 10_000;
/** A network stops earlier where it learns no more. */
const MOST_EPOCHS = 60;
/** From so many flows on, a tenth of them can be spared to judge when the network stops. */
const HOLD_OUT_FROM = 1000;

/** The asked-for models and the baselines, in the order in which they run: what is fast, or asked for most, first. */
export function contestants(
  { models, seed }: TrainSettings,
  trainRows: number,
  scorer: Scorer,
  notes: string[],
): Contestant[] {
  const asked = models.map((model) =>
    typeof model === "string" ? builtIn(model, seed, trainRows, scorer, notes) : custom(model),
  );
  const [first, ...rest] = asked;
  const dummy = new DummyClassifier({ seed });
  const logistic = new Sampled(new LogisticRegression({ tol: 1e-3 }), MOST_LINEAR, seed);
  if (trainRows > MOST_LINEAR)
    notes.push(
      `logistic: the linear baseline learns from ${groupDigits(MOST_LINEAR)} of the training flows, drawn by the seed.`,
    );
  return [
    first!,
    { name: "dummy", model: "dummy", validated: dummy, fitted: dummy, scaled: false },
    { name: "logistic", model: "logistic", validated: logistic, fitted: logistic, scaled: true },
    ...rest,
  ];
}

/** An estimator that is fitted on some of the rows: drawn at random, and one of each class that the draw missed. */
class Sampled implements Estimator {
  readonly name: string;
  readonly #inner: Estimator;
  readonly #most: number;
  readonly #seed: number;

  constructor(inner: Estimator, most: number, seed: number) {
    this.name = inner.name;
    this.#inner = inner;
    this.#most = most;
    this.#seed = seed;
  }

  fit(X: Matrix, y: Labels, run?: FitOptions): Promise<Model> {
    if (X.rows <= this.#most) return this.#inner.fit(X, y, run);
    const drawn = sampled(X.rows, this.#most, this.#seed);
    const seen = new Set<string | number>();
    for (const row of drawn) seen.add(y[row]!);
    const rows = [...drawn];
    for (let row = 0; row < X.rows; row++) {
      if (seen.has(y[row]!)) continue;
      seen.add(y[row]!);
      rows.push(row);
    }
    const chosen = Uint32Array.from(rows).sort();
    return this.#inner.fit(takeRows(X, chosen), takeLabels(y, chosen), run);
  }
}

export function isBaseline({ model }: Pick<LeaderboardRow, "model">): boolean {
  return model === "dummy" || model === "logistic";
}

function custom({ name, estimator }: NamedEstimator): Contestant {
  return { name, model: "custom", validated: estimator, fitted: estimator, scaled: false };
}

function builtIn(
  choice: ModelChoice,
  seed: number,
  rows: number,
  scorer: Scorer,
  notes: string[],
): Contestant {
  switch (choice) {
    case "forest": {
      const forest = new RandomForestClassifier({ seed, ...(rows <= FEW ? { maxDepth: FEW_DEPTH } : {}) });
      return { name: choice, model: choice, validated: forest, fitted: forest, scaled: false };
    }
    case "mlp": {
      const network = networkFor(rows, seed, notes);
      return { name: choice, model: choice, validated: network, fitted: network, scaled: true };
    }
    case "svm": {
      const approximation = rows > MOST_EXACT ? "nystroem" : "none";
      if (approximation === "nystroem")
        notes.push(
          `svm: ${groupDigits(rows)} training flows are more than the ${groupDigits(MOST_EXACT)} that the exact machine takes; it works on ${RANDOM_FEATURES} random features of the same kernel.`,
        );
      // Random features are less exact than any optimum on them.
      const tol = approximation === "nystroem" ? FEATURE_TOLERANCE : 1e-3;
      const options = { approximation, components: RANDOM_FEATURES, tol, seed } as const;
      // Probabilities cost five more fits, and do not change the classes that it says.
      const probability = scorer.needs === "probabilities";
      return {
        name: choice,
        model: choice,
        validated: new SVC({ ...options, probability }),
        fitted: new SVC(options),
        scaled: true,
      };
    }
  }
}

function networkFor(rows: number, seed: number, notes: string[]): Estimator {
  if (rows > FEW) {
    return new MLPClassifier({
      seed,
      maxEpochs: rows < HOLD_OUT_FROM ? 200 : MOST_EPOCHS,
      earlyStopping: rows >= HOLD_OUT_FROM,
      nIterNoChange: rows >= HOLD_OUT_FROM ? 6 : 10,
    });
  }
  const width = Math.max(2, Math.min(WIDEST_SMALL_LAYER, Math.floor(rows / 2)));
  notes.push(
    `With ${countOf(rows, "training flow")} the forest stops at depth ${FEW_DEPTH} and mlp has one layer of ${width} units.`,
  );
  return new MLPClassifier({
    seed,
    hiddenLayerSizes: [width],
    alpha: 0.001,
    maxEpochs: Math.min(1000, 10 * rows),
  });
}
