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
