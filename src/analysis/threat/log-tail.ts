/** A flow log that another program is writing: its whole lines, as they come. */
import { codedError, quote } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { FileAccess } from "../host/mod.ts";
import { loadFlows } from "../read/mod.ts";
import type { FlowTable } from "../table/mod.ts";

/** Most bytes that are read at a time. */
const MOST_BYTES = 1 << 26;
const NEWLINE = 10;
const FLOW_EVENT = /"event_type"\s*:\s*"flow"/;

/** Reads what was added to a conn.log or an eve.json since the last look. A file that became shorter was begun anew. */
export class LogTail {
  readonly #path: string;
  readonly #files: FileAccess;
  #at = 0;
  /** The lines with "#" that say what the columns of a conn.log are. */
  #header: string[] = [];

  /** @throws {TypeError} code BAD_INPUT, in the page. */
  constructor(path: string) {
    const { files } = currentHost();
    if (files === null)
      throw codedError(
        TypeError,
        "BAD_INPUT",
        "Cannot watch flows: the page has no files; load the capture and watch its table",
      );
    this.#path = path;
    this.#files = files;
  }

  /**
   * The flows of the lines that are new and whole; null where there are none.
   *
   * @throws {Error} code E_NOT_FOUND, and the errors of `loadFlows`.
   */
  async next(): Promise<FlowTable | null> {
    if ((await this.#files.kind(this.#path)) !== "file")
      throw codedError(Error, "E_NOT_FOUND", `Cannot watch ${quote(this.#path)}: there is no such file`);
    const size = await this.#files.size(this.#path);
    if (size < this.#at) {
      this.#at = 0;
      this.#header = [];
    }
    const lines = this.#sort(await this.#wholeLines(size));
    if (lines.length === 0) return null;
    const text = `${[...this.#header, ...lines].join("\n")}\n`;
    const name = this.#files.baseName(this.#path);
    return loadFlows(new File([text], name), { lenient: true });
  }

  async #wholeLines(size: number): Promise<string[]> {
    if (size <= this.#at) return [];
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of this.#files.read(this.#path, this.#at)) {
      pieces.push(piece);
      length += piece.length;
      if (length >= MOST_BYTES) break;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && length >= MOST_BYTES)
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot watch ${quote(this.#path)}: a line has at most ${MOST_BYTES} bytes, got more`,
      );
    this.#at += end;
    return new TextDecoder().decode(bytes.subarray(0, end)).split(/\r?\n/);
  }

  /** Keeps the header, and gives the lines of flows. */
  #sort(lines: readonly string[]): string[] {
    const flows: string[] = [];
    for (const line of lines) {
      if (line.startsWith("#separator")) this.#header = [];
      if (line.startsWith("#")) {
        if (!line.startsWith("#close")) this.#header.push(line);
      } else if (line.trim() !== "" && (!line.includes('"event_type"') || FLOW_EVENT.test(line)))
        flows.push(line);
    }
    return flows;
  }
}
