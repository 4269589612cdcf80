import { runJob } from "../core/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { expectRowsOf } from "./expect-rows.ts";
import { checkLoadOptions } from "./load-options.ts";
import type { LoadOptions } from "./load-options.ts";
import type { FlowSource } from "./source.ts";

/**
 * Loads flow records: every format of docs/formats.md, told by content, packed or not; tables of other names are mapped by what their columns
 * are called and hold.
 *
 * Rows that cannot be read are set aside, counted and listed in `report`; nothing is guessed silently. Rows of objects and danfo frames
 * go through the same checks as a file.
 *
 * @param source A path, URL, bytes, Blob, stream, array of rows, or a danfo frame. A path may be a folder, whose flow logs are loaded in
 *   order, or a glob as "logs/conn.*.log.gz"; a list of paths, URLs, bytes or Blobs is loaded in its order. All become one table.
 * @throws {UnknownFormatError} when the content is no flow log that this version reads.
 * @throws {SyntaxError} code E_TOO_MANY_BAD_ROWS with `.report`, when more than 1 % of the rows (and at least 5) are unreadable, or none is
 *   readable; `lenient` keeps the rest. Code E_TRUNCATED_GZIP when gzip data end early or are damaged; `lenient` keeps what came before.
 * @throws {CancelledError} when the signal is aborted.
 */
export async function loadFlows(source: FlowSource, options: LoadOptions = {}): Promise<FlowTable> {
  const settings = checkLoadOptions(options);
  return runJob("loading flows", options, async (job) => {
    if (typeof source === "string") void expectRowsOf(source);
    const { loadSources } = await import("./load-sources.ts"); // at first use: ADR 0017
    return loadSources(source, settings, job);
  });
}
