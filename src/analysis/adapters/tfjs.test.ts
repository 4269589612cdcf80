import { useEngine } from "./mod.ts";

// First, while no engine has started: the slow start of wasm must not overtake the quick one of cpu.
test("useEngine() can be called at once and again: same module, and the engine asked for last is active", async () => {
  const [first, second, third] = await Promise.all([
    useEngine(),
    useEngine({ engine: "cpu" }),
    useEngine({ engine: "cpu" }),
  ]);
  expect([first.engine, second.engine, third.engine]).toEqual([first.tf.__engine, "cpu", "cpu"]);
  expect(second.tf).toBe(first.tf);
  expect(first.tf.getBackend()).toBe("cpu");
  expect((await useEngine()).tf.getBackend()).not.toBe("cpu");
});

test("useEngine() without options starts native where its addon is installed, else wasm, and reports it", async () => {
  const { tf, engine } = await useEngine();
  expect(engine).toBe(tf.__engine);
  expect(tf.getBackend()).toBe(engine === "native" ? "tensorflow" : "wasm");
  expect(Array.from(tf.tidy(() => tf.tensor1d([1, 2]).add(1).dataSync()))).toEqual([2, 3]);
});

test("one training step lowers the loss on the engine that useEngine() reports, and leaves no tensor behind", async () => {
  const { tf } = await useEngine();
  const before = tf.memory().numTensors;
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "zeros" })],
  });
  const optimizer = tf.train.sgd(0.1);
  model.compile({ optimizer, loss: "meanSquaredError" });
  const x = tf.tensor2d([[1], [2], [3], [4]]);
  const y = tf.tensor2d([[2], [4], [6], [8]]);
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, shuffle: false, verbose: 0 });
  expect(history["loss"]![0]).toBeCloseTo(30, 4);
  expect(history["loss"]![1]).toBeLessThan(30);
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("tensors made on one engine are read on another", async () => {
  const { tf } = await useEngine({ engine: "cpu" });
  const x = tf.tensor1d([1, 2, 3]);
  await useEngine({ engine: "wasm" });
  const sum = x.sum();
  expect(sum.dataSync()[0]).toBe(6);
  tf.dispose([x, sum]);
});

test("starting wasm leaves no listener on the process that would rethrow unhandled rejections", async () => {
  await useEngine({ engine: "wasm" });
  const listeners = [...process.listeners("unhandledRejection"), ...process.listeners("uncaughtException")];
  expect(
    listeners.filter((listener) => /^function \(\w+\) \{[^}]*throw \w+;/.test(listener.toString())),
  ).toEqual([]);
});

test("useEngine() refuses an unknown engine and an unknown option, and works after it", async () => {
  await expect(useEngine({ engine: "gpu" as "cpu" })).rejects.toMatchObject({
    name: "RangeError",
    code: "BAD_INPUT",
    message: 'Cannot use an engine: engine must be one of "auto", "native", "wasm", "cpu", got "gpu"',
  });
  await expect(useEngine({ backend: "cpu" } as never)).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(useEngine(null as never)).rejects.toMatchObject({ name: "TypeError", code: "BAD_INPUT" });
  expect((await useEngine({ engine: "cpu" })).engine).toBe("cpu");
});

test("useEngine({ engine: 'native' }) gives native, or says why it is not there and what to do", async () => {
  const { tf } = await useEngine();
  const asked = useEngine({ engine: "native" });
  if (tf.__engine === "native") {
    expect((await asked).engine).toBe("native");
  } else {
    await expect(asked).rejects.toMatchObject({
      code: "E_UNSUPPORTED",
      message: expect.stringMatching(
        /^Cannot use the engine "native": its addon must be installed, got ".+"; leave the option out to use wasm$/,
      ),
    });
  }
});
