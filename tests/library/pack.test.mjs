import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT, run, scratchFolder } from "./runtimes.mjs";

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

/** What a user writes; the marked lines must be errors, or the types have decayed to `any`. */
const CONSUMER = `
import { FlowTable, generateTraffic, loadDanfo, loadFlows, profile, useEngine } from "trafficlab";

const csv: string = generateTraffic({ flows: 60, seed: 7 }).toCSV();
const table: FlowTable = await loadFlows(new TextEncoder().encode(csv));
const { rowCount, columns } = await profile(table);
const note: string | null = table.toDanfo({ limit: 50 }).note;
const back: number = FlowTable.fromDanfo(table.toDanfo()).rowCount;

const { DataFrame } = loadDanfo();
const shape: number[] = new DataFrame([[1, 2]], { columns: ["a", "b"] }).shape;
const { tf, engine } = await useEngine({ engine: "wasm" });
const name: "native" | "wasm" | "cpu" = engine;
const sum: number = tf.tensor1d([1, 2]).add(1).sum().dataSync()[0]!;
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
export function neverCalled(): void {
  // @ts-expect-error: not a column of a profile
  columns[0]!.nonsense;
  // @ts-expect-error: not a number
  table.toDanfo({ limit: "all" });
  // @ts-expect-error: no such engine
  void useEngine({ engine: "gpu" });
  // @ts-expect-error: a shape is numbers
  const wrong: string = new DataFrame([[1]]).shape;
  // @ts-expect-error: not a function of danfo
  loadDanfo().readParquet(wrong);
  // @ts-expect-error: not a function of TensorFlow.js
  tf.tensor9d([1]);
}
const network = { shape, name, sum, layers: model.layers.length };
console.log(JSON.stringify({ rowCount, isSample: note !== null, back, network }));
`;

describe("the npm package", () => {
  const folder = scratchFolder({ after });

  before(async () => {
    await run(NPM, ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: ROOT });
    const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    writeFileSync(
      path.join(folder, "package.json"),
      '{ "name": "consumer", "private": true, "type": "module" }',
    );
    await run(NPM, ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", `./${tarball}`], {
      cwd: folder,
    });
    writeFileSync(path.join(folder, "consumer.ts"), CONSUMER);
  });

  test("installs without any other package", () => {
    const installed = readdirSync(path.join(folder, "node_modules")).filter((name) => !name.startsWith("."));
    assert.deepEqual(installed, ["trafficlab"]);
  });

  test("has types that a strict TypeScript program compiles against, and that are not any", async () => {
    const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
    const flags = [
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--strict",
      "--skipLibCheck",
      "--outDir",
      "out",
    ];
    await run(process.execPath, [tsc, ...flags, "consumer.ts"], { cwd: folder });
  });

  test("runs in Node", async () => {
    const answer = await run(process.execPath, ["out/consumer.js"], { cwd: folder });
    assert.deepEqual(JSON.parse(answer), {
      rowCount: 60,
      isSample: true,
      back: 60,
      network: { shape: [1, 2], name: "wasm", sum: 5, layers: 1 },
    });
  });
});
