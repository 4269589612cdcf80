/** Files over a transport that carries short messages only. */
import type { AnalysisService, Methods, RunOptions } from "../core/mod.ts";
import { CancelledError, textHash } from "../core/mod.ts";

export interface PartOptions {
  /** Most characters of a file in an answer. */
  received: number;
  /** Most characters of a file in a request. */
  sent: number;
  /** Time between two answers, in ms: a server drops outputs that come faster than it lets them. */
  pauseMs: number;
}

/** `call` of a service, in which files go through in as many calls as they need. */
export function callInParts(ask: AnalysisService["call"], options: PartOptions): AnalysisService["call"] {
  return <M extends keyof Methods>(method: M, params: Methods[M][0], run: RunOptions = {}) => {
    const isWhole = !("offset" in params);
    if (method === "save" && isWhole) return save(ask, params as Methods["save"][0], run, options);
    if (method === "export" && isWhole) return exported(ask, params as Methods["export"][0], run, options);
    if (method === "open" && isWhole) return open(ask, params as Methods["open"][0], run, options);
    return ask(method, params, run);
  };
}

async function save(
  ask: AnalysisService["call"],
  params: Methods["save"][0],
  run: RunOptions,
  options: PartOptions,
): Promise<Methods["save"][1]> {
  let name = "";
  const base64 = await gathered(run, options, async (offset, limit) => {
    const part = await ask("save", { ...params, offset, limit }, run);
    ({ name } = part);
    return { text: part.base64, length: part.length };
  });
  return { name, base64, length: base64.length };
}

async function exported(
  ask: AnalysisService["call"],
  params: Methods["export"][0],
  run: RunOptions,
  options: PartOptions,
): Promise<Methods["export"][1]> {
  let name = "";
  const text = await gathered(run, options, async (offset, limit) => {
    const part = await ask("export", { ...params, offset, limit }, run);
    ({ name } = part);
    return part;
  });
  return { name, text, length: text.length };
}

/** The text whose parts `next` gives. */
async function gathered(
  run: RunOptions,
  { received, pauseMs }: PartOptions,
  next: (offset: number, limit: number) => Promise<{ text: string; length: number }>,
): Promise<string> {
  const parts: string[] = [];
  for (let offset = 0; ;) {
    const { text, length } = await next(offset, received);
    parts.push(text);
    offset += text.length;
    if (offset >= length || text === "") return parts.join("");
    run.onProgress?.({ phase: "sending", done: offset, total: length, unit: "bytes" });
    await pause(pauseMs, run.signal);
  }
}

async function open(
  ask: AnalysisService["call"],
  params: Methods["open"][0],
  run: RunOptions,
  { sent }: PartOptions,
): Promise<Methods["open"][1]> {
  const { base64 } = params;
  const { length } = base64;
  if (length <= sent) return ask("open", params, run);
  const upload = textHash(base64);
  for (let offset = 0; ; offset += sent) {
    const part = { base64: base64.slice(offset, offset + sent), upload, offset, length };
    const answer = await ask("open", part, run);
    const done = Math.min(length, offset + sent);
    run.onProgress?.({ phase: "opening", done, total: length, unit: "bytes" });
    if (done === length) return answer;
  }
}

/** Rejects at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(new CancelledError("sending the file", { cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
