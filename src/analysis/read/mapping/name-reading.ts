import type { Unit } from "../../core/mod.ts";
import { compactName, wordsOf } from "./name-words.ts";
import type { NameWord } from "./name-words.ts";
import { BYTE_UNITS, HOST_WORDS, KNOWN_NAMES, PAIR_WORDS, TIME_UNITS } from "./words.ts";
import type { Concept } from "./words.ts";

/** What a column can be, told by its name alone. */
export type Role =
  | "duration"
  | "start"
  | "end"
  | "packets"
  | "bytes"
  | "mean size"
  | "packet rate"
  | "byte rate"
  | "mean gap"
  | "label"
  | "label detail"
  | "address"
  | "port"
  | "protocol"
  | "service"
  | "state";

/** How a name was understood. */
export interface NameReading {
  role: Role;
  side: "sent" | "received" | null;
  /** The unit that the name says. */
  unit: Unit | null;
  meaning: "ip" | "payload" | "frame" | null;
  /** 1 for a name that a known tool writes, 0.8 for other words of the same meaning, less for abbreviations and misspellings. */
  score: number;
  /** The side is told by a word that only means something beside its counterpart. */
  pairOnly: boolean;
  /** The side is told as seen from some device: "in", "out". */
  viewpoint: boolean;
  /** The name says that a time is the beginning, and not only that it is a time. */
  explicit: boolean;
  /** Its words without the one for the side. */
  shape: string;
}

const KNOWN = 1;
const ALIAS = 0.8;
/** What "in" and "out" mean depends on where the meter stands. */
const VIEWPOINT = 0.6;

/** Reads a column's name; null when it is none of a flow's. */
export function readName(name: string): NameReading | null {
  const words = wordsOf(name);
  if (!words) return null;
  const known = KNOWN_NAMES.has(compactName(name));
  return interpret(withMinutes(words), known);
}

function interpret(words: readonly NameWord[], known: boolean): NameReading | null {
  const concepts = new Set(words.map(({ concept }) => concept));
  if (concepts.has("other") || concepts.has("to")) return null;
  const side = sideOf(concepts);
  if (side === "both") return null;
  const role = roleOf(concepts, side !== null);
  if (role === null || (role === "address" && !namesHost(words))) return null;
  const viewpoint = concepts.has("in") || concepts.has("out");
  const weakest = Math.min(...words.map(({ score }) => score));
  const score = weakest < 1 ? weakest : known ? KNOWN : ALIAS;
  return {
    role,
    side,
    unit: unitOf(words, role),
    meaning: concepts.has("payload")
      ? "payload"
      : role === "bytes" && concepts.has("ip")
        ? "ip"
        : concepts.has("frame")
          ? "frame"
          : null,
    score: viewpoint ? Math.min(score, VIEWPOINT) : score,
    pairOnly: words.some(({ text }) => PAIR_WORDS.has(text)),
    viewpoint,
    explicit: concepts.has("start") || concepts.has("end"),
    shape: words
      .filter(({ concept }) => !SEEN_SIDES.includes(concept))
      .map(({ text }) => text)
      .join(" "),
  };
}

/** "duration_min" counts minutes; elsewhere "min" is a minimum. */
function withMinutes(words: readonly NameWord[]): readonly NameWord[] {
  const last = words.at(-1)!;
  if (last.text !== "min" || !words.some(({ concept }) => concept === "duration")) return words;
  return [...words.slice(0, -1), { ...last, concept: "time unit" }];
}

function sideOf(concepts: ReadonlySet<Concept>): NameReading["side"] | "both" {
  const told = (["sent", "received", "out", "in"] as const).filter((concept) => concepts.has(concept));
  if (told.length > 1) return "both";
  const [concept] = told;
  if (concept === undefined) return null;
  return concept === "sent" || concept === "out" ? "sent" : "received";
}

/** A side alone is an address only in some words: "source", but not "forward". */
function namesHost(words: readonly NameWord[]): boolean {
  return words.some(({ concept, text }) => concept === "address" || concept === "ip" || HOST_WORDS.has(text));
}

