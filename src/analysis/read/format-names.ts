import { codedError, describe, quote } from "../core/mod.ts";

/** Values of the option `format`: here by name, so that the options can be checked without the readers being loaded. */
export const FORMAT_NAMES: readonly string[] = [
  "auto",
  "parquet",
  "suricata-eve",
  "zeek-json",
  "jsonl",
  "zeek-tsv",
  "packet-list",
  "trafficlab",
  "csv",
  "cicflowmeter",
  "unsw-nb15",
  "kdd",
  "argus",
  "nfstream",
  "tranalyzer",
  "nfdump",
  "ndpi",
  "aws-vpc",
  "azure-nsg",
  "zeek",
  "eve",
  "vpc",
];

/** @throws {RangeError} code BAD_INPUT, for a format that is not read. */
export function checkFormat(format: unknown): string {
  if (format === undefined) return "auto";
  if (typeof format === "string" && FORMAT_NAMES.includes(format)) return format;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot load flows: format must be one of ${FORMAT_NAMES.map((name) => quote(name)).join(", ")}, got ${describe(format)}`,
  );
}
