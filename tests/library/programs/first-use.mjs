// Usage: first-use.mjs FOLDER. What is loaded at first use works, is cancelled while it loads, and has kept its names.
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const library = await import(pathToFileURL(`${folder}/mod.js`).href);
const flows = library.generateTraffic({ flows: 600 });
const csv = new TextEncoder().encode(flows.toCSV());
const loaded = await library.loadFlows(csv);

const works = {
  loadFlows: (options) => library.loadFlows(csv, options),
  trainClassifiers: (options) => library.trainClassifiers(flows, { models: ["forest"], ...options }),
  detectAnomalies: (options) => library.detectAnomalies(flows, options),
  analyzeBehavior: (options) => library.analyzeBehavior(flows, { k: 3, ...options }),
};

const jobs = globalThis[Symbol.for("trafficlab.jobs")] ?? new Set();
const cancelled = {};
for (const [name, start] of Object.entries(works)) {
  const controller = new AbortController();
  const job = start({ signal: controller.signal });
  controller.abort();
  cancelled[name] = await job.then(
    () => "not cancelled",
    (error) => `${error.constructor.name} ${error.code}`,
  );
}
// The kernel's Interrupt aborts what is registered, so a job must be from the call on.
const interrupted = {};
for (const name of ["loadFlows", "detectAnomalies", "analyzeBehavior"]) {
  const job = works[name]({});
  for (const controller of jobs) controller.abort();
  interrupted[name] = await job.then(
    () => "not cancelled",
    (error) => error.code,
  );
}
const results = [
  flows,
  await library.profile(flows),
  await works.analyzeBehavior({}),
  loaded.column("duration"),
];
const rows = await new Promise((resolve, reject) => {
  const request = { v: 1, id: "1", method: "load", params: { source: new Blob([csv]) } };
  const answer = ({ ok, error }) => {
    if (ok) resolve(ok.rowCount);
    if (error) reject(error);
  };
  void library.createService().handleRequest(request, answer);
});
console.log(
  JSON.stringify({
    ...{ cancelled, interrupted, rows, left: jobs.size },
    loaded: loaded.rowCount,
    names: [...results.map((result) => result.constructor.name), library.IsolationForest.name],
  }),
);
