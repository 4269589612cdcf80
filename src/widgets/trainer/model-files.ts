/** Models as files and in other places: saved, opened, carried from the kernel to the page, put to work on another capture. */
import type { AnalysisService, Methods, RunOptions, TableHandle } from "../../analysis/mod.ts";

/** A fitted model and the service that has it. */
export interface ModelRef {
  name: string;
  handle: string;
  service: AnalysisService;
  /** Empty where they are not known. */
  classes: readonly string[];
  /** The capture that it was trained on; "" where it is not known. */
  source: string;
}

/** What a model says of the flows of a capture. */
export interface Prediction {
  model: string;
  capture: string;
  /** The model was trained on this very capture, so that its scores say little of others. */
  isOwn: boolean;
  rowCount: number;
  answer: Methods["predict"][1];
}

/** A model's file. */
export interface ModelFile {
  name: string;
  content: Blob;
}

/** Longest name of a saved file. */
const MAX_NAME = 120;

/** @throws What the service rejects with; TypeError when its answer is no file. */
export async function saveModel({ service, handle }: ModelRef, run: RunOptions): Promise<ModelFile> {
  const { name, base64 } = await service.call("save", { model: handle }, run);
  return { name: fileName(name), content: new Blob([bytesOf(base64)], { type: "application/octet-stream" }) };
}

/** @throws What the service rejects with: a file that is no model is refused with the reason. */
export async function openModel(service: AnalysisService, file: Blob, run: RunOptions): Promise<ModelRef> {
  const base64 = await base64Of(file);
  run.signal?.throwIfAborted();
  return modelRef(service, await service.call("open", { base64 }, run));
}

/** The model where the flows are: itself, or a copy carried there as a file. */
export async function modelIn(service: AnalysisService, model: ModelRef, run: RunOptions): Promise<ModelRef> {
  if (model.service === service) return model;
  const { base64 } = await model.service.call("save", { model: model.handle }, run);
  return modelRef(service, await service.call("open", { base64 }, run));
}

/** Puts a model to work on flows that a service has. */
export async function predictTable(
  model: ModelRef,
  flows: { service: AnalysisService; table: TableHandle; name: string; rowCount: number },
  run: RunOptions,
): Promise<Prediction> {
  const { service, table, name, rowCount } = flows;
  const here = await modelIn(service, model, run);
  const answer = checkedPrediction(await service.call("predict", { table, model: here.handle }, run));
  return { model: model.name, capture: name, isOwn: model.source === name, rowCount, answer };
}

/** Reads another capture, puts a model to work on it and gives its table back. */
export async function predictFile(
  model: ModelRef,
  service: AnalysisService,
  file: File,
  run: RunOptions,
): Promise<Prediction> {
  const { table, rowCount } = await service.call("load", { source: file }, run);
  try {
    return await predictTable(model, { service, table, name: file.name, rowCount }, run);
  } finally {
    service.call("release", { handles: [table] }).catch(() => undefined);
  }
}

function modelRef(service: AnalysisService, { model, name, classes, source }: Methods["open"][1]): ModelRef {
  return {
    service,
    handle: model,
    name: String(name),
    classes: Array.isArray(classes) ? classes.map(String) : [],
    source: typeof source === "string" ? source : "",
  };
}

/** A prediction in shape: it comes out of a notebook's kernel, which may run anything. */
function checkedPrediction(answer: unknown): Methods["predict"][1] {
  const { classes, counts, labelled, unknown, accuracy, macroF1, confusion } = Object(answer) as Record<
    string,
    unknown
  >;
  if (!Array.isArray(classes) || !Array.isArray(counts) || counts.length !== classes.length)
    throw new TypeError("Cannot show the prediction: expected a count for each class, got another shape");
  const size = classes.length;
  const isMatrix =
    Array.isArray(confusion) &&
    confusion.length === size &&
    confusion.every((row) => Array.isArray(row) && row.length === size);
  return {
    classes: classes.map(String),
    counts: counts.map(Number),
    labelled: numberOr(labelled) ?? 0,
    unknown: numberOr(unknown) ?? 0,
    accuracy: numberOr(accuracy),
    macroF1: numberOr(macroF1),
    confusion: isMatrix ? (confusion as unknown[][]).map((row) => row.map(Number)) : null,
  };
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A name that stays in the folder it is saved in. */
function fileName(name: string): string {
  const safe = String(name)
    .replace(/[^\p{L}\p{N}._ -]+/gu, "-")
    .replace(/^[.\s-]+/, "")
    .slice(-MAX_NAME);
  return safe === "" ? "model.trafficmodel" : safe;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  let text: string;
  try {
    text = atob(base64);
  } catch (cause) {
    throw new TypeError("Cannot save the model: the service's answer is no file", { cause });
  }
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Bytes that `String.fromCharCode` takes as arguments. */
const BLOCK = 32_768;

async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + BLOCK)));
  return btoa(parts.join(""));
}
