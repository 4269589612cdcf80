import type { AnalysisService, JSONValue, Methods, RunOptions, TableHandle } from "../../analysis/mod.ts";
import type { FlowsAbout } from "./states.ts";

/** What is read: a file, or the source of a table that the service has. */
export type Source = File | { table: TableHandle };

/** Flows that were read into a table of the service. */
export interface OpenedFlows extends FlowsAbout {
  service: AnalysisService;
  source: Source;
  table: TableHandle;
}

/**
 * Reads a source into a table of the service.
 *
 * @param options Of `loadFlows`.
 * @throws What the service rejects with.
 */
export async function openFlows(
  service: AnalysisService,
  source: Source,
  name: string,
  run: RunOptions,
  options?: Record<string, JSONValue>,
): Promise<OpenedFlows> {
  const params: Methods["load"][0] = options === undefined ? { source } : { source, options };
  const { table, rowCount, columnNames } = await service.call("load", params, run);
  return { service, source, table, name, rowCount, columnNames };
}

/** What is made of opened flows; where that fails, the flows are given back. */
export async function keptIfMade<R>(
  flows: OpenedFlows,
  { signal }: RunOptions,
  make: () => Promise<R>,
): Promise<R> {
  try {
    signal?.throwIfAborted();
    return await make();
  } catch (error) {
    closeFlows(flows);
    throw error;
  }
}

/** Gives back the table of opened flows; one that cannot be given back is gone with its service, so a failure has nothing to tell. */
export function closeFlows({ service, table }: OpenedFlows): void {
  service.call("release", { handles: [table] }).catch(() => undefined);
}
