/** The program of the pool's workers: the tasks of all estimators and the kernels they use, as one script. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeIfChanged } from "./write.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export async function bundleWorker() {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/analysis/estimators/worker.ts"],
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: "es2022",
    format: "iife", // runs as a module, as a classic script and by Node's `eval`
    platform: "neutral",
    mainFields: ["module", "main"],
    plugins: [withoutItself],
    write: false,
    logLevel: "warning",
  });
  writeIfChanged(
    path.join(ROOT, "src/analysis/workers/made/source.ts"),
    `/** Made by tools/build-kernels.mjs from src/analysis/estimators/worker.ts. */\nexport const WORKER_SOURCE =\n  ${JSON.stringify(outputFiles[0].text)};\n`,
  );
}

/** The tasks' files name the pool's door, behind which is the pool itself with this very program. */
const withoutItself = {
  name: "without-itself",
  setup(setup) {
    setup.onResolve({ filter: /\/made\/source\.ts$/ }, () => ({
      path: "source",
      namespace: "without-itself",
    }));
    setup.onLoad({ filter: /.*/, namespace: "without-itself" }, () => ({
      contents: 'export const WORKER_SOURCE = "";',
    }));
  },
};
