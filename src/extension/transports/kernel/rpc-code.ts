import { RPC_MIME, type ServiceRequest } from "../../../analysis/mod.ts";

/**
 * The TypeScript that carries one request into the kernel: one call of the function that the library has put on `globalThis`,
 * or, where it was not loaded, an answer that says so.
 *
 * Everything that comes from data passes through JSON.stringify, the request twice: it arrives as text, not as code.
 */
export function rpcCode(request: ServiceRequest): string {
  const answer = {
    v: 1,
    id: request.id,
    error: {
      name: "Error",
      code: "E_NOT_LOADED",
      message:
        "Cannot ask the kernel: it has not loaded trafficlab since its last start; run the notebook's cells first",
    },
  };
  const content = { data: { [RPC_MIME]: answer }, metadata: {}, transient: {} };
  const refuse = `(() => Deno.jupyter.broadcast("display_data", ${JSON.stringify(content)}))`;
  return `await (globalThis[Symbol.for("trafficlab.rpc")] ?? ${refuse})(${JSON.stringify(JSON.stringify(request))})`;
}
