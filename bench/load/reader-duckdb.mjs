/**
 * DuckDB's side of the load benchmark: reader-duckdb.mjs FOLDER PATH LOADS, where FOLDER has it installed. Prints one JSON object.
 *
 * What an engine for our columns would have to do: the file is read by DuckDB's own reader, and its vectors become typed arrays, texts
 * with a code for each distinct one, times in milliseconds.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { cpuSeconds, peakBytes } from "../shared/usage.mjs";

const THREADS = "2";
const [folder, path, loads] = process.argv.slice(2);
const entry = createRequire(join(folder, "package.json")).resolve("@duckdb/node-api");
const { default: duckdb } = await import(pathToFileURL(entry).href);
const before = peakBytes();
const rounds = [];
let rows = 0;
for (let load = 0; load < Number(loads); load++) {
  const cpu = cpuSeconds();
  const start = performance.now();
  rows = (await readColumns(path))[0].length;
  rounds.push({ wall: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu, peak: peakBytes() });
}
process.stdout.write(`${JSON.stringify({ version: duckdb.version(), before, rows, rounds })}\n`);
process.exit(0);

/** @returns {Promise<(Float64Array | Int32Array)[]>} Numbers and times, and the codes of texts */
async function readColumns(file) {
  const instance = await duckdb.DuckDBInstance.create(":memory:", { threads: THREADS });
  const connection = await instance.connect();
  const source = file.endsWith(".parquet") ? `read_parquet('${file}')` : `read_csv('${file}')`;
  const described = await (await connection.run(`describe select * from ${source}`)).getRowObjects();
  const columns = described.map(({ column_name: name, column_type: type }) => ({
    isText: type === "VARCHAR",
    sql:
      type === "VARCHAR"
        ? `"${name}"`
        : `${type.startsWith("TIMESTAMP") ? `epoch_ms("${name}")` : `"${name}"`}::double`,
    codes: new Map(),
    parts: [],
  }));
  const result = await connection.stream(`select ${columns.map(({ sql }) => sql).join(", ")} from ${source}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    columns.forEach((column, at) => {
      const vector = chunk.getColumnVector(at);
      column.parts.push(
        column.isText ? codesOf(vector, chunk.rowCount, column.codes) : vector.items.slice(0, chunk.rowCount),
      );
    });
  }
  connection.closeSync();
  instance.closeSync();
  return columns.map(({ parts }) => joined(parts));
}

function codesOf(vector, rows, codes) {
  const part = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const text = vector.getItem(row);
    let code = codes.get(text);
    if (code === undefined) codes.set(text, (code = codes.size));
    part[row] = code;
  }
  return part;
}

function joined(parts) {
  const whole = new parts[0].constructor(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
