/** The kinds of payload: how each is checked and how it looks where no widget draws it. A kind is a row here. */
import type {
  AnomaliesPayload,
  BehaviorPayload,
  ProfilePayload,
  ResultPayload,
  ThreatPayload,
} from "../core/mod.ts";
import { ANOMALIES_MIME, BEHAVIOR_MIME, PROFILE_MIME, THREAT_MIME } from "../core/mod.ts";
import { ANOMALIES_SCHEMA, anomaliesHtml, anomaliesProblems, anomaliesText } from "./anomalies/mod.ts";
import { BEHAVIOR_SCHEMA, behaviorHtml, behaviorProblems, behaviorText } from "./behavior/mod.ts";
import type { PayloadKind } from "./payload-kind.ts";
import { profileHtml } from "./profile-html.ts";
import { profileProblems } from "./profile-problems.ts";
import { PROFILE_SCHEMA } from "./profile-schema.ts";
import { profileText } from "./profile-text.ts";
import { THREAT_SCHEMA, threatHtml, threatProblems, threatText } from "./threat/mod.ts";
import { TRAINING_KIND } from "./training/mod.ts";

const PROFILE_KIND: PayloadKind<ProfilePayload> = {
  mime: PROFILE_MIME,
  type: "profile",
  schema: PROFILE_SCHEMA,
  problems: profileProblems,
  html: profileHtml,
  text: profileText,
};

const ANOMALIES_KIND: PayloadKind<AnomaliesPayload> = {
  mime: ANOMALIES_MIME,
  type: "anomalies",
  schema: ANOMALIES_SCHEMA,
  problems: anomaliesProblems,
  html: anomaliesHtml,
  text: anomaliesText,
};

const BEHAVIOR_KIND: PayloadKind<BehaviorPayload> = {
  mime: BEHAVIOR_MIME,
  type: "behavior",
  schema: BEHAVIOR_SCHEMA,
  problems: behaviorProblems,
  html: behaviorHtml,
  text: behaviorText,
};

const THREAT_KIND: PayloadKind<ThreatPayload> = {
  mime: THREAT_MIME,
  type: "threat",
  schema: THREAT_SCHEMA,
  problems: threatProblems,
  html: threatHtml,
  text: threatText,
};

/** The folders beside this file make the kinds of their own payloads. */
const KINDS: readonly PayloadKind<ResultPayload>[] = [
  PROFILE_KIND,
  ANOMALIES_KIND,
  BEHAVIOR_KIND,
  TRAINING_KIND,
  THREAT_KIND,
];

/** The kind of a MIME type or of a payload's type; undefined for none. */
export function payloadKind(mimeOrType: string): PayloadKind<ResultPayload> | undefined {
  return KINDS.find(({ mime, type }) => mime === mimeOrType || type === mimeOrType);
}

/** The MIME types of all kinds. */
export const RESULT_MIMES: readonly string[] = KINDS.map(({ mime }) => mime);
