/** The fields of a flow that can be typed or slid: their names, ranges, and how what is typed is read. */
import type { TranslationBundle } from "@jupyterlab/translation";
import type { Row } from "../../analysis/mod.ts";

/** The five parameters that every assessment needs, in the order of the form. */
export const REQUIRED = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
] as const;
export const FORM_FIELDS = [...REQUIRED, "dst_port", "protocol", "state"] as const;

export type RequiredFormField = (typeof REQUIRED)[number];
export type NumberField = RequiredFormField | "dst_port";
export type ChoiceField = "protocol" | "state";
export type FormField = (typeof FORM_FIELDS)[number];

/** What stands in the form, as it was typed. */
export type FormTexts = Readonly<Record<FormField, string>>;

/** What is wrong with what was typed. */
export type FieldFault = "empty" | "notNumber" | "notFinite" | "negative" | "notWhole" | "overPort";

/** The original's real-time input. */
export const DEFAULT_TEXTS: FormTexts = {
  duration: "3",
  packet_count: "25",
  bytes_sent: "2000",
  bytes_received: "1800",
  packet_size_mean: "500",
  dst_port: "",
  protocol: "",
  state: "",
};

/** Positions of a slider: 0 to this. */
export const SLIDER_STEPS = 1000;

/** A slider reaches from 0 to `greatest`; above 0 it is logarithmic from `least`. */
interface Range {
  least: number;
  greatest: number;
  /** The exact values that it stops at are whole numbers. */
  whole: boolean;
  linear?: true;
}

const RANGES: Record<RequiredFormField, Range> = {
  duration: { least: 0.001, greatest: 7200, whole: false },
  packet_count: { least: 1, greatest: 100_000, whole: true },
  bytes_sent: { least: 1, greatest: 1e10, whole: true },
  bytes_received: { least: 1, greatest: 1e10, whole: true },
  packet_size_mean: { least: 0, greatest: 1600, whole: true, linear: true },
};

/** Values offered for what is chosen rather than typed; "" is "not known". The states are those of Zeek, which others are read into. */
export const CHOICES: Readonly<Record<ChoiceField, readonly string[]>> = {
  protocol: ["", "tcp", "udp", "icmp"],
  state: ["", "SF", "S0", "REJ", "RSTO", "RSTR", "OTH"],
};

/** Ports that the curve of the port asks about, and what they usually are. */
export const PORTS: readonly (readonly [port: number, use: string])[] = [
  [22, "SSH"],
  [25, "SMTP"],
  [53, "DNS"],
  [80, "HTTP"],
  [123, "NTP"],
  [443, "HTTPS"],
  [445, "SMB"],
  [3389, "RDP"],
  [4444, "4444"],
  [8080, "8080"],
  [50_000, "50000"],
];

/** True for the fields that are typed as numbers. */
export function isNumberField(field: FormField): field is NumberField {
  return field !== "protocol" && field !== "state";
}

/** True for the fields that have a slider. */
export function isSlidden(field: FormField): field is RequiredFormField {
  return (REQUIRED as readonly string[]).includes(field);
}

/** The value at a place of a field's slider, 0 to `SLIDER_STEPS`: three digits, whole where the field counts. */
export function valueAt(field: RequiredFormField, place: number): number {
  const { least, greatest, linear } = RANGES[field];
  const share = Math.min(1, Math.max(0, place / SLIDER_STEPS));
  if (linear === true) return rounded(field, share * greatest);
  if (place < 1) return 0;
  return rounded(field, least * (greatest / least) ** share);
}

/** The place on a field's slider that is nearest to a value. */
export function placeOf(field: RequiredFormField, value: number): number {
  const { least, greatest, linear } = RANGES[field];
  if (!(value > 0)) return 0;
  const share =
    linear === true
      ? value / greatest
      : Math.log(Math.max(value, least) / least) / Math.log(greatest / least);
  return Math.min(SLIDER_STEPS, Math.max(linear === true ? 0 : 1, Math.round(share * SLIDER_STEPS)));
}

/** A value as a slider gives it: at most three digits that count. */
export function rounded(field: RequiredFormField, value: number): number {
  const { whole, greatest } = RANGES[field];
  const kept = whole && value < 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return Math.min(greatest, kept);
}

