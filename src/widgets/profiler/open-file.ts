import type { AnalysisService, ProfilePayload, Progress, TableHandle } from "../../analysis/mod.ts";
import { checkPayload } from "./check.ts";

/** A file that was read, profiled and found good, with the table it left in the service. */
export interface OpenedFile {
  service: AnalysisService;
  table: TableHandle;
  payload: ProfilePayload;
}

/**
 * Reads a file into a table of the service and profiles it.
 *
 * A table that was made before a failure is given back.
 *
 * @throws What the service rejects with; TypeError when it answers with no payload that can be drawn.
 */
export async function openFile(
  service: AnalysisService,
  blob: Blob,
  name: string,
  run: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<OpenedFile> {
  const source = blob instanceof File && blob.name === name ? blob : new File([blob], name);
  const { table } = await service.call("load", { source }, run);
  try {
    run.signal.throwIfAborted();
    const { payload, reasons } = checkPayload(await service.call("profile", { table }, run));
    if (payload === null) throw new TypeError(`Cannot show the profile of "${name}": ${reasons.join("; ")}`);
    return { service, table, payload };
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