const SIDES: readonly Concept[] = ["sent", "received"];
const SEEN_SIDES: readonly Concept[] = [...SIDES, "in", "out"];

/** What each role may be made of beside what says nothing; the first that fits counts. */
function roleOf(concepts: ReadonlySet<Concept>, sided: boolean): Role | null {
  const has = (...some: Concept[]): boolean => some.some((concept) => concepts.has(concept));
  const only = (...some: readonly Concept[]): boolean =>
    [...concepts].every((concept) => concept === "neutral" || some.includes(concept));
  const timed = has("rate") || has("time unit");
  if (has("packets", "bytes", "byte unit") && timed && !has("duration", "start", "end", "time"))
    return rateOf(has, only, sided);
  if (has("rate")) return !sided && only("rate", "total") ? "packet rate" : null;
  if (has("gap")) return !sided && only("gap", "mean", "time unit") ? "mean gap" : null;
  if (has("mean"))
    return isMeanSize(has, sided) && only("mean", "size", "packets", "bytes", "per") ? "mean size" : null;
  if (has("per"))
    return !sided && has("bytes") && has("packets") && only("bytes", "per", "packets") ? "mean size" : null;
  if (has("label", "detail"))
    return only("label", "detail") ? (has("detail") ? "label detail" : "label") : null;
  if (has("port")) return sided && only("port", ...SIDES) ? "port" : null;
  if (has("service")) return only("service", "protocol") ? "service" : null;
  if (has("protocol")) return only("protocol", "ip", "total") ? "protocol" : null;
  if (has("state")) return only("state") ? "state" : null;
  if (has("duration")) return !sided && only("duration", "time", "total", "time unit") ? "duration" : null;
  if (has("time", "start", "end"))
    return !sided && only("time", "start", "end", "time unit", "total") ? timeRole(has) : null;
  if (has("bytes", "byte unit", "size")) return bytesRole(has, only, sided);
  if (has("packets")) return only("packets", "total", "ip", "frame", ...SEEN_SIDES) ? "packets" : null;
  return sided && only("address", "ip", ...SIDES) ? "address" : null;
}

type Has = (...some: Concept[]) => boolean;
type Only = (...some: readonly Concept[]) => boolean;

function rateOf(has: Has, only: Only, sided: boolean): Role | null {
  if (sided || !only("packets", "bytes", "byte unit", "rate", "per", "time unit", "total")) return null;
  if (has("packets") && has("bytes", "byte unit")) return null;
  return has("packets") ? "packet rate" : "byte rate";
}

function isMeanSize(has: Has, sided: boolean): boolean {
  return !sided && (has("size") || (has("bytes") && has("packets")));
}

function timeRole(has: Has): Role | null {
  if (has("start") && has("end")) return null;
  return has("end") ? "end" : "start";
}

/** A length of packets is their sum only where the name says so: `Total Length of Fwd Packets`. */
function bytesRole(has: Has, only: Only, sided: boolean): Role | null {
  const parts: readonly Concept[] = [
    "bytes",
    "byte unit",
    "size",
    "packets",
    "total",
    "ip",
    "payload",
    "frame",
  ];
  if (!only(...parts, ...SEEN_SIDES)) return null;
  if (has("packets")) return has("size") && has("total") ? "bytes" : null;
  if (!has("bytes", "byte unit") && !(sided && has("payload"))) return null;
  return "bytes";
}

function unitOf(words: readonly NameWord[], role: Role): Unit | null {
  const units = role === "bytes" ? BYTE_UNITS : TIME_UNITS;
  if (role !== "bytes" && role !== "duration" && role !== "start" && role !== "end") return null;
  for (const { text, concept } of words) {
    if (concept === "time unit" && text === "min") return "min";
    const unit = Object.hasOwn(units, text) ? units[text] : undefined;
    if (unit !== undefined && concept !== "sent") return unit;
  }
  return null;
}
