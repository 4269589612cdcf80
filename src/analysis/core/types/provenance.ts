/** Where results come from. */
import type { MappingJSON } from "./mapping.ts";
import type { Dialect, JSONValue } from "./shared.ts";

/** Where a result comes from: enough to make it again and to tell whether it is the same. */
export interface Provenance {
  /** Name and version of the library, as "trafficlab 0.1.0". */
  library: string;
  formatVersion: 1;
  /** `engine`: what read the source, with its version, where that was not this library. */
  source: { name: string; sha256?: string; bytes?: number; dialect?: Dialect; engine?: string };
  rows: number;
  mapping?: MappingJSON;
  /** The public function that made the result. */
  call: string;
  parameters: JSONValue;
  seed?: number;
  runtime: { name: "deno" | "node" | "browser"; version: string; engine?: "native" | "wasm" | "cpu" };
  /** Milliseconds by phase. Durations stand here and nowhere else. */
  timing?: Record<string, number>;
}
