/** The kernel's end of the kernel transport: a function on globalThis that a silent execution calls with one request. */
import type { ServiceResponse } from "../core/mod.ts";
import { codedError, RPC_MIME } from "../core/mod.ts";
import { currentHost, type Host } from "../host/mod.ts";
import { MAX_REQUEST, serviceError } from "./requests.ts";
import { createService, type Service } from "./service.ts";

const RPC = Symbol.for("trafficlab.rpc");

/** Takes a request as JSON text; answers by broadcasts; settles when the last answer is out, and never rejects. */
export type RpcFunction = (request: string) => Promise<void>;

/**
 * Puts the function on globalThis when this runs in a kernel; elsewhere does nothing. Costs nothing until the first request.
 *
 * Where the library is loaded twice, the later one answers: tables are asked of the copy that made them last.
 *
 * @returns Whether there is a kernel.
 */
export function installRpc(host: Pick<Host, "broadcast"> = currentHost()): boolean {
  const { broadcast } = host;
  if (broadcast === null) return false;
  let service: Service | null = null;
  const answer: RpcFunction = async (text) => {
    service ??= createService();
    let sent = Promise.resolve();
    const emit = (response: ServiceResponse): void => {
      const content = { data: { [RPC_MIME]: response }, metadata: {}, transient: {} };
      // A broadcast that fails has no other way to the page: the transport there gives up waiting.
      sent = sent.then(() => broadcast("display_data", content)).catch(() => undefined);
    };
    const request = parse(text);
    if (request instanceof Error) emit({ v: 1, id: "", error: serviceError(request) });
    else await service.handleRequest(request.value, emit);
    await sent;
  };
  (globalThis as { [RPC]?: RpcFunction })[RPC] = answer;
  return true;
}

function parse(text: unknown): { value: unknown } | Error {
  if (typeof text !== "string" || text.length > MAX_REQUEST) {
    return codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot read request: it must be JSON text of at most ${MAX_REQUEST} characters`,
    );
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (cause) {
    return codedError(SyntaxError, "BAD_INPUT", "Cannot read request: it must be JSON", { cause });
  }
}
