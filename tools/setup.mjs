/** `npm run setup`: what `npm start` does before it opens JupyterLab, and no more. */
import "./setup/check-node.mjs";
import { describeError, setUp } from "./setup/mod.mjs";

try {
  await setUp();
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
