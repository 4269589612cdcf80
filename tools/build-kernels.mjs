/**
 * Compiles the AssemblyScript kernels to WebAssembly and writes the bytes, as base64 in TypeScript, where the loader imports them; then
 * bundles the program of the pool's workers. Both go into the library as text, so it starts the same way in every runtime.
 *
 *   src/kernels/wasm/bytes/<topic>.ts        from src/kernels/assembly/<topic>.ts
 *   src/analysis/workers/made/source.ts      from src/analysis/estimators/worker.ts
 *
 * What has not changed is not compiled again. Usage: node tools/build-kernels.mjs [TOPIC...]
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileKernels, findTopics } from "./kernels/compile.mjs";
import { bundleWorker } from "./kernels/worker.mjs";

/**
 * @param {object} choice
 * @param {string[]} [choice.topics] Default: all of them.
 * @returns {Promise<{ compiled: string[], failures: { topic: string, message: string }[] }>} A topic that fails keeps its earlier bytes.
 */
export async function buildKernels({ topics = findTopics() } = {}) {
  const result = await compileKernels(topics);
  await bundleWorker();
  return result;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const topics = process.argv.slice(2);
  const unknown = topics.filter((topic) => !findTopics().includes(topic));
  if (unknown.length > 0) {
    console.error(`Cannot build ${unknown.join(", ")}: the kernels are ${findTopics().join(", ")}`);
    process.exit(2);
  }
  const { compiled, failures } = await buildKernels(topics.length > 0 ? { topics } : {});
  for (const topic of compiled) process.stdout.write(`compiled ${topic}\n`);
  for (const { topic, message } of failures) console.error(`Cannot compile ${topic}:\n${message}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
