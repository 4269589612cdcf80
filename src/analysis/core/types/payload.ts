/** Payloads that travel in notebook outputs: versioned, bounded, validated before anything is drawn. */
import type { Cell, LoadReport } from "./flows.ts";
import type { MappingJSON } from "./mapping.ts";
import type { ProfileData } from "./profile.ts";
import type { TableHandle } from "./service.ts";

export const PROFILE_MIME = "application/vnd.trafficlab.profile+json";
export const RPC_MIME = "application/vnd.trafficlab.rpc+json";

/** A bounded page of rows. */
export interface RowSample {
  columns: string[];
  rowIndex: number[];
  cells: Cell[][];
}

/** What a profile's output holds. Schema: schema/payloads/profile.v1.json. */
export interface ProfilePayload {
  type: "profile";
  version: 1;
  table: TableHandle;
  profile: ProfileData;
  mapping: MappingJSON;
  /** `rejectedRows` bounded to what the widget shows; the counts stay whole. */
  report: LoadReport;
  /** The first rows. */
  sample: RowSample;
  /** TypeScript that makes the same result through the public API. */
  code: string;
  /** Sentences saying what was left out to stay within the size limit; empty when nothing was. */
  reduced: string[];
}

/** A Jupyter MIME bundle. */
export type MimeBundle = Record<string, unknown>;
