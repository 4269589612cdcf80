/**
 * `npm start`: sets everything up and opens JupyterLab on the quick start.
 * `npm start -- --check`: sets everything up, runs the quick start on the real kernel without a browser, and tells what came out.
 */
import "./setup/check-node.mjs";
import { parseArgs } from "node:util";
import { describeError, say, setUp } from "./setup/mod.mjs";
import { runNotebook } from "./notebook.mjs";
import { openJupyterLab } from "./jupyterlab.mjs";

const QUICK_START = "notebooks/quickstart.ipynb";
const USAGE = `Usage: npm start [-- OPTIONS]
  --no-open    start JupyterLab without opening a browser
  --port N     use this port (default: the first free one from 8888)
  --check      run the quick start without a browser, print a summary of its outputs, and exit`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        "no-open": { type: "boolean", default: false },
        port: { type: "string" },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
      throw new RangeError(
        `Cannot use the port: it must be a whole number from 1 to 65535, got "${values.port}"`,
      );
    }
    return { open: !values["no-open"], check: values.check, help: values.help, port };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  say(USAGE);
  process.exit(0);
}
try {
  await setUp();
  if (options.check) {
    const result = await runNotebook(QUICK_START);
    say(result.text);
    process.exitCode = result.ok ? 0 : 1;
  } else {
    process.exitCode = await openJupyterLab({
      notebook: QUICK_START,
      open: options.open,
      port: options.port,
    });
  }
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
