// Usage: wrappers.mjs FOLDER. The modules that notebooks know as "danfojs-node" and "@tensorflow/tfjs-node".
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const at = (name) => import(pathToFileURL(`${folder}/${name}`).href);
const [library, danfo, tf] = await Promise.all([at("mod.js"), at("danfojs-node.js"), at("tfjs-node.js")]);
const { default: wholeDanfo, ...danfoNames } = danfo;
const { default: wholeTf, ...tfNames } = tf;
console.log(
  JSON.stringify({
    backend: tf.getBackend(),
    sum: Array.from(tf.tensor1d([1, 2]).add(1).dataSync()),
    sameDanfo: danfo.DataFrame === library.loadDanfo().DataFrame,
    sameTf: tf.tensor === (await library.useEngine()).tf.tensor,
    missing: [
      ...Object.keys(wholeDanfo).filter((name) => danfoNames[name] !== wholeDanfo[name]),
      ...Object.keys(wholeTf).filter((name) => tfNames[name] !== wholeTf[name]),
    ],
  }),
);
