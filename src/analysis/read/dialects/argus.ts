import { direct, TextColumn } from "../../table/mod.ts";
import { normalizeProtocol, recode } from "../canonical.ts";
import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { readStamps } from "../stamps.ts";
import { copySides } from "./argus-sides.ts";
import type { TableDialect } from "./types.ts";

const SIGNATURE = ["starttime", "dur", "proto", "srcaddr", "dstaddr", "totpkts", "totbytes"];
/** What is left of `ra`'s fields where a publisher took out times and addresses: nothing else spells them so together. */
const ANONYMIZED = ["dur", "proto", "state", "totpkts", "totbytes", "srcbytes", "stos", "dtos"];
/** The meter's records about itself. */
const MANAGEMENT = "man";
/** Protocols above UDP that Argus names in place of it. */
const OVER_UDP = /^rtc?p$/i;
/** Argus came later: an older date is a relative time, shown in the zone of the machine that wrote it. */
const FIRST_TIME = Date.UTC(1980, 0, 1);
const ATTACKS: ReadonlySet<string> = new Set(["botnet", "malware"]);
/** Where labels are not Stratosphere's. */
const ANY_ATTACKS: ReadonlySet<string> = new Set([...ATTACKS, ...PLAIN_ATTACK_WORDS]);
/** The classes that Stratosphere's texts of labels hold, in the order in which they count. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/botnet/i, "Botnet"],
  [/^malware/i, "Malware"],
  [/normal/i, "Normal"],
  [/background/i, "Background"],
];

/** Argus's `ra`, as binetflow files and CSV, with or without labels. */
export const argus: TableDialect = {
  id: "argus",
  recognizes: ({ names }) =>
    [SIGNATURE, ANONYMIZED].some((signature) => signature.every((name) => names.includes(name))),
  numbers: ["dur", "totpkts", "totbytes", "srcpkts", "dstpkts", "srcbytes", "dstbytes"],
  texts: ["proto", "srcaddr", "sport", "dir", "dstaddr", "dport", "state", "label"],
  select(source, report) {
    const name = source.find("proto");
    const protocols = name === null ? undefined : source.get(name);
    if (!(protocols instanceof TextColumn)) return null;
    const isManagement = protocols.categories.map((text) => text.trim().toLowerCase() === MANAGEMENT);
    if (!isManagement.includes(true)) return null;
    const flows: number[] = [];
    for (let row = 0; row < source.rows; row++)
      if (isManagement[protocols.values[row]!] !== true) flows.push(row);
    report.drop(MANAGEMENT, source.rows - flows.length);
    return Uint32Array.from(flows);
  },
  async map(draft) {
    const { pause } = draft.context;
    draft.byteMeaning = "frame";
    draft.copyNumbers("duration", ["dur"]);
    draft.copyNumbers("packet_count", ["totpkts"]);
    await pause();
    copySides(draft);
    await pause();
    draft.copyText("protocol", ["proto"], (text) =>
      OVER_UDP.test(text.trim()) ? "udp" : normalizeProtocol(text.trim()),
    );
    if (draft.texts("proto")?.categories.some((text) => OVER_UDP.test(text.trim())) === true)
      draft.copyText("service", ["proto"], (text) =>
        OVER_UDP.test(text.trim()) ? text.trim().toLowerCase() : null,
      );
    draft.copyText("state", ["state"], (text) => text.trim());
    await pause();
    copyStart(draft);
    await pause();
    copyClasses(draft);
  },
};

function copyStart(draft: CanonicalDraft): void {
  const name = draft.source.find("starttime");
  const column = name === null ? undefined : draft.source.get(name);
  if (name === null || !column) return;
  if (!(column instanceof TextColumn)) {
    draft.copyEpochs(name);
    return;
  }
  const { values, withoutZone } = readStamps(column, draft.context.zone, (row) =>
    draft.report.warn("W_BAD_TIME", "Texts that are no time stamps were taken as missing", {
      line: draft.lines.lineOf(row),
      column: "timestamp",
    }),
  );
  let times = 0;
  let relative = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row]! >= FIRST_TIME) times++;
    if (!(values[row]! < FIRST_TIME)) continue;
    values[row] = NaN;
    relative++;
  }
  if (relative > 0)
    draft.report.warn(
      "W_RELATIVE_TIME",
      "Times before 1980 count from the start of the capture: there is no absolute time",
      { column: "timestamp", count: relative },
    );
  if (times > 0 || relative === 0) return draft.setTimes(name, values, Math.max(0, withoutZone - relative));
  draft.timeZone = "relative";
  draft.cannot("timestamp", `relative: ${name} counts from the start of the capture`);
}

/** The whole text of a label is its detail; the class is a word in it. */
function copyClasses(draft: CanonicalDraft): void {
  const { context, source, report } = draft;
  const name = source.find("label");
  const column = name === null ? null : draft.texts(name);
  const own = context.label === undefined || source.find(context.label) === name;
  const named = column?.categories.some((text) => classOf(detailOf(text)) !== null) ?? false;
  const empty = column !== null && column.missing === column.length;
  if (!own || name === null || !column || (!named && !empty)) {
    draft.copyLabels(["label"], ANY_ATTACKS);
    return;
  }
  if (empty) {
    draft.checkLabelOptions();
    for (const field of ["label", "label_detail", "is_attack"] as const)
      draft.cannot(field, `${name} is empty in every row`);
    return;
  }
  const { column: detail } = recode("label_detail", column, (text) => detailOf(text) || null);
  const { column: label } = recode("label", column, (text) => classOf(detailOf(text)));
  draft.set(direct("label_detail", name), detail);
  draft.setLabels(
    { ...direct("label", name), reason: "the word of the label that names a class" },
    label,
    ATTACKS,
  );
  const open = label.missing - detail.missing;
  if (open > 0)
    report.warn(
      "W_UNKNOWN_LABEL",
      "Some labels name none of the classes Botnet, Malware, Normal and Background: label and is_attack are missing for them",
      { column: "label_detail", count: open },
    );
}

function detailOf(text: string): string {
  return text.trim().replace(/^flow=/i, "");
}

function classOf(detail: string): string | null {
  return CLASSES.find(([word]) => word.test(detail))?.[1] ?? null;
}
