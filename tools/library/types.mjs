/** The type declarations of the bundle, one file for each module, rolled up in threads of their own: the compiler is the slow part of the build. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import ts from "typescript";

/** Modules that have a file of their own beside the library's. */
const BESIDE = { "danfojs-node": "./danfojs-node.js", "@tensorflow/tfjs-node": "./tfjs-node.js" };

/** Writes mod.d.ts, danfojs-node.d.ts and tfjs-node.d.ts. */
export async function rollUpTypes({ root, out, entry }) {
  const tensorFlow = {
    root,
    input: path.join(root, "packages/tfjs-node/index.d.ts"),
    file: path.join(out, "tfjs-node.d.ts"),
  };
  const danfo = {
    root,
    input: path.join(root, "node_modules/danfojs-node/dist/danfojs-node/src/index.d.ts"),
    file: path.join(out, "danfojs-node.d.ts"),
  };
  const library = { root, input: entry, file: path.join(out, "mod.d.ts") };
  await Promise.all([inThread([tensorFlow]), inThread([library, danfo])]);
}

function inThread(jobs) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { jobs } });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}

async function rollUp({ root, input, file }) {
  const name = path.basename(file, ".d.ts");
  const bundle = await rollup({
    input,
    external: (id) => isOutside(id, name),
    plugins: [dts({ respectExternal: true, tsconfig: false, compilerOptions: compilerOptions(root) })],
    onwarn: (warning) => {
      if (warning.code !== "CIRCULAR_DEPENDENCY") throw new Error(`Cannot roll up types: ${warning.message}`);
    },
  });
  const { output } = await bundle.generate({ format: "es", paths: BESIDE });
  writeFileSync(file, selfContained(output[0].code));
}

/** Only TensorFlow's own packages are rolled up together; all else that has a name stays an import. */
function isOutside(id, name) {
  const isFile = id.startsWith(".") || path.isAbsolute(id);
  return !isFile && !(name === "tfjs-node" && id.startsWith("@tensorflow/"));
}

function compilerOptions(root) {
  const config = path.join(root, "src/analysis/tsconfig.json");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (file) => readFileSync(file, "utf8")).config,
    ts.sys,
    path.dirname(config),
  );
  const {
    rewriteRelativeImportExtensions,
    outDir,
    rootDir,
    tsBuildInfoFile,
    composite,
    sourceMap,
    configFilePath,
    ...kept
  } = options;
  return {
    ...kept,
    allowImportingTsExtensions: true,
    noEmit: false,
    emitDeclarationOnly: true,
    incremental: false,
  };
}

/**
 * Declarations that need nothing beside them: TensorFlow adds the chained methods (`x.add(1)`) by augmenting its module under a path
 * that the roll-up has taken away, so they become interfaces merged on the spot; Node's types are the reader's own affair.
 */
function selfContained(code) {
  return code
    .replace(/^declare module "[^"]*" \{\n((?: .*\n|\n)*)\}$/gm, (_, body) =>
      body.replace(/^ {4}/gm, "").trimEnd(),
    )
    .replace(/^\/\/\/ <reference types="node" \/>\n/gm, "");
}

if (!isMainThread) {
  for (const job of workerData.jobs) await rollUp(job);
  parentPort.postMessage("done");
}
