// Usage: cancelled-load.mjs FOLDER. A large load that is cancelled as soon as it has begun: its workers have just been started.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { loadFlows } = await import(pathToFileURL(`${folder}/mod.js`).href);
const row = "1.5,3,100,200,100,normal\n";
const header = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label\n";
writeFileSync("large.csv", header + row.repeat(800_000));
const controller = new AbortController();
const onProgress = () => setTimeout(() => controller.abort(), 20);
const { code } = await loadFlows("large.csv", { signal: controller.signal, onProgress }).catch(
  (error) => error,
);
console.log(JSON.stringify({ code }));
