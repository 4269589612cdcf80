/** The packages of ml.js, loaded at first use (ADR 0017). */
import { codedError } from "../core/mod.ts";
import type * as kmeansModule from "./ml-kmeans.ts";
import type * as pcaModule from "./ml-pca.ts";

let pca: typeof pcaModule | null = null;

/** To be awaited before `principalAxes` and `toMlPca`, which are synchronous. */
export async function loadMlPca(): Promise<void> {
  pca ??= await import("./ml-pca.ts");
}

/** Principal axes of a covariance matrix; ./ml-pca.ts says how. */
export const principalAxes: typeof pcaModule.principalAxes = (covariance, columns) =>
  loadedPca().principalAxes(covariance, columns);

/** The package's own model object of fitted axes. @throws {Error} code E_UNSUPPORTED, when the package is not loaded. */
export const toMlPca: typeof pcaModule.toMlPca = (model) => loadedPca().toMlPca(model);

/** Clusters few rows with ml-kmeans; ./ml-kmeans.ts says how. */
export async function clusterSmall(
  ...rows: Parameters<typeof kmeansModule.clusterSmall>
): Promise<Float64Array> {
  const { clusterSmall: cluster } = await import("./ml-kmeans.ts");
  return cluster(...rows);
}

function loadedPca(): typeof pcaModule {
  if (pca) return pca;
  throw codedError(
    Error,
    "E_UNSUPPORTED",
    "Cannot use ml-pca: the package must be loaded, which PCA's fit and loadModel do; read the model with await loadModel(bytes)",
  );
}
