/** One contract, two transports: the dispatcher, the kernel's end of its transport, and the client for widgets. */
export { ServiceClient } from "./client.ts";
export type { ServiceClientOptions } from "./client.ts";
export { installRpc } from "./rpc.ts";
export type { RpcFunction } from "./rpc.ts";
export { createService } from "./service.ts";
export type { Emit, Service } from "./service.ts";
