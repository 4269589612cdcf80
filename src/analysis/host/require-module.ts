import { codedError, quote } from "../core/mod.ts";
import type { LazyModule } from "./types.ts";

/** Set by tools/build-library.mjs to the bundle's own URL; not there in the source tree. */
declare const TRAFFICLAB_BUNDLE_URL: string | undefined;

/** The files beside the library bundle that hold the modules. */
const CHUNKS: Record<LazyModule, string> = {
  "danfojs-node": "./danfo.cjs",
  "@tensorflow/tfjs-node": "./tfjs.cjs",
};

/**
 * Loads one of the lazy modules, synchronously, in Node and Deno.
 *
 * In the bundle it is the chunk beside the bundle; in the source tree it is the npm package as seen from the working directory.
 *
 * @throws {Error} code E_UNSUPPORTED when the module is not there or fails to start, with the cause.
 */
export function requireModule(name: LazyModule): unknown {
  const bundled = typeof TRAFFICLAB_BUNDLE_URL === "string";
  const from = bundled ? TRAFFICLAB_BUNDLE_URL : `${process.cwd()}/package.json`;
  const { createRequire } = process.getBuiltinModule("node:module");
  try {
    return createRequire(from)(bundled ? CHUNKS[name] : name);
  } catch (cause) {
    const got = quote(cause instanceof Error ? cause.message : String(cause));
    const remedy = bundled
      ? "install trafficlab again"
      : "run npm ci in the repository and work from its folder";
    throw codedError(
      Error,
      "E_UNSUPPORTED",
      `Cannot load ${quote(name)}: it must be installed and load, got ${got}; ${remedy}`,
      { cause },
    );
  }
}
