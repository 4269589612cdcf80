import type {
  AnalysisService,
  JSONValue,
  Methods,
  ProfilePayload,
  Progress,
  TableHandle,
} from "../../analysis/mod.ts";
import { checkPayload } from "./check.ts";

/** What is read: a file, or the source of a table that the service has. */
export type Source = File | { table: TableHandle };

/** A source that was read, profiled and found good, with the table it left in the service. */
export interface OpenedFile {
  service: AnalysisService;
  source: Source;
  table: TableHandle;
  payload: ProfilePayload;
}

/** How a source is read. */
export interface OpenRun {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Options of `loadFlows`. */
  options?: Record<string, JSONValue> | undefined;
}

/**
 * Reads a source into a table of the service and profiles it.
 *
 * A table that was made before a failure is given back.
 *
 * @throws What the service rejects with; TypeError when it answers with no payload that can be drawn.
 */
export async function openFile(
  service: AnalysisService,
  source: Source,
  name: string,
  { options, ...run }: OpenRun,
): Promise<OpenedFile> {
  const params: Methods["load"][0] = options === undefined ? { source } : { source, options };
  const { table } = await service.call("load", params, run);
  try {
    run.signal.throwIfAborted();
    const { payload, reasons } = checkPayload(await service.call("profile", { table }, run));
    if (payload === null) throw new TypeError(`Cannot show the profile of "${name}": ${reasons.join("; ")}`);
    return { service, source, table, payload };
  } catch (error) {
    release(service, table);
    throw error;
  }
}

/** Gives back the table of an opened file. */
export function closeFile({ service, table }: OpenedFile): void {
  release(service, table);
}

/** A table that cannot be given back is gone with its service, so a failure here has nothing to tell. */
function release(service: AnalysisService, handle: TableHandle): void {
  service.call("release", { handles: [handle] }).catch(() => undefined);
}
