import type { MappedField } from "../../core/mod.ts";
import { booleanColumn, direct, emptyValidity, setValid, textColumn } from "../../table/mod.ts";
import type { BooleanColumn, TextColumn } from "../../table/mod.ts";
import { computed } from "../canonical.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { fitsMost } from "./headerless.ts";
import { parsePorts } from "./ports.ts";
import type { TableDialect, TableShape } from "./types.ts";

/** The 49 columns of the four original files, which have no header. */
const ORIGINAL = (
  "srcip sport dstip dsport proto state dur sbytes dbytes sttl dttl sloss dloss service Sload Dload Spkts Dpkts swin dwin " +
  "stcpb dtcpb smeansz dmeansz trans_depth res_bdy_len Sjit Djit Stime Ltime Sintpkt Dintpkt tcprtt synack ackdat " +
  "is_sm_ips_ports ct_state_ttl ct_flw_http_mthd is_ftp_login ct_ftp_cmd ct_srv_src ct_srv_dst ct_dst_ltm ct_src_ltm " +
  "ct_src_dport_ltm ct_dst_sport_ltm ct_dst_src_ltm attack_cat Label"
).split(" ");
const SIGNATURE = ["dur", "spkts", "dpkts", "sbytes", "dbytes", "attack_cat"];
/** The publisher says "transaction bytes"; the sizes of rows of ARP and of lone SYNs show IP packets. */
const BYTES_CONFIDENCE = 0.7;
const NORMAL = "Normal";

/** UNSW-NB15: the training and testing halves with 45 columns, and the originals with 49 and no header. */
export const unswNb15: TableDialect = {
  id: "unsw-nb15",
  recognizes: (shape) => isOriginal(shape) || SIGNATURE.every((name) => shape.names.includes(name)),
  namesFor: (shape) => (isOriginal(shape) ? ORIGINAL : null),
  numbers: ["dur", "spkts", "dpkts", "sbytes", "dbytes", "stime", "ltime", "label"],
  texts: ["srcip", "sport", "dstip", "dsport", "proto", "service", "state", "attack_cat"],
  async map(draft) {
    const { pause } = draft.context;
    draft.byteMeaning = "ip";
    draft.copyNumbers("duration", ["dur"]);
    draft.copyNumbers("packets_sent", ["spkts"]);
    draft.copyNumbers("packets_received", ["dpkts"]);
    copyBytes(draft, "bytes_sent", "sbytes");
    copyBytes(draft, "bytes_received", "dbytes");
    await pause();
    draft.copyProtocol("proto");
    draft.copyText("service", ["service"], (text) => text.trim());
    draft.copyText("state", ["state"], (text) => text.trim());
    draft.copyEpochs("stime");
    draft.copyText("src_ip", ["srcip"]);
    draft.copyText("dst_ip", ["dstip"]);
    copyPorts(draft, "src_port", "sport");
    copyPorts(draft, "dst_port", "dsport");
    await pause();
    copyCategories(draft);
  },
};

function isOriginal({ kind, names, rows }: TableShape): boolean {
  return kind === "delimited" && isOriginalRow(names) && fitsMost(rows, isOriginalRow);
}

function isOriginalRow(fields: readonly string[]): boolean {
  const cell = (name: string): string => fields[ORIGINAL.indexOf(name)]!.trim();
  return (
    fields.length === ORIGINAL.length &&
    ["srcip", "dstip"].every((name) => /^[\d.]+$|:/.test(cell(name))) &&
    ["Stime", "Ltime"].every((name) => /^\d{10}$/.test(cell(name))) &&
    /^[01]$/.test(cell("Label"))
  );
}

function copyBytes(draft: CanonicalDraft, field: "bytes_sent" | "bytes_received", from: string): void {
  const name = draft.source.find(from);
  const values = name === null ? null : draft.numbers(name);
  if (name === null || !values) return;
  const reason = "the publisher does not say which bytes: the smallest flows show whole IP packets";
  draft.set({ ...direct(field, name), confidence: BYTES_CONFIDENCE, reason }, values);
}

function copyPorts(draft: CanonicalDraft, field: "src_port" | "dst_port", from: string): void {
  const name = draft.source.find(from);
  const column = name === null ? null : draft.texts(name);
  if (name !== null && column) draft.set(direct(field, name), parsePorts(column, field, draft));
}

/** `attack_cat` is the class; whether it is an attack stands in `label`. */
function copyCategories(draft: CanonicalDraft): void {
  const { context, source } = draft;
  const category = source.find("attack_cat");
  const flagName = source.find("label");
  const flags = flagName === null ? null : draft.numbers(flagName);
  const own = context.label === undefined || source.find(context.label) === category;
  if (!own || category === null || flagName === null || !flags) {
    draft.copyLabels(["attack_cat"], "all others");
    return;
  }
  const named = nameNormal(draft.texts(category)!, flags);
  const entry =
    named.filled === 0 ? direct("label", category) : filledEntry(category, flagName, named.filled);
  const verdict = {
    entry: computed("is_attack", [flagName], `[${flagName}] = 1`),
    column: verdicts(flags),
  };
  draft.setLabels(entry, named.column, "all others", context.benign ? undefined : verdict);
}

function filledEntry(category: string, flag: string, filled: number): MappedField {
  const reason = `${filled} flows without a category whose ${flag} is 0 are called "${NORMAL}"`;
  return { ...direct("label", category), columns: [category, flag], status: "imputed", reason };
}

/** The originals leave the category of normal flows empty. */
function nameNormal(column: TextColumn, flags: Float64Array): { column: TextColumn; filled: number } {
  const known = column.categories.indexOf(NORMAL);
  const code = known < 0 ? column.categories.length : known;
  const codes = Int32Array.from(column.values);
  let filled = 0;
  for (let row = 0; row < codes.length; row++) {
    if (flags[row] !== 0 || (codes[row]! >= 0 && column.categories[codes[row]!]!.trim() !== "")) continue;
    codes[row] = code;
    filled++;
  }
  if (filled === 0) return { column, filled };
  const categories = known < 0 ? [...column.categories, NORMAL] : column.categories;
  return { column: textColumn(column.name, codes, [...categories]).withUsedCategories(), filled };
}

function verdicts(flags: Float64Array): BooleanColumn {
  const values = new Uint8Array(flags.length);
  const known = emptyValidity(flags.length);
  for (let row = 0; row < flags.length; row++) {
    if (flags[row] !== 0 && flags[row] !== 1) continue;
    values[row] = flags[row]!;
    setValid(known, row);
  }
  return booleanColumn("is_attack", values, known);
}
