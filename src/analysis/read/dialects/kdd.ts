import { direct, TextColumn } from "../../table/mod.ts";
import { computed, readLabels, recode } from "../canonical.ts";
import { normalizeLabel } from "../labels.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { SourceColumns } from "../source-columns.ts";
import { fitsMost } from "./headerless.ts";
import type { TableDialect, TableShape } from "./types.ts";

/** The 41 features, in their order; the files name none of them. */
const FEATURES = (
  "duration protocol_type service flag src_bytes dst_bytes land wrong_fragment urgent hot num_failed_logins logged_in " +
  "num_compromised root_shell su_attempted num_root num_file_creations num_shells num_access_files num_outbound_cmds " +
  "is_host_login is_guest_login count srv_count serror_rate srv_serror_rate rerror_rate srv_rerror_rate same_srv_rate " +
  "diff_srv_rate srv_diff_host_rate dst_host_count dst_host_srv_count dst_host_same_srv_rate dst_host_diff_srv_rate " +
  "dst_host_same_src_port_rate dst_host_srv_diff_host_rate dst_host_serror_rate dst_host_srv_serror_rate " +
  "dst_host_rerror_rate dst_host_srv_rerror_rate"
).split(" ");
/** What other people's headers call the class. */
const LABELS = ["label", "labels", "class", "attack", "attack_type", "outcome"];
const TEXTS = ["protocol_type", "service", "flag"];
/** Places of the features that are shares. */
const RATES = FEATURES.flatMap((name, place) => (name.endsWith("_rate") ? [place] : []));
const PROTOCOLS = /^(?:tcp|udp|icmp)$/;
const FLAGS = /^(?:SF|S[0-3]|REJ|RSTR|RSTO|RSTOS0|SH|OTH)$/;
/** NSL-KDD's last field: how many of 21 learners got the row right. */
const DIFFICULTY = /^(?:1?\d|2[01])$/;

/** The coarser classes of the publisher; later attacks than those of the training data have none. */
const FAMILIES: Readonly<Record<string, string>> = {
  dos: "back land neptune pod smurf teardrop",
  probe: "ipsweep nmap portsweep satan",
  r2l: "ftp_write guess_passwd imap multihop phf spy warezclient warezmaster",
  u2r: "buffer_overflow loadmodule perl rootkit",
  normal: "normal",
};
const FAMILY_OF = new Map(
  Object.entries(FAMILIES).flatMap(([family, names]) =>
    names.split(" ").map((name) => [name, family] as const),
  ),
);
const FAMILY = "family";

/** KDD Cup 1999 and NSL-KDD, which have no header; with the usual names as a header also. */
export const kdd: TableDialect = {
  id: "kdd",
  recognizes: (shape) =>
    isHeaderless(shape) || FEATURES.slice(0, 6).every((name) => shape.names.includes(name)),
  namesFor: (shape) =>
    isHeaderless(shape) ? [...FEATURES, "label", "difficulty"].slice(0, shape.names.length) : null,
  numbers: [...FEATURES.filter((name) => !TEXTS.includes(name)), "difficulty"],
  texts: [...TEXTS, ...LABELS],
  select: (source) => withFamilies(source),
  async map(draft) {
    const { pause } = draft.context;
    draft.byteMeaning = "payload";
    draft.copyNumbers("duration", ["duration"]);
    draft.copyNumbers("bytes_sent", ["src_bytes"]);
    draft.copyNumbers("bytes_received", ["dst_bytes"]);
    await pause();
    draft.copyProtocol("protocol_type");
    draft.copyText("service", ["service"]);
    draft.copyText("state", ["flag"]);
    draft.cannot("packet_count", "KDD records hold no packets: count is a number of connections in 2 s");
    draft.cannot("packet_size_mean", "KDD records hold no packets");
    await pause();
    copyClasses(draft);
  },
};

function isHeaderless({ kind, names, rows }: TableShape): boolean {
  return kind === "delimited" && isRecord(names) && fitsMost(rows, isRecord);
}

function isRecord(fields: readonly string[]): boolean {
  const cells = fields.map((field) => field.trim());
  const [, protocol, , flag] = cells;
  if (cells.length < FEATURES.length || cells.length > FEATURES.length + 2) return false;
  if (!PROTOCOLS.test(protocol!) || !FLAGS.test(flag!)) return false;
  if (cells.length === FEATURES.length + 2 && !DIFFICULTY.test(cells.at(-1)!)) return false;
  return RATES.every((place) => isShare(cells[place]!));
}

function isShare(text: string): boolean {
  return text !== "" && Number(text) >= 0 && Number(text) <= 1;
}

/** The input with a column of the attacks' families, for those who would rather have them for classes; null when it has no labels. */
function withFamilies(source: SourceColumns): SourceColumns | null {
  const name = source.find(...LABELS);
  const label = name === null ? undefined : source.get(name);
  if (!(label instanceof TextColumn) || source.find(FAMILY) !== null) return null;
  const { column } = recode(
    FAMILY,
    label,
    (text) => FAMILY_OF.get(normalizeLabel(text).toLowerCase()) ?? null,
  );
  return new SourceColumns([...source.all(), column], source.rows, source.lines);
}

function copyClasses(draft: CanonicalDraft): void {
  const { context, source } = draft;
  const own = source.find(...LABELS);
  const family = source.find(FAMILY);
  const wanted = context.label === undefined ? null : source.find(context.label);
  if (own !== null && family !== null && wanted === family && !context.benign) {
    // An attack whose family nobody told is an attack all the same.
    const { isAttack } = readLabels(draft.texts(own)!, "all others", undefined);
    const entry = computed("is_attack", [own], `[${own}] means an attack`);
    draft.setLabels(direct("label", family), draft.texts(family)!, "all others", { entry, column: isAttack });
  } else if (!draft.copyLabels(LABELS, "all others")) return;
  draft.cannot(
    "label_detail",
    'the column "family" groups the labels into dos, probe, r2l, u2r and normal: for those load with { label: "family" }',
  );
}
