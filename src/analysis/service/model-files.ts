/** Model files over the service: whole, or in parts where a transport carries short messages only. */
import type { Methods } from "../core/mod.ts";
import { checkInteger, codedError, fromBase64, quote, textHash, toBase64 } from "../core/mod.ts";
import { modelFileName, modelHandle, TrafficModel } from "../persist/mod.ts";
import { handleText, modelOf, type Params } from "./params.ts";
import { MAX_FILE } from "./requests.ts";

/** A file that arrives in parts. */
interface Upload {
  name: string;
  length: number;
  parts: string[];
  received: number;
}

/** The model files of one service: what is being sent or received in parts is remembered, one of each. */
export class ModelFiles {
  #sent: { model: string; base64: string } | null = null;
  #upload: Upload | null = null;

  /** A file, or `limit` characters of it from `offset`. */
  save({ model: handle, offset, limit }: Params): Methods["save"][1] {
    const model = modelOf(handle);
    const key = handleText("model", handle);
    const base64 = this.#sent?.model === key ? this.#sent.base64 : toBase64(model.toBytes());
    const part = partOf("save model", base64, offset, limit);
    this.#sent = part.isLast ? null : { model: key, base64 };
    return { name: modelFileName(model), base64: part.text, length: base64.length };
  }

  /**
   * The model of a file. A part of one is kept until all of it is there: until then the answer has no model.
   *
   * `upload` names the file of the parts, `offset` is the place of this part in it and `length` its whole length.
   */
  open({ base64, upload, offset, length }: Params): Methods["open"][1] {
    const text = upload === undefined ? base64 : this.#receive(base64, upload, offset, length);
    if (text === null) return { model: "", name: "", classes: [], source: "" };
    const bytes = fromBase64(text);
    const model = TrafficModel.fromBytes(bytes);
    return {
      model: modelHandle(model, "file", textHash(text as string)),
      name: model.name,
      classes: [...model.classes],
      source: model.provenance.source.name,
    };
  }

  #receive(base64: unknown, name: unknown, offset: unknown, whole: unknown): string | null {
    const length = checkInteger("open model", "length", whole, 1, MAX_FILE);
    const at = checkInteger("open model", "offset", offset, 0, length);
    const part = handleText("part", base64);
    const upload: Upload =
      at === 0 ? { name: handleText("upload", name), length, parts: [], received: 0 } : this.#waiting(name);
    if (upload.received !== at || upload.length !== length || at + part.length > length) {
      this.#upload = null;
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot open model: its parts must follow each other, expected one at ${upload.received} of ${upload.length}, got ${at} of ${length}; open it again`,
      );
    }
    upload.parts.push(part);
    upload.received += part.length;
    const isWhole = upload.received === length;
    this.#upload = isWhole ? null : upload;
    return isWhole ? upload.parts.join("") : null;
  }

  #waiting(name: unknown): Upload {
    const upload = this.#upload;
    if (upload !== null && upload.name === name) return upload;
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot open model: no file ${quote(String(name))} is being received; open it again`,
    );
  }
}

/** `limit` characters of a text from `offset`; all of it without them. */
export function partOf(
  action: string,
  text: string,
  offset: unknown,
  limit: unknown,
): { text: string; isLast: boolean } {
  const from = offset === undefined ? 0 : checkInteger(action, "offset", offset, 0, text.length);
  const most = limit === undefined ? text.length : checkInteger(action, "limit", limit, 1, MAX_FILE);
  const end = Math.min(text.length, from + most);
  return { text: text.slice(from, end), isLast: end === text.length };
}
