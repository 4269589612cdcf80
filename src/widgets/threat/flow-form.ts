/** A flow of a capture in the form and back. */
import type { Row } from "../../analysis/mod.ts";
import {
  DEFAULT_TEXTS,
  FORM_FIELDS,
  readForm,
  type FieldFault,
  type FormField,
  type FormTexts,
} from "./fields.ts";

/** What the rules can use of a flow that the form has no field for. Labels are left out: they are the answer, not evidence. */
const EXTRAS = [
  "packets_sent",
  "packets_received",
  "service",
  "src_ip",
  "src_port",
  "dst_ip",
  "timestamp",
] as const;

/** A flow's cells as they would be typed; what it lacks is empty. */
export function textsOf(flow: Row): FormTexts {
  return Object.fromEntries(
    FORM_FIELDS.map((field) => {
      const value = flow[field];
      return [field, value === undefined || value === null ? "" : String(value)];
    }),
  ) as Record<(typeof FORM_FIELDS)[number], string>;
}

/** What else is known of a flow. */
export function extrasOf(flow: Row): Row {
  const extras: Row = {};
  for (const name of EXTRAS) {
    const value = flow[name];
    if (value !== undefined && value !== null && value !== "") extras[name] = value;
  }
  return extras;
}

/** What is assessed: the form, and beside it what else is known. */
export function flowOf(form: Row, extras: Row): Row {
  return { ...extras, ...form };
}

/** A flow without its counts of packets by direction, which no longer add up once their sum is another. */
export function withoutCounts(flow: Row): Row {
  const { packets_sent, packets_received, ...others } = flow;
  return packets_sent === undefined && packets_received === undefined ? flow : others;
}

/** What stands in the form, and where it came from. */
export class FlowForm {
  get texts(): FormTexts {
    return this._texts;
  }

  /** What is known of the flow beside the form. */
  get extras(): Row {
    return this._extras;
  }

  /** What has to be mended first. */
  get faults(): ReadonlyMap<FormField, FieldFault> {
    return this._read.faults;
  }

  /** The row that the form was filled from, as long as nothing in it was changed. */
  get row(): number | null {
    return this._row;
  }

  /** What is assessed. */
  get flow(): Row {
    return flowOf(this._read.flow, this._extras);
  }

  /** @returns False where that stands there already. */
  set(field: FormField, text: string): boolean {
    if (this._texts[field] === text) return false;
    // Counts by direction belong to the sum that the flow came with.
    const extras = field === "packet_count" ? withoutCounts(this._extras) : this._extras;
    this._put({ ...this._texts, [field]: text }, extras, null);
    return true;
  }

  /** Takes a flow's fields, and what else the rules can use of it. */
  take(flow: Row, row: number | null): void {
    this._put(textsOf(flow), extrasOf(flow), row);
  }

  /** @returns False where there is nothing beside the form. */
  dropExtras(): boolean {
    if (Object.keys(this._extras).length === 0) return false;
    this._put(this._texts, {}, null);
    return true;
  }

  /** Back to the defaults. */
  clear(): void {
    this._put(DEFAULT_TEXTS, {}, null);
  }

  private _put(texts: FormTexts, extras: Row, row: number | null): void {
    this._texts = texts;
    this._extras = extras;
    this._row = row;
    this._read = readForm(texts);
  }

  private _texts: FormTexts = DEFAULT_TEXTS;
  private _extras: Row = {};
  private _row: number | null = null;
  private _read = readForm(DEFAULT_TEXTS);
}
