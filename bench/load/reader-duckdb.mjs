/**
 * DuckDB's side of the load benchmark: reader-duckdb.mjs PATH LOADS. Prints one JSON object.
 *
 * It reads a CSV file into a table of its own, in memory. An engine for our columns would have to do that, and make them from it.
 */
import process from "node:process";
import { DuckDBInstance, version } from "@duckdb/node-api";
import { cpuSeconds, peakBytes } from "../shared/usage.mjs";

const [path, loads] = process.argv.slice(2);
const before = peakBytes();
const rounds = [];
let rows = 0;
for (let load = 0; load < Number(loads); load++) {
  const cpu = cpuSeconds();
  const start = performance.now();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`create table flows as from read_csv('${path}')`);
  rounds.push({ wall: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu, peak: peakBytes() });
  rows = Number((await connection.runAndReadAll("select count(*) from flows")).getRows()[0][0]);
  connection.closeSync();
  instance.closeSync();
}
process.stdout.write(`${JSON.stringify({ version: version(), before, rows, rounds })}\n`);
process.exit(0);
