/** Axes by powers that have a place for 0: how values are placed, and what is written at the ticks. */
import type { TranslationBundle } from "@jupyterlab/translation";
import { formatValue, SCATTER_UNIT, type Kind, type RequiredField } from "../../analysis/mod.ts";

/** How a field is told in a chart. */
export interface ChartField {
  name: RequiredField;
  /** Name and unit, translated. */
  title: string;
  kind: Kind;
}

export function chartField(trans: TranslationBundle, name: RequiredField): ChartField {
  switch (name) {
    case "duration":
      return { name, title: trans.__("duration"), kind: "duration" };
    case "bytes_sent":
      return { name, title: trans.__("bytes sent"), kind: "bytes" };
    case "bytes_received":
      return { name, title: trans.__("bytes received"), kind: "bytes" };
    case "packet_size_mean":
      return { name, title: trans.__("mean packet size"), kind: "bytes" };
    case "packet_count":
      return { name, title: trans.__("packets"), kind: "number" };
  }
}

/** Where a value stands on its axis: even below the unit, by powers of ten above. */
export function placeOf(field: RequiredField, value: number): number {
  return Math.log10(1 + value / SCATTER_UNIT[field]);
}

/** The value at a place of an axis. */
export function valueOf(field: RequiredField, place: number): number {
  return SCATTER_UNIT[field] * (10 ** place - 1);
}

/** Ticks of an axis, and the expression that writes them. */
export interface Ticks {
  values: number[];
  /** An expression of Vega. */
  labelExpr: string;
}

/** 0 and powers of ten (or of a thousand where they are many) up to the largest value. */
export function powerTicks(field: ChartField, largest: number): Ticks {
  const unit = SCATTER_UNIT[field.name];
  const top = Math.max(1, Math.ceil(Math.log10(Math.max(largest, unit) / unit)));
  const step = top > 8 ? 3 : top > 4 ? 2 : 1;
  const powers: number[] = [];
  for (let power = step; power <= top; power += step) powers.push(power);
  const ticks = [0, ...powers.map((power) => unit * 10 ** power)];
  const values = ticks.map((tick) => placeOf(field.name, tick));
  return { values, labelExpr: labelsOf(values, (at) => formatValue(tidy(ticks[at] ?? 0), field.kind)) };
}

/** An expression that writes a text at each of some places, and nothing elsewhere. */
export function labelsOf(values: readonly number[], textAt: (index: number) => string): string {
  return values.reduceRight((rest, value, at) => {
    const text = JSON.stringify(textAt(at));
    return `abs(datum.value - ${value}) < 1e-6 ? ${text} : ${rest}`;
  }, '""');
}

/** 0.001 where a product of powers has become 0.0009999999999999998. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
