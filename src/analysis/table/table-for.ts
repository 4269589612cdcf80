import type { TableHandle } from "../core/mod.ts";
import { FlowTable } from "./flow-table.ts";
import { storedTableFor } from "./handles.ts";

/** The table of a handle, or undefined when this runtime has none. */
export function tableFor(handle: TableHandle): FlowTable | undefined {
  const table = storedTableFor(handle);
  return table instanceof FlowTable ? table : undefined;
}
