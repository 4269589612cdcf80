import { describeEstimator } from "../testing/contract.ts";
import { RandomForestClassifier, restoreForest } from "./mod.ts";

describeEstimator({
  name: "RandomForestClassifier",
  kind: "classifier",
  make: (options) => new RandomForestClassifier({ nEstimators: 20, ...options }),
  restore: restoreForest,
  minScore: 0.9,
  degenerate: { millionClasses: /at most 65535 classes, got 1000000/ },
});

describe("with mixed leaves, weights and an out-of-bag score", () => {
  describeEstimator({
    name: "RandomForestClassifier",
    kind: "classifier",
    make: (options) =>
      new RandomForestClassifier({
        ...{
          nEstimators: 12,
          maxDepth: 4,
          minSamplesLeaf: 3,
          classWeight: "balanced_subsample",
          oobScore: true,
        },
        ...options,
      }),
    restore: restoreForest,
    minScore: 0.85,
    degenerate: { millionClasses: /at most 65535 classes, got 1000000/ },
  });
});
