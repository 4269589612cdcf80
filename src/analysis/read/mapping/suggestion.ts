import { codedError, cutText, quote } from "../../core/mod.ts";
import type { CanonicalField, FieldMapping, MappedField, RequiredField } from "../../core/mod.ts";
import { computed } from "../canonical.ts";
import { direct } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import type { Candidate } from "./candidates.ts";
import type { CanonicalDraft, UnitChange } from "./draft.ts";

/** From here a guess is taken without a word, and from here with a notice; below it is only proposed. */
const SURE = 0.9;
const LIKELY = 0.6;

/** A guess at one field. */
export interface Suggestion {
  field: CanonicalField;
  columns: string[];
  /** Where it is not one column as it is. */
  formula?: string;
  unit?: UnitChange;
  /** How well the name says it, times how well the values bear it out. */
  confidence: number;
  because: string;
}

/**
 * Takes a guess that is sure enough, else proposes it: the field then stays open, and the reason says what to write to have it.
 *
 * @param take Sets the field.
 * @returns Whether it was taken.
 */
export function suggest(draft: CanonicalDraft, suggestion: Suggestion, take: () => void): boolean {
  const { field, because } = suggestion;
  const confidence = Math.round(suggestion.confidence * 100) / 100;
  const wanted = mappingOf(suggestion);
  if (confidence < LIKELY) {
    leaveOpen(draft, field, "W_UNSURE_FIELD", `perhaps ${shown(suggestion)}, but ${because}`, wanted);
    return false;
  }
  take();
  const column = draft.columnOf(field);
  if (!column) return false;
  draft.set({ ...draft.entryOf(field)!, confidence, by: "guess" }, column);
  if (confidence < SURE && !isOverridden(draft, field))
    draft.report.warn(
      "W_GUESSED_FIELD",
      `${field} was taken from ${shown(suggestion)} by name and values: ${because}`,
      { column: field, remedy: `if that is wrong, load with ${optionText(field, wanted)}` },
    );
  return true;
}

/** Sets a field to numbers in its unit. */
export function takeNumbers(
  draft: CanonicalDraft,
  suggestion: Suggestion,
  values: Float64Array | StoredColumn,
): boolean {
  return suggest(draft, suggestion, () => draft.set(entryOf(suggestion), values));
}

function entryOf({ field, columns, formula, unit }: Suggestion): MappedField {
  const entry = formula === undefined ? direct(field, columns[0]!) : computed(field, columns, formula);
  if (!unit || unit.from === unit.to) return entry;
  return { ...entry, unit: { from: unit.from, to: unit.to, factor: unit.times / unit.over } };
}

/** Several columns say the same field equally well: none is taken. */
export function reportTie(draft: CanonicalDraft, field: CanonicalField, ties: readonly Candidate[]): void {
  const names = cutText(ties.map(({ name }) => quote(name)).join(", "));
  const [first] = ties;
  leaveOpen(
    draft,
    field,
    "E_AMBIGUOUS_COLUMN",
    `${names} fit equally`,
    first ? { column: first.name } : undefined,
  );
}

/** The unit cannot be told: the column is not taken. */
export function reportUnit(draft: CanonicalDraft, suggestion: Suggestion): void {
  const { field, because } = suggestion;
  leaveOpen(
    draft,
    field,
    "E_UNIT_AMBIGUOUS",
    `the unit of ${shown(suggestion)} is not known: ${because}`,
    mappingOf(suggestion),
  );
}

/**
 * Leaves a field open with the reason and the way out. Where the caller cannot do without the field that is an error, else a warning.
 *
 * @throws {SyntaxError} with that code, for a field named in `require`.
 */
function leaveOpen(
  draft: CanonicalDraft,
  field: CanonicalField,
  code: string,
  why: string,
  proposal: FieldMapping | undefined,
): void {
  if (proposal !== undefined) draft.proposals.set(field, proposal);
  const remedy = proposal === undefined ? undefined : `choose, as with ${optionText(field, proposal)}`;
  const reason = remedy === undefined ? why : `${why}; ${remedy}`;
  draft.cannot(field, reason);
  if (isOverridden(draft, field)) return;
  const { name, require } = draft.context;
  if (code.startsWith("E_") && require?.includes(field as RequiredField))
    throw codedError(SyntaxError, code, `Cannot load ${name}: ${field} is required, but ${reason}`);
  draft.report.warn(code, `${field} was not mapped: ${why}`, {
    column: field,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

export function isOverridden(draft: CanonicalDraft, field: CanonicalField): boolean {
  return draft.context.mapping?.[field] !== undefined;
}

function mappingOf({ columns, formula, unit }: Suggestion): FieldMapping {
  const named = unit ? { unit: unit.from } : {};
  return formula === undefined ? { column: columns[0]!, ...named } : { formula, ...named };
}

function shown({ columns, formula, unit }: Suggestion): string {
  const from = formula ?? quote(columns[0]!);
  return unit && unit.from !== unit.to ? `${from} in ${unit.from}` : from;
}

function optionText(field: CanonicalField, mapping: FieldMapping): string {
  return `{ mapping: { ${field}: ${JSON.stringify(mapping)} } }`;
}
