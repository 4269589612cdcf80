import { beginsAsExport } from "../export-names.ts";
import { argus } from "./argus.ts";
import { awsVpc } from "./aws-vpc.ts";
import { azureNsg } from "./azure-nsg.ts";
import { cicflowmeter } from "./cicflowmeter.ts";
import { elasticEcs } from "./elastic-ecs.ts";
import { kdd } from "./kdd.ts";
import { ndpi } from "./ndpi.ts";
import { nfdump } from "./nfdump.ts";
import { nfstream } from "./nfstream.ts";
import { nprobe } from "./nprobe.ts";
import { suricataEve } from "./suricata-eve.ts";
import { trafficlab } from "./trafficlab.ts";
import { tranalyzer } from "./tranalyzer.ts";
import type { TableDialect, TableShape } from "./types.ts";
import { unswNb15 } from "./unsw-nb15.ts";
import { zeekJson } from "./zeek-json.ts";

/** The dialects that are tables of named columns, in the order in which they are tried. Adding one is a file and a row. */
export const TABLE_DIALECTS: readonly TableDialect[] = [
  cicflowmeter,
  unswNb15,
  kdd,
  argus,
  nfstream,
  tranalyzer,
  nfdump,
  ndpi,
  awsVpc,
  azureNsg,
  nprobe,
  elasticEcs,
  zeekJson,
  suricataEve,
  trafficlab,
];

/** The first dialect that knows a table of this shape. */
export function findTableDialect(shape: TableShape): TableDialect | null {
  if (beginsAsExport(shape.names)) return trafficlab;
  return TABLE_DIALECTS.find((dialect) => dialect.recognizes(shape)) ?? null;
}
