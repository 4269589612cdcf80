/**
 * Makes the sample capture that ships with the project: `node tools/make-sample.mjs` after `npm run build:library`.
 * A test in src/analysis/generate holds the file equal to what generateTraffic makes.
 */
import { writeFileSync } from "node:fs";
import { generateTraffic } from "../trafficlab/library/mod.js";

const file = new URL("../notebooks/data/sample-capture.csv", import.meta.url);
const csv = generateTraffic({ flows: 5000, seed: 42 }).toCSV();
writeFileSync(file, csv);
process.stdout.write(`${(csv.length / 1024).toFixed(0)} KiB written\n`);
