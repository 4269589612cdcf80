// Usage: learning.mjs FOLDER. A danfo frame, then one training step of a network on its columns.
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { loadDanfo, useEngine } = await import(pathToFileURL(`${folder}/mod.js`).href);

const { DataFrame, toJSON } = loadDanfo();
const df = new DataFrame({ packets: [1, 2, 3, 4], bytes: [2, 4, 6, 8] });
const sum = df.add(1).values; // before any engine was started
const bundle = df[Symbol.for("Jupyter.display")]();

const { tf, engine } = await useEngine();
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" })],
});
model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
const x = tf.tensor2d(df.column("packets").values, [4, 1]);
const y = tf.tensor2d(df.column("bytes").values, [4, 1]);
const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, shuffle: false, verbose: 0 });
const listeners = process.listenerCount("unhandledRejection") + process.listenerCount("uncaughtException");
console.log(
  JSON.stringify({
    sum,
    json: toJSON(df),
    html: bundle["text/html"],
    engine,
    backend: tf.getBackend(),
    loss: history.loss,
    listeners,
  }),
);