/** Least difference between two values of a field that a slider tells apart. */
export function isWhole(field: RequiredFormField): boolean {
  return RANGES[field].whole;
}

/** What is typed in a field, as a number; NaN with the fault where it is none, null where an optional field is empty. */
export function readNumber(
  field: NumberField,
  text: string,
): { value: number | null; fault: FieldFault | null } {
  const typed = text.trim();
  if (typed === "")
    return field === "dst_port" ? { value: null, fault: null } : { value: null, fault: "empty" };
  // Number() alone would take "0x10", "Infinity" and "".
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(typed)) return { value: NaN, fault: "notNumber" };
  const value = Number(typed);
  if (!Number.isFinite(value)) return { value, fault: "notFinite" };
  if (value < 0) return { value, fault: "negative" };
  if (field === "dst_port" && value > 65_535) return { value, fault: "overPort" };
  if ((field === "dst_port" || field === "packet_count") && !Number.isInteger(value))
    return { value, fault: "notWhole" };
  return { value: value === 0 ? 0 : value, fault: null };
}

/** The flow that the form says, and the fields that have to be mended first. What is empty is left out. */
export function readForm(texts: FormTexts): { flow: Row; faults: ReadonlyMap<FormField, FieldFault> } {
  const flow: Row = {};
  const faults = new Map<FormField, FieldFault>();
  for (const field of FORM_FIELDS) {
    if (isNumberField(field)) {
      const { value, fault } = readNumber(field, texts[field]);
      if (fault !== null) faults.set(field, fault);
      if (value !== null) flow[field] = value;
    } else if (texts[field] !== "") flow[field] = texts[field];
  }
  return { flow, faults };
}

/** The label of a field and the unit of its numbers. */
export function labelOf(trans: TranslationBundle, field: FormField): { label: string; unit: string } {
  switch (field) {
    case "duration":
      return { label: trans.__("Duration"), unit: trans.__("s") };
    case "packet_count":
      return { label: trans.__("Packets"), unit: "" };
    case "bytes_sent":
      return { label: trans.__("Sent"), unit: trans.__("B") };
    case "bytes_received":
      return { label: trans.__("Received"), unit: trans.__("B") };
    case "packet_size_mean":
      return { label: trans.__("Mean packet size"), unit: trans.__("B") };
    case "dst_port":
      return { label: trans.__("Destination port"), unit: "" };
    case "protocol":
      return { label: trans.__("Protocol"), unit: "" };
    case "state":
      return { label: trans.__("State"), unit: "" };
  }
}

/** The name of a choice; what the data call a state stands beside what it means. */
export function choiceText(trans: TranslationBundle, field: ChoiceField, value: string): string {
  if (value === "") return trans.__("not known");
  if (field === "protocol") return value.toUpperCase();
  switch (value) {
    case "SF":
      return trans.__("SF: answered and closed");
    case "S0":
      return trans.__("S0: no answer");
    case "REJ":
      return trans.__("REJ: refused");
    case "RSTO":
      return trans.__("RSTO: reset by the sender");
    case "RSTR":
      return trans.__("RSTR: reset by the receiver");
    case "OTH":
      return trans.__("OTH: the start was not seen");
    default:
      return value;
  }
}

/** What is wrong with what was typed, and what to type instead. */
export function faultText(trans: TranslationBundle, field: FormField, fault: FieldFault): string {
  const { label } = labelOf(trans, field);
  const example = DEFAULT_TEXTS[field] === "" ? "443" : DEFAULT_TEXTS[field];
  switch (fault) {
    case "empty":
      return trans.__("%1 is needed: type a number, as %2.", label, example);
    case "notNumber":
      return trans.__("This is not a number: type digits without separators or unit, as %1.", example);
    case "notFinite":
      return trans.__("This number is too large: type one that a flow can have, as %1.", example);
    case "negative":
      return trans.__("%1 cannot be negative: type 0 or more.", label);
    case "notWhole":
      return trans.__("%1 is a whole number: type one, as %2.", label, example);
    case "overPort":
      return trans.__("Ports end at 65535: type 0 to 65535, or nothing.");
  }
}
