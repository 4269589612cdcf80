/** Types that every part of the library shares: plain data, run control, provenance. */

export type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

/** What every long-running function takes beside its own options. */
export interface RunOptions {
  /** Aborting it rejects the call with code "CANCELLED" and leaves everything else as it was. */
  signal?: AbortSignal | undefined;
  /** Called with the work done so far; `done` never falls within a phase. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  phase: string;
  done: number;
  total?: number;
  unit: "bytes" | "rows" | "trees" | "epochs" | "folds" | "steps";
  message?: string;
}

/** Where a result comes from: enough to make it again and to tell whether it is the same. */
export interface Provenance {
  /** Name and version of the library, as "trafficlab 0.1.0". */
  library: string;
  formatVersion: 1;
  source: { name: string; sha256?: string; bytes?: number; dialect?: Dialect };
  rows: number;
  mapping?: import("./flows.ts").MappingJSON;
  /** The public function that made the result. */
  call: string;
  parameters: JSONValue;
  seed?: number;
  runtime: { name: "deno" | "node" | "browser"; version: string; engine?: "native" | "wasm" | "cpu" };
  /** Milliseconds by phase. Durations stand here and nowhere else. */
  timing?: Record<string, number>;
}

/** Ids of the formats that the library reads or has a name for; see docs/formats.md. */
export type Dialect =
  | "cicflowmeter"
  | "unsw-nb15"
  | "kdd"
  | "argus"
  | "zeek-tsv"
  | "zeek-json"
  | "suricata-eve"
  | "nfstream"
  | "tranalyzer"
  | "nfdump"
  | "ndpi"
  | "aws-vpc"
  | "azure-nsg"
  | "packet-list"
  | "trafficlab"
  | "csv"
  | "jsonl"
  | "parquet";
