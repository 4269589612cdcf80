/** `npm run analyze -- FILE...`: prints the profile of any file the library reads. */
import "./setup/check-node.mjs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { describeError, keepOutputClean, setUpLibrary } from "./setup/mod.mjs";
import { LIBRARY } from "./setup/paths.mjs";

const USAGE = `Usage: npm run analyze -- [OPTIONS] FILE...
  --json         print one line of JSON for each file: file, report, mapping, profile
  --format NAME  read the file as this format instead of telling it by its content
  --lenient      go on past too many bad rows and past a cut end; the report says what was lost
  --help         print this
Exit code: 0 when every file was read, 1 when one was not, 2 for a wrong command line.`;
const REJECTED_SHOWN = 5;

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        format: { type: "string" },
        lenient: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (positionals.length === 0 && !values.help)
      throw new TypeError("Cannot analyze: at least one FILE is needed, got none");
    return { ...values, files: positionals };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/** npm runs scripts in the repository; the files were named from where the user stood. */
function pathOf(file) {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

async function analyze(library, file, { json, format, lenient }) {
  const table = await library.loadFlows(pathOf(file), {
    ...(format === undefined ? {} : { format }),
    lenient,
  });
  const result = await library.profile(table);
  if (!json) return library.renderText(result);
  return JSON.stringify({ file, report: table.report, mapping: table.mapping, profile: result.toJSON() });
}

/** The library's message says what to do; the code is for looking it up, the rejected rows for finding them. */
function describeFailure(file, error) {
  if (typeof error?.code !== "string") return `${file}: ${describeError(error)}`;
  const rows = (error.report?.rejectedRows ?? []).slice(0, REJECTED_SHOWN);
  const place = error.line === undefined ? "" : ` (line ${error.line})`;
  return [
    `${file}: ${error.message}${place} [${error.code}]`,
    ...rows.map(({ line, reason, text }) => `  line ${line}: ${reason}: ${JSON.stringify(text)}`),
  ].join("\n");
}

// `npm run analyze -- FILE | head` closes the pipe early; that is no error.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const options = readOptions();
if (options.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
try {
  keepOutputClean();
  await setUpLibrary();
  const library = await import(pathToFileURL(LIBRARY).href);
  for (const [at, file] of options.files.entries()) {
    try {
      const text = await analyze(library, file, options);
      process.stdout.write(`${at > 0 && !options.json ? "\n" : ""}${text}\n`);
    } catch (error) {
      console.error(describeFailure(file, error));
      process.exitCode = 1;
    }
  }
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
