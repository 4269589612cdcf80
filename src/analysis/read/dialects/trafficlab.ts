import { CANONICAL_FIELDS, REQUIRED_FIELDS, TEXT_FIELDS } from "../../core/mod.ts";
import { BooleanColumn, direct } from "../../table/mod.ts";
import { fillsGap } from "../export-names.ts";
import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { readName } from "../mapping/name-reading.ts";
import type { Role } from "../mapping/name-reading.ts";
import { normalizeName } from "../names.ts";
import { copyTimes } from "../stamps.ts";
import type { TableDialect } from "./types.ts";

const CANONICAL: ReadonlySet<string> = new Set(CANONICAL_FIELDS);
const REQUIRED: ReadonlySet<string> = new Set(REQUIRED_FIELDS);
const NUMBERS = CANONICAL_FIELDS.filter(
  (field) => !TEXT_FIELDS.has(field) && field !== "is_attack" && field !== "timestamp",
);
const PLAIN_TEXTS = ["label_detail", "src_ip", "dst_ip", "service", "state"] as const;

/** The library's own columns, in any order and case; what a table is exported as. */
export const trafficlab: TableDialect = {
  id: "trafficlab",
  ownNames: true,
  recognizes: ({ names }) => namesCanonicalFields(names),
  numbers: NUMBERS,
  texts: [...TEXT_FIELDS],
  map: (draft) => mapCanonical(draft, 0),
};

const MEASURES: readonly Role[] = ["duration", "packets", "bytes", "mean size", "packet rate", "byte rate"];
/** One canonical name beside other measures is any file's word: "Duration" is a time to live in one of them. */
const ENOUGH = 2;

/** Whether a header's names, normalised, are canonical ones, so that columns of other names are no fields. */
export function namesCanonicalFields(names: readonly string[]): boolean {
  const required = names.filter((name) => REQUIRED.has(name)).length;
  const sides = names.includes("packets_sent") && names.includes("packets_received");
  const alone = required === 1 && !names.some((name) => !CANONICAL.has(name) && measures(name));
  if (required < ENOUGH && !sides && !alone) return false;
  return !names.some((name) => !CANONICAL.has(name) && fillsGap(name, names));
}

function measures(name: string): boolean {
  const role = readName(name)?.role;
  return role !== undefined && MEASURES.includes(role);
}

/** Whether a header names a required field, whatever else it names. */
export function namesRequiredFields(header: readonly string[]): boolean {
  return header.some((name) => REQUIRED.has(normalizeName(name)));
}

/** @param withoutZone How many of the times, where they are read already, came from a stamp without zone. */
export function mapCanonical(draft: CanonicalDraft, withoutZone: number): void {
  for (const field of NUMBERS) draft.copyNumbers(field, [field]);
  for (const field of PLAIN_TEXTS) draft.copyText(field, [field]);
  draft.copyProtocol("protocol");
  copyCanonicalTimes(draft, withoutZone);
  copyVerdicts(draft);
}

function copyCanonicalTimes(draft: CanonicalDraft, withoutZone: number): void {
  const name = draft.source.find("timestamp");
  const column = name === null ? undefined : draft.source.get(name);
  if (name === null || !column) return;
  if (column.type !== "time") copyTimes(draft, name);
  else draft.setTimes(name, column, withoutZone);
}

/** The file's own `is_attack` is believed, unless the caller says which labels are benign. */
function copyVerdicts(draft: CanonicalDraft): void {
  const { benign, label = "label" } = draft.context;
  const name = draft.source.find("is_attack");
  const verdicts = name === null ? undefined : draft.source.get(name);
  if (name === null || !(verdicts instanceof BooleanColumn) || benign !== undefined) {
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
    return;
  }
  const entry = direct("is_attack", name);
  const labels = draft.texts(label);
  if (labels)
    draft.setLabels(direct("label", labels.name), labels, PLAIN_ATTACK_WORDS, { entry, column: verdicts });
  else {
    draft.checkLabelOptions();
    draft.set(entry, verdicts);
  }
}
