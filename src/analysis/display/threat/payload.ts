/** The payload of an assessment: everything the gauge draws. */
import type {
  JSONValue,
  LedgerLine,
  Provenance,
  Row,
  RuleSet,
  TableHandle,
  ThreatData,
  ThreatPayload,
} from "../../core/mod.ts";
import { isCanonicalField } from "../../core/mod.ts";
import { boundedProvenance, sentence } from "../bounded.ts";
import { literal, resultCode } from "../code.ts";
import type { ResultCode } from "../code.ts";
import { carriedText } from "../plain.ts";

/** An assessment, or an assessor that has assessed nothing yet, and what made it. */
export interface ThreatSource {
  assessment: ThreatData | null;
  /** As it was typed, or the row's cells. */
  flow: Row | null;
  rules: RuleSet;
  parts: ThreatPayload["parts"];
  /** What the parts are called as files: the model's, as "Save model" names it, and the captures'. */
  files: ThreatPayload["parts"];
  /** Handle of an assessor with models; null for rules alone. */
  assessor: string | null;
  /** Where the flow is a row of a table. */
  table: TableHandle | null;
  row?: number;
  tableProvenance?: Provenance;
  /** Whether the rules are those that Traffic Lab comes with. */
  hasDefaultRules: boolean;
}

/** Most lines of a ledger and sentences of a list: a sheet has at most 200 rules. */
const MOST_LINES = 400;

/** @returns A payload that passes `validatePayload`. */
export function threatPayload(source: ThreatSource): ThreatPayload {
  const { assessment, rules, parts, assessor, table } = source;
  const flow = source.flow && plainFlow(source.flow);
  const { code, whole } = codeOf(source, flow);
  return {
    type: "threat",
    version: 1,
    table: table && carriedText(table),
    assessor: assessor && carriedText(assessor),
    flow,
    threat: assessment && bounded(assessment),
    rules,
    parts: {
      classifier: words(parts.classifier),
      anomaly: words(parts.anomaly),
      baseline: words(parts.baseline),
    },
    code,
    reduced: whole
      ? []
      : [
          "The code loads the models and captures by the names of their files, and does not repeat every step: save the model there first.",
        ],
  };
}

function bounded(threat: ThreatData): ThreatData {
  const cited = (list: ThreatData["warnings"]): ThreatData["warnings"] =>
    list
      .slice(0, MOST_LINES)
      .map(({ text, lines }) => ({ text: sentence(text), lines: lines.slice(0, MOST_LINES) }));
  const { classifier } = threat;
  return {
    ...threat,
    ledger: threat.ledger.slice(0, MOST_LINES).map(boundedLine),
    ...(classifier === undefined
      ? {}
      : { classifier: { ...classifier, label: carriedText(classifier.label) } }),
    warnings: cited(threat.warnings),
    recommendations: cited(threat.recommendations),
    provenance: boundedProvenance(threat.provenance),
  };
}

function boundedLine(line: LedgerLine): LedgerLine {
  return {
    ...line,
    ...(line.field === undefined ? {} : { field: carriedText(line.field) }),
    ...(typeof line.value === "string" ? { value: carriedText(line.value) } : {}),
    why: sentence(line.why),
  };
}

function words(text: string | null): string | null {
  return text && carriedText(text);
}

/** Canonical fields with values that JSON has; times as epoch ms. */
function plainFlow(flow: Row): Row {
  const plain: Row = {};
  for (const [name, value] of Object.entries(flow)) {
    if (!isCanonicalField(name) || value === undefined) continue;
    if (typeof value === "number") plain[name] = Number.isFinite(value) ? value : null;
    else if (value instanceof Date) plain[name] = value.getTime();
    else plain[name] = typeof value === "string" ? carriedText(value) : value;
  }
  return plain;
}

/** A fresh flow to begin with, where an assessor is shown that has assessed nothing. */
function codeOf(
  { row, tableProvenance, rules, hasDefaultRules, parts, files, assessment }: ThreatSource,
  flow: Row | null,
): ResultCode {
  const options: string[] = [
    ...(parts.classifier === null ? [] : ["model"]),
    ...(parts.baseline === null ? [] : ["baseline"]),
    ...(parts.anomaly === null ? [] : ["anomaly"]),
    ...(hasDefaultRules ? [] : [`rules: ${literal(rules as unknown as JSONValue)}`]),
  ];
  const setUp = [
    ...(parts.classifier === null
      ? []
      : [`const model = await loadModel(${named(files.classifier)}); // ${comment(parts.classifier)}`]),
    ...(parts.baseline === null
      ? []
      : [`const baseline = await loadFlows(${named(files.baseline)}); // ${comment(parts.baseline)}`]),
    ...(parts.anomaly === null
      ? []
      : [`const anomaly = await loadFlows(${named(files.anomaly)}); // ${comment(parts.anomaly)}`]),
    `const assessor = await createThreatAssessor(${options.length === 0 ? "" : `{ ${options.join(", ")} }`});`,
  ];
  const imports = [
    "createThreatAssessor",
    ...(parts.classifier === null ? [] : ["loadModel"]),
    ...(parts.baseline === null && parts.anomaly === null ? [] : ["loadFlows"]),
  ];
  const hasModels = imports.length > 1;
  const fromTable = row !== undefined && tableProvenance !== undefined;
  const call =
    assessment === null
      ? "assessor"
      : fromTable
        ? `(await assessor.assessRows(table, [${row}]))[0]`
        : `assessor.assess(${literal((flow ?? {}) as JSONValue)})`;
  const made = resultCode(fromTable ? tableProvenance : null, { imports, setUp, call });
  return { code: made.code, whole: made.whole && !hasModels };
}

function named(file: string | null): string {
  return literal(carriedText(file ?? ""));
}

/** Text for a comment: on one line, hidden marks written out. */
function comment(text: string): string {
  return literal(carriedText(text));
}
