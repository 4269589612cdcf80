/** What would change the verdict: the score along each field of a flow, the others held, and the nearest value that changes the level. */
import type { Cell, Row, ThreatLevel } from "../../analysis/mod.ts";
import {
  CHOICES,
  isWhole,
  placeOf,
  PORTS,
  REQUIRED,
  rounded,
  SLIDER_STEPS,
  valueAt,
  type FormField,
  type RequiredFormField,
} from "./fields.ts";
import { withoutCounts } from "./flow-form.ts";
import { rankOf } from "./levels.ts";

/** What an assessment says of one value. */
export interface Outcome {
  level: ThreatLevel;
  score: number | null;
}

/** The rules, asked about a flow. */
export type Ask = (flow: Row) => Outcome;

/** The score at one value of a field; `value` null is "not known". */
export interface CurvePoint extends Outcome {
  value: Cell;
  /** Place along the field, 0 to 1. */
  at: number;
}

/** A change of one field that gives another level: every value that was asked about from `from` to `to` does. */
export interface Change {
  level: ThreatLevel;
  from: number | string | null;
  to: number | string | null;
  /** The one of them that is nearest to what the flow has. */
  near: number | string | null;
  /** The values go on to the end of the field's range. */
  open: "up" | "down" | null;
}

/** The score along one field. */
export interface Curve {
  field: FormField;
  kind: "line" | "steps";
  points: CurvePoint[];
  /** Place of the flow's own value among the points; -1 where it has none. */
  own: number;
  /** The nearest change to a better level, or, from the best one, to a worse; null where none was found. */
  change: Change | null;
}

/** Points of a curve beside the flow's own. */
const SAMPLES = 32;
const BISECTIONS = 24;

/** The flow with another value in one field; counts of packets by direction go when their sum changes. */
export function withField(flow: Row, field: FormField, value: Cell): Row {
  const others = field === "packet_count" && flow[field] !== value ? withoutCounts(flow) : flow;
  const changed: Row = { ...others };
  if (value === null) delete changed[field];
  else changed[field] = value;
  return changed;
}

/** The curves of all fields of the form. */
export function curvesOf(ask: Ask, flow: Row): Curve[] {
  return [
    ...REQUIRED.map((field) => lineCurve(ask, flow, field)),
    stepCurve(ask, flow, "dst_port", [null, ...PORTS.map(([port]) => port)]),
    stepCurve(
      ask,
      flow,
      "protocol",
      CHOICES.protocol.map((text) => (text === "" ? null : text)),
    ),
    stepCurve(
      ask,
      flow,
      "state",
      CHOICES.state.map((text) => (text === "" ? null : text)),
    ),
  ];
}

/** The score along a field that has a slider. */
export function lineCurve(ask: Ask, flow: Row, field: RequiredFormField): Curve {
  const own = flow[field];
  const ownValue = typeof own === "number" && Number.isFinite(own) && own >= 0 ? own : null;
  const values = new Set<number>();
  for (let at = 0; at <= SAMPLES; at++) values.add(valueAt(field, (at * SLIDER_STEPS) / SAMPLES));
  if (ownValue !== null) values.add(ownValue);
  const points = [...values]
    .sort((a, b) => a - b)
    .map((value) => point(ask, flow, field, value, placeOf(field, value) / SLIDER_STEPS));
  const ownAt = points.findIndex(({ value }) => value === ownValue);
  return { field, kind: "line", points, own: ownAt, change: lineChange(ask, flow, field, points, ownAt) };
}

/** The score at each of some values that have no order. */
export function stepCurve(ask: Ask, flow: Row, field: FormField, values: readonly Cell[]): Curve {
  const own = flow[field];
  const ownValue: Cell = typeof own === "number" || typeof own === "string" ? own : null;
  const all = values.includes(ownValue) ? values : [...values, ownValue];
  const points = all.map((value, at) =>
    point(ask, flow, field, value, all.length < 2 ? 0 : at / (all.length - 1)),
  );
  const ownAt = all.indexOf(ownValue);
  const wanted = wantedBy(points[ownAt]?.level, points);
  const best = points.find(({ level, value }) => level === wanted && value !== null);
  const value = best?.value;
  const change =
    wanted === null || (typeof value !== "number" && typeof value !== "string")
      ? null
      : { level: wanted, from: value, to: value, near: value, open: null };
  return { field, kind: "steps", points, own: ownAt, change };
}

function point(ask: Ask, flow: Row, field: FormField, value: Cell, at: number): CurvePoint {
  const { level, score } = ask(withField(flow, field, value));
  return { value, at, level, score };
}

/** The level to look for: the lowest below the present one, or, from the lowest, the next above. */
function wantedBy(present: ThreatLevel | undefined, points: readonly Outcome[]): ThreatLevel | null {
  const rank = rankOf(present ?? "NOT_ASSESSABLE");
  const others = points.map(({ level }) => level).filter((level) => rankOf(level) >= 0);
  if (rank < 0) return null;
  const below = others.filter((level) => rankOf(level) < rank);
  const above = others.filter((level) => rankOf(level) > rank);
  const from = below.length > 0 ? below : above;
  if (from.length === 0) return null;
  return from.reduce((least, level) => (rankOf(level) < rankOf(least) ? level : least));
}

/** The nearest stretch of a curve at another level, its near edge found to the last digit that a slider gives. */
function lineChange(
  ask: Ask,
  flow: Row,
  field: RequiredFormField,
  points: readonly CurvePoint[],
  own: number,
): Change | null {
  const here = points[own];
  const wanted = wantedBy(here?.level, points);
  if (here === undefined || wanted === null) return null;
  const hits = points.flatMap((one, at) => (one.level === wanted ? [at] : []));
  const near = hits.reduce((best, at) =>
    Math.abs((points[at]?.at ?? 0) - here.at) < Math.abs((points[best]?.at ?? 0) - here.at) ? at : best,
  );
  const upward = near > own;
  const step = upward ? 1 : -1;
  let far = near;
  while (points[far + step]?.level === wanted) far += step;
  const edge = bisect(
    (value) => ask(withField(flow, field, value)).level === wanted,
    field,
    points[near - step]?.value as number,
    points[near]?.value as number,
  );
  const end = points[far]?.value as number;
  const isOpen = points[far + step] === undefined;
  return {
    level: wanted,
    from: upward ? edge : end,
    to: upward ? end : edge,
    near: edge,
    open: isOpen ? (upward ? "up" : "down") : null,
  };
}

/** The value nearest to `outside` that still holds; every value returned was asked about. */
function bisect(
  holds: (value: number) => boolean,
  field: RequiredFormField,
  outside: number,
  inside: number,
): number {
  let bad = outside;
  let good = inside;
  for (let turn = 0; turn < BISECTIONS; turn++) {
    const middle = rounded(field, (bad + good) / 2);
    if (middle === bad || middle === good) break;
    if (isWhole(field) && Math.abs(good - bad) <= 1) break;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
