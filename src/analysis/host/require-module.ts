import { codedError, quote } from "../core/mod.ts";
import type { LazyModule, OptionalModule } from "./types.ts";

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

/**
 * Loads a package that the user may have installed: as seen from the working directory, else from where the library lies.
 *
 * @throws {Error} code E_UNSUPPORTED when it is not there or fails to start, with the cause.
 */
export function requireInstalled(name: OptionalModule): unknown {
  const { createRequire } = process.getBuiltinModule("node:module");
  const here = `${process.cwd()}/package.json`;
  const places = typeof TRAFFICLAB_BUNDLE_URL === "string" ? [here, TRAFFICLAB_BUNDLE_URL] : [here];
  let reason: unknown;
  for (const place of places) {
    try {
      return createRequire(place)(name);
    } catch (error) {
      reason ??= error;
    }
  }
  const got = quote((reason instanceof Error ? reason.message : String(reason)).split("\n")[0]!);
  throw codedError(
    Error,
    "E_UNSUPPORTED",
    `Cannot load ${quote(name)}: it must be installed and load, got ${got}; run npm install ${name} in the working directory`,
    { cause: reason },
  );
}
