/** Compiles the kernels that have changed. One that does not compile keeps its earlier bytes, so that the other tests still tell something. */
import { buildKernels } from "../../tools/build-kernels.mjs";

export default async function globalSetup() {
  const { failures } = await buildKernels();
  for (const { topic, message } of failures) console.error(`Cannot compile the kernel ${topic}:\n${message}`);
  if (failures.length > 0 && process.env.CI) throw new Error("Cannot test: every kernel must compile");
}
