import {
  formatCount,
  validatePayload,
  visibleText,
  type Provenance,
  type ResultPayload,
} from "../../analysis/mod.ts";
import type { ViewContext } from "./context.ts";
import type { IdentityFact } from "./frame.ts";
import type { FlowsAbout } from "./states.ts";

/** A payload that can be drawn, or why there is none. */
export interface CheckedPayload<P extends ResultPayload> {
  payload: P | null;
  reasons: readonly string[];
}

/**
 * Validates what came from a notebook or a service; nothing is drawn of anything else.
 *
 * @param mimes The types that the widget draws; which of them the data are, they say themselves.
 */
export function checkPayload<P extends ResultPayload>(
  mimes: readonly string[],
  data: unknown,
): CheckedPayload<P> {
  const { type } = Object(data) as { type?: unknown };
  const mime =
    mimes.find((one) => one === `application/vnd.trafficlab.${String(type)}+json`) ?? mimes[0] ?? "";
  const checked = validatePayload(mime, data);
  return checked.ok
    ? { payload: checked.payload as P, reasons: [] }
    : { payload: null, reasons: checked.errors };
}

/** @throws {TypeError} When the data are no payload that can be drawn. */
export function payloadOf<P extends ResultPayload>(mimes: readonly string[], data: unknown, name: string): P {
  const { payload, reasons } = checkPayload<P>(mimes, data);
  if (payload === null) throw new TypeError(`Cannot show the result of "${name}": ${reasons.join("; ")}`);
  return payload;
}

/** How the result of a payload was made; null for an assessor that has assessed nothing yet. */
export function payloadProvenance(payload: ResultPayload): Provenance | null {
  switch (payload.type) {
    case "profile":
      return payload.profile.provenance;
    case "training":
      return payload.training.provenance;
    case "anomalies":
      return payload.anomalies.provenance;
    case "behavior":
      return payload.behavior.provenance;
    case "threat":
      return payload.threat?.provenance ?? null;
  }
}

/** Name and size of the flows behind a payload; null for an assessor that has assessed nothing yet. */
export function aboutPayload(payload: ResultPayload): FlowsAbout | null {
  const provenance = payloadProvenance(payload);
  if (provenance === null) return null;
  const columns = payload.type === "profile" ? payload.profile.columns : [];
  return {
    name: provenance.source.name,
    rowCount: provenance.rows,
    columnNames: columns.map(({ name }) => name),
  };
}

/** The header's line about flows: name, size and format, and their hash. */
export function identityOf(
  { trans }: ViewContext,
  { name, rowCount }: FlowsAbout,
  source: Provenance["source"] | undefined,
): IdentityFact[] {
  const { dialect, sha256 } = source ?? {};
  return [
    { text: visibleText(name), title: visibleText(name) },
    { text: trans._n("%2 flow", "%2 flows", rowCount, formatCount(rowCount)) },
    ...(dialect === undefined ? [] : [{ text: visibleText(dialect) }]),
    ...(sha256 === undefined
      ? []
      : [{ text: `${visibleText(sha256.slice(0, 4))}…`, title: `sha256 ${visibleText(sha256)}` }]),
  ];
}

/** Longest line of code that is shown whole. */
const MAX_LINE = 20_000;

/** Code as it is shown: what is invisible, or would turn the direction of reading, is written out. */
export function visibleCode(code: string): string {
  return code
    .split("\n")
    .map((line) => visibleText(line, MAX_LINE))
    .join("\n");
}
