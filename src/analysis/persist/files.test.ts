import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { currentHost } from "../host/mod.ts";
import { loadModel, saveModel } from "./mod.ts";
import { fittedModel, goodFile } from "./testing/model-files.ts";

// The sample's estimator is not one of the library's, so that a load that came as far as its parts names it.
const ARRIVED = {
  code: "BAD_INPUT",
  message: expect.stringMatching(/no estimator "NearestCentre"/) as string,
};

describe("saveModel() and loadModel()", () => {
  const folder = mkdtempSync(join(tmpdir(), "trafficlab-models-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("write the model's bytes to a path and to a file: URL, and nothing beside them", async () => {
    const model = await fittedModel();
    const path = join(folder, "a.model");
    await saveModel(model, path);
    const first = readFileSync(path);
    await saveModel(model, pathToFileURL(path));
    await saveModel(model, pathToFileURL(path).href);
    expect(Buffer.compare(readFileSync(path), first)).toBe(0);
    expect(readdirSync(folder)).toEqual(["a.model"]);
    for (const source of [path, pathToFileURL(path), pathToFileURL(path).href])
      await expect(loadModel(source)).rejects.toMatchObject(ARRIVED);
  });

  test("replace what a link names, and leave the old file when the new one cannot be written", async () => {
    const target = join(folder, "target");
    writeFileSync(target, "old");
    symlinkSync(target, join(folder, "link"));
    await saveModel(await fittedModel(), join(folder, "link"));
    expect(readFileSync(target).subarray(1, 4).toString()).toBe("TLM");
    expect(readFileSync(join(folder, "link")).length).toBe(readFileSync(target).length);

    mkdirSync(join(folder, "folder"));
    const failed = {
      code: "E_WRITE",
      message: expect.stringMatching(/^Cannot save model as ".*": /) as string,
    };
    for (const path of ["folder", "none/a.model", "target/a.model", "a\0b"])
      await expect(saveModel(await fittedModel(), join(folder, path))).rejects.toMatchObject(failed);
    expect(readdirSync(folder).sort()).toEqual(["a.model", "folder", "link", "target"]);
  });

  test("load from bytes, a Blob, a data: URL", async () => {
    const file = await goodFile();
    const url = `data:application/octet-stream;base64,${Buffer.from(file).toString("base64")}`;
    for (const source of [file, new Blob([file]), url, new URL(url)])
      await expect(loadModel(source)).rejects.toMatchObject(ARRIVED);
  });

  test("save through a handle of the page, and end it when it fails", async () => {
    const written: Uint8Array[] = [];
    const writable = {
      write: jest.fn((bytes: Uint8Array) => Promise.resolve(void written.push(bytes))),
      close: jest.fn(() => Promise.resolve()),
      abort: jest.fn(() => Promise.resolve()),
    };
    const handle = { createWritable: () => Promise.resolve(writable) };
    await saveModel(await fittedModel(), handle);
    expect(written[0]!.length).toBeGreaterThan(100);
    expect([writable.close.mock.calls.length, writable.abort.mock.calls.length]).toEqual([1, 0]);
    writable.write.mockRejectedValueOnce(new Error("disk full"));
    await expect(saveModel(await fittedModel(), handle)).rejects.toMatchObject({
      code: "E_WRITE",
      message: "Cannot save model: disk full",
    });
    expect(writable.abort).toHaveBeenCalledTimes(1);
  });

  test("have no paths in the page, and say what there is instead", async () => {
    const files = jest.replaceProperty(currentHost(), "files", null);
    const model = await fittedModel();
    await expect(saveModel(model, "a.model")).rejects.toMatchObject({
      name: "TypeError",
      code: "BAD_INPUT",
      message: expect.stringMatching(/the page has no files; use toBytes\(\)/) as string,
    });
    await expect(loadModel("a.model")).rejects.toMatchObject({
      name: "TypeError",
      message: expect.stringMatching(/pass the bytes or a Blob, as toBytes\(\) gave them/) as string,
    });
    await expect(loadModel(await goodFile())).rejects.toMatchObject(ARRIVED);
    files.restore();
  });

  test("refuse other targets and sources, and name a file that is not there", async () => {
    const model = await fittedModel();
    const bad = {
      code: "BAD_INPUT",
      message: expect.stringMatching(/^Cannot (?:save|load) model: /) as string,
    };
    for (const target of [5, null, {}, new URL("https://127.0.0.1/x")])
      await expect(saveModel(model, target as string)).rejects.toMatchObject(bad);
    for (const source of [5, null, {}, [1, 2]])
      await expect(loadModel(source as unknown as string)).rejects.toMatchObject(bad);
    for (const source of [join(folder, "nothing"), folder])
      await expect(loadModel(source)).rejects.toMatchObject({ code: "E_NOT_FOUND" });
    const huge = { size: 2 ** 31, arrayBuffer: () => Promise.reject(new Error("never read")) };
    await expect(loadModel(huge as unknown as Blob)).rejects.toMatchObject({
      message: expect.stringMatching(/at most 2147483647 bytes, got 2147483648/) as string,
    });
  });

  test("say that a folder is one, and which scheme there is no saving to", async () => {
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: "E_NOT_FOUND",
      message: expect.stringMatching(/: it is a folder; name the file in it/) as string,
    });
    const model = await fittedModel();
    for (const [target, scheme] of [
      ["http://127.0.0.1/a.model", "http:"],
      [new URL("https://127.0.0.1/a.model"), "https:"],
      ["S3://bucket/a.model", "s3:"],
      ["data:,x", "data:"],
    ] as const)
      await expect(saveModel(model, target)).rejects.toMatchObject({
        name: "TypeError",
        code: "BAD_INPUT",
        message: `Cannot save model: a URL must begin with file:, got one that begins with ${scheme}; save in a file and upload that`,
      });
    await expect(loadModel("s3://bucket/a.model")).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(
        /a URL must begin with file:, http:.*, got one that begins with s3:$/,
      ) as string,
    });
  });

  test("a wrong file is refused with the reason", async () => {
    writeFileSync(join(folder, "target"), "a,b\n1,2\n3,4\n5,6\n7,8\n");
    await expect(loadModel(join(folder, "target"))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/it is no model file: it does not begin as one/) as string,
    });
  });
});
