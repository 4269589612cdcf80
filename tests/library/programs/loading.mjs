// Usage: loading.mjs FOLDER. Which of the lazy chunks are loaded at which point.
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { _cache: cache } = process.getBuiltinModule("node:module");
const chunks = () =>
  ["danfo.cjs", "tfjs.cjs"].filter((name) => Object.keys(cache).some((file) => file.endsWith(name)));

const library = await import(pathToFileURL(`${folder}/mod.js`).href);
const afterImport = chunks();
await library.useEngine();
const afterEngine = chunks();
const danfo = library.loadDanfo();
const afterDanfo = chunks();
console.log(
  JSON.stringify({ afterImport, afterEngine, afterDanfo, sameDanfo: danfo === library.loadDanfo() }),
);
