// Usage: danfo-files.mjs FOLDER. danfo's own readers and writers, which lean on packages inside the chunk.
import { createServer } from "node:http";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { loadDanfo } = await import(pathToFileURL(`${folder}/mod.js`).href);
const { DataFrame, readCSV, readExcel, readJSON, toCSV, toExcel } = loadDanfo();

const bodies = {
  "/flows.csv": "packets,label\n1,scan\n2,normal\n",
  "/flows.json": '[{"packets":1,"label":"scan"}]',
};
const server = createServer((request, response) => response.end(bodies[request.url])).listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;
const overHttp = {
  csv: (await readCSV(`${origin}/flows.csv`)).values,
  json: (await readJSON(`${origin}/flows.json`)).values,
};
server.closeAllConnections();
server.close();

await writeFile("flows.csv", bodies["/flows.csv"]);
const df = new DataFrame({ packets: [1, 2], label: ["scan", "normal"] });
toExcel(df, { filePath: "flows.xlsx" });
const fromFiles = { csv: (await readCSV("flows.csv")).values, excel: (await readExcel("flows.xlsx")).values };
console.log(JSON.stringify({ overHttp, fromFiles, text: toCSV(df) }));
