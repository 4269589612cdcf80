import { codedError, cutText, quote, REQUIRED_FIELDS } from "../../core/mod.ts";
import type { CanonicalField, MappedField } from "../../core/mod.ts";
import { FloatColumn, TextColumn } from "../../table/mod.ts";
import {
  checkMeanPacketSize,
  computed,
  durationField,
  meanPacketSize,
  settleDurations,
  sumOf,
} from "../canonical.ts";
import type { CanonicalDraft } from "./draft.ts";
import { bracketed } from "./formula.ts";
import type { Numbers } from "./numbers.ts";

/** Protocols whose flows have ports. */
const WITH_PORTS = /^(?:tcp|udp|sctp|dccp|udplite|rtp|rtcp)$/;

/** Computes the fields that follow from others, and applies the rules that hold for every dialect. */
export async function settleFields(draft: CanonicalDraft): Promise<void> {
  const { pause } = draft.context;
  const packets = countPackets(draft);
  await pause();
  settleDuration(draft, packets);
  await pause();
  measurePackets(draft, packets);
  await pause();
  clearPorts(draft);
  warnAboutInfinite(draft);
}

function countPackets(draft: CanonicalDraft): Numbers | null {
  const given = draft.valuesOf("packet_count");
  if (given) return given;
  const sent = draft.valuesOf("packets_sent");
  const received = draft.valuesOf("packets_received");
  if (!sent || !received) return null;
  const packets = sumOf(sent, received);
  const parts: CanonicalField[] = ["packets_sent", "packets_received"];
  draft.set(computedOf(draft, "packet_count", parts, sumText(draft, parts)), packets);
  return packets;
}

function settleDuration(draft: CanonicalDraft, packets: Numbers | null): void {
  const entry = draft.entryOf("duration");
  const given = draft.valuesOf("duration");
  if (!entry || !given) return;
  const settled = settleDurations(given, packets, draft.lines, draft.report);
  if (settled.values) draft.set(durationField(entry, settled), settled.values);
}

function measurePackets(draft: CanonicalDraft, packets: Numbers | null): void {
  const sent = draft.valuesOf("bytes_sent");
  const isOneWay = draft.direction === "one-way";
  const received = draft.valuesOf("bytes_received") ?? (isOneWay && sent ? sent.map(() => 0) : null);
  const given = draft.valuesOf("packet_size_mean");
  if (!sent || !received || !packets) {
    if (!given) draft.lack("packet_size_mean", "needs bytes and packets");
    return;
  }
  if (given) return checkMeanPacketSize(given, sent, received, packets, draft.lines, draft.report);
  const mean = meanPacketSize(sent, received, packets, draft.lines, draft.report);
  const parts: CanonicalField[] = ["bytes_sent", "bytes_received", "packet_count"];
  const counts = termOf(draft, "packet_count");
  const divisor = /^\[[^\]]*\]$/.test(counts) ? counts : `(${counts})`;
  const formula = `(${sumText(draft, ["bytes_sent", "bytes_received"])}) / ${divisor}`;
  draft.set(computedOf(draft, "packet_size_mean", parts, formula), mean);
}

/** Other protocols have no ports: for ICMP the columns hold type and code. */
function clearPorts(draft: CanonicalDraft): void {
  const protocol = draft.columnOf("protocol");
  if (!(protocol instanceof TextColumn)) return;
  const hasPorts = protocol.categories.map((name) => WITH_PORTS.test(name));
  if (!hasPorts.includes(false)) return;
  for (const field of ["src_port", "dst_port"] as const) {
    const entry = draft.entryOf(field);
    const given = draft.valuesOf(field);
    if (!entry || !given) continue;
    const ports = new Float64Array(given);
    let cleared = 0;
    for (let row = 0; row < ports.length; row++) {
      if (hasPorts[protocol.values[row]!] !== false || Number.isNaN(ports[row])) continue;
      ports[row] = NaN;
      cleared++;
    }
    if (cleared > 0) draft.set(entry, ports);
  }
}

function warnAboutInfinite(draft: CanonicalDraft): void {
  for (const field of draft.fields()) {
    const column = draft.columnOf(field);
    if (!(column instanceof FloatColumn) || column.infinite === 0 || field === "duration") continue;
    draft.report.warn("W_INFINITE", "Infinite values stay out of all statistics", {
      column: field,
      count: column.infinite,
    });
  }
}

/** @throws {SyntaxError} code E_REQUIRED_UNDERIVABLE, when no required field is set or one that the caller requires is not. */
export function checkRequired(draft: CanonicalDraft): void {
  const { context, source } = draft;
  const open = REQUIRED_FIELDS.filter((field) => !draft.columnOf(field));
  const wanted = (context.require ?? []).filter((field) => open.includes(field));
  const none = open.length === REQUIRED_FIELDS.length;
  if (!none && wanted.length === 0) {
    if (open.length > 0)
      draft.report.warn(
        "W_FIELDS_MISSING",
        `Cannot derive ${open.join(", ")}: analyses that need them will say so`,
        { count: open.length, remedy: "name the columns with { mapping: { ... } }, if the input has them" },
      );
    return;
  }
  const why = (none ? open : wanted).map((field) => `${field} (${draft.reasonFor(field)})`).join(", ");
  const got = cutText(source.names.map((name) => quote(name)).join(", "), 400);
  const rule = none
    ? "none of the five required fields can be derived"
    : "the fields named in require must be derivable, got none for";
  throw codedError(
    SyntaxError,
    "E_REQUIRED_UNDERIVABLE",
    `Cannot load ${context.name}: ${rule}${none ? ":" : ""} ${why}; the columns are ${got}${none ? "; name them with { mapping: { ... } }" : ""}`,
  );
}

/** The entry of a field that follows from others: as sure as the least sure of them. */
function computedOf(
  draft: CanonicalDraft,
  field: CanonicalField,
  parts: readonly CanonicalField[],
  formula: string,
): MappedField {
  const entries = parts.flatMap((part) => draft.entryOf(part) ?? []);
  const columns = entries.flatMap((entry) => entry.columns);
  return {
    ...computed(field, [...new Set(columns)], formula),
    confidence: entries.reduce((least, { confidence }) => Math.min(least, confidence), 1),
    by: entries.some(({ by }) => by === "guess") ? "guess" : "dialect",
  };
}

/** A field as a formula over the input's columns, in the canonical unit. */
function termOf(draft: CanonicalDraft, field: CanonicalField): string {
  const entry = draft.entryOf(field);
  if (!entry) return "";
  const term = entry.formula ?? entry.columns.map(bracketed).join(" + ");
  const factor = entry.unit?.factor ?? 1;
  return factor === 1 ? term : `(${term}) * ${factor}`;
}

function sumText(draft: CanonicalDraft, fields: readonly CanonicalField[]): string {
  return fields
    .map((field) => termOf(draft, field))
    .filter((term) => term !== "")
    .join(" + ");
}
