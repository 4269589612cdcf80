// The types of @tensorflow/tfjs, less the WebGL backend, which neither Node nor Deno can run.
import "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import * as data from "@tensorflow/tfjs-data";

export * from "@tensorflow/tfjs-core";
export * from "@tensorflow/tfjs-layers";
export * from "@tensorflow/tfjs-converter";
export * from "@tensorflow/tfjs-backend-cpu";
export { data };
export declare const version: Readonly<Record<string, string>>;

/** Which engine was loaded: the native addon when it is installed and loads, WebAssembly otherwise. */
export declare const __engine: "native" | "wasm";
/** Why the native addon is not in use; null when it is. */
export declare const __nativeError: string | null;
