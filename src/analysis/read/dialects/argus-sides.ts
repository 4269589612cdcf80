import type { CanonicalField, MappedField } from "../../core/mod.ts";
import { direct, textColumn } from "../../table/mod.ts";
import type { TextColumn } from "../../table/mod.ts";
import { computed } from "../canonical.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { parsePorts } from "./ports.ts";

/** Arrows from the destination to the source: the flow's originator stands in the columns of the destination. */
const BACKWARDS = /^<[-?|o]$/;

interface Side<T> {
  entry: MappedField;
  values: T;
}

/** Endpoints, packets and bytes of both sides of Argus's flows; the originator first, whichever column it stands in. */
export function copySides(draft: CanonicalDraft): void {
  const backwards = backwardRows(draft);
  copyAddresses(draft, backwards);
  copyPorts(draft, backwards);
  const packets = counts(draft, ["packets_sent", "packets_received"], ["srcpkts", "dstpkts", "totpkts"]);
  setCounts(draft, packets, backwards);
  const bytes = counts(draft, ["bytes_sent", "bytes_received"], ["srcbytes", "dstbytes", "totbytes"]);
  setCounts(draft, bytes, backwards);
  if (!packets[0] && !packets[1]) {
    const reason = "the file has only the packets of both directions together";
    draft.cannot("packets_sent", reason);
    draft.cannot("packets_received", reason);
  }
}

/** 1 for each row whose arrow points to the source; null when none does. */
function backwardRows(draft: CanonicalDraft): Uint8Array | null {
  const column = draft.texts("dir");
  const isBackwards = column?.categories.map((text) => BACKWARDS.test(text.trim())) ?? [];
  if (!column || !isBackwards.includes(true)) return null;
  return Uint8Array.from(column.values, (code) => (isBackwards[code] === true ? 1 : 0));
}

/** How a field came out whose column belongs to the other side in some rows. */
function exchangedEntry(
  { source }: CanonicalDraft,
  entry: MappedField,
  other: MappedField | undefined,
): MappedField {
  const others = other?.columns ?? [];
  const direction = source.find("dir")!;
  const what = other?.formula ?? others.map((name) => `[${name}]`).join("");
  return {
    ...entry,
    status: "computed",
    columns: [...new Set([...entry.columns, ...others, direction])],
    formula: entry.formula ?? `[${entry.columns[0]!}]`,
    reason: `where [${direction}] points to the source: ${what || "missing"}`,
  };
}

function copyAddresses(draft: CanonicalDraft, backwards: Uint8Array | null): void {
  const from = addressSide(draft, "src_ip", "srcaddr");
  const to = addressSide(draft, "dst_ip", "dstaddr");
  if (!backwards || !from || !to) {
    if (from) draft.set(from.entry, from.values);
    if (to) draft.set(to.entry, to.values);
    return;
  }
  const [source, destination] = exchangeTexts(from.values, to.values, backwards);
  draft.set(exchangedEntry(draft, from.entry, to.entry), source);
  draft.set(exchangedEntry(draft, to.entry, from.entry), destination);
}

function addressSide(draft: CanonicalDraft, field: CanonicalField, from: string): Side<TextColumn> | null {
  const name = draft.source.find(from);
  const column = name === null ? null : draft.texts(name);
  return name !== null && column ? { entry: direct(field, name), values: column } : null;
}

/** Both columns with the cells of the marked rows exchanged, over one dictionary. */
function exchangeTexts(a: TextColumn, b: TextColumn, marked: Uint8Array): [TextColumn, TextColumn] {
  const codeOf = new Map(a.categories.map((text, code) => [text, code]));
  const codes = b.categories.map((text) => {
    if (!codeOf.has(text)) codeOf.set(text, codeOf.size);
    return codeOf.get(text)!;
  });
  const first = new Int32Array(a.length);
  const second = new Int32Array(a.length);
  for (let row = 0; row < first.length; row++) {
    const left = a.values[row]!;
    const right = codes[b.values[row]!] ?? -1;
    first[row] = marked[row] === 1 ? right : left;
    second[row] = marked[row] === 1 ? left : right;
  }
  const categories = [...codeOf.keys()];
  return [
    textColumn(a.name, first, categories).withUsedCategories(),
    textColumn(b.name, second, categories).withUsedCategories(),
  ];
}

function copyPorts(draft: CanonicalDraft, backwards: Uint8Array | null): void {
  setCounts(draft, [portSide(draft, "src_port", "sport"), portSide(draft, "dst_port", "dport")], backwards);
}

function portSide(
  draft: CanonicalDraft,
  field: "src_port" | "dst_port",
  from: string,
): Side<Float64Array> | null {
  const name = draft.source.find(from);
  const column = name === null ? null : draft.texts(name);
  if (name === null || !column) return null;
  return { entry: direct(field, name), values: parsePorts(column, field, draft) };
}

/** The counts of both directions: where the file has only one of them, the other is what is left of the total. */
function counts(
  draft: CanonicalDraft,
  [sentField, receivedField]: readonly [CanonicalField, CanonicalField],
  [sentName, receivedName, totalName]: readonly [string, string, string],
): [Side<Float64Array> | null, Side<Float64Array> | null] {
  const sent = countSide(draft, sentField, sentName);
  const received = countSide(draft, receivedField, receivedName);
  const total = countSide(draft, sentField, totalName);
  return [
    sent ?? restOf(draft, sentField, total, received),
    received ?? restOf(draft, receivedField, total, sent),
  ];
}

function countSide(draft: CanonicalDraft, field: CanonicalField, from: string): Side<Float64Array> | null {
  const name = draft.source.find(from);
  const values = name === null ? null : draft.numbers(name);
  return name !== null && values ? { entry: direct(field, name), values } : null;
}

function restOf(
  { report, lines }: CanonicalDraft,
  field: CanonicalField,
  total: Side<Float64Array> | null,
  part: Side<Float64Array> | null,
): Side<Float64Array> | null {
  if (!total || !part) return null;
  const [whole] = total.entry.columns as [string];
  const [less] = part.entry.columns as [string];
  const values = total.values.map((count, row) => count - part.values[row]!);
  for (let row = 0; row < values.length; row++) {
    if (!(values[row]! < 0)) continue;
    values[row] = NaN;
    report.warn("W_PART_ABOVE_TOTAL", `Where ${less} exceeds ${whole}, the other direction is missing`, {
      line: lines.lineOf(row),
      column: field,
    });
  }
  return { entry: computed(field, [whole, less], `[${whole}] - [${less}]`), values };
}

function setCounts(
  draft: CanonicalDraft,
  [from, to]: readonly [Side<Float64Array> | null, Side<Float64Array> | null],
  backwards: Uint8Array | null,
): void {
  if (!backwards) {
    if (from) draft.set(from.entry, from.values);
    if (to) draft.set(to.entry, to.values);
    return;
  }
  // A side that the file lacks is missing on the other one too, in the rows that are exchanged.
  if (from)
    draft.set(exchangedEntry(draft, from.entry, to?.entry), exchange(from.values, to?.values, backwards));
  if (to)
    draft.set(exchangedEntry(draft, to.entry, from?.entry), exchange(to.values, from?.values, backwards));
}

function exchange(own: Float64Array, other: Float64Array | undefined, marked: Uint8Array): Float64Array {
  return own.map((value, row) => (marked[row] === 1 ? (other?.[row] ?? NaN) : value));
}
