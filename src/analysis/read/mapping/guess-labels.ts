import { quote } from "../../core/mod.ts";
import type { MappedField } from "../../core/mod.ts";
import {
  type BooleanColumn,
  booleanColumn,
  direct,
  emptyValidity,
  setValid,
  TextColumn,
} from "../../table/mod.ts";
import { isAttackLabel, normalizeLabel, PLAIN_ATTACK_WORDS } from "../labels.ts";
import { chooseOne } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";
import type { CanonicalDraft } from "./draft.ts";
import { isOverridden, reportTie, suggest } from "./suggestion.ts";

/** More distinct texts than these are no classes. */
const MOST_CLASSES = 200;
/** Share of rows whose label is understood, in a column that says what is an attack. */
const TELLING = 0.9;
/** Cells that say yes or no. */
const VERDICTS: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["1.0", true],
  ["true", true],
  ["yes", true],
  ["0", false],
  ["0.0", false],
  ["false", false],
  ["no", false],
]);
/** Words of a class that mean an attack where nobody says so; yes and no of a column of labels among them. */
export const ATTACK_WORDS: ReadonlySet<string> = new Set([...PLAIN_ATTACK_WORDS, "1", "true"]);

/** Sets `label`, `label_detail` and `is_attack`: the class by the column of texts, the verdict by a column of yes and no beside it. */
export function guessLabels(
  draft: CanonicalDraft,
  labels: readonly Candidate[],
  details: readonly Candidate[],
): void {
  const { context } = draft;
  if (context.label !== undefined) {
    guessDetail(draft, details);
    draft.copyLabels([], ATTACK_WORDS);
    return;
  }
  const classes = labels.filter(({ name }) => isClass(draft, name));
  const flags = classes.filter(({ name }) => verdictsOf(draft.texts(name)!));
  const texts = classes.filter((candidate) => !flags.includes(candidate));
  const telling = flags.length > 0 ? [] : texts.filter(({ name }) => isTelling(draft, name));
  const named = telling.length > 0 ? telling : texts;
  guessDetail(draft, details.length > 0 ? details : texts.filter((each) => !named.includes(each)));
  const { best, ties } = chooseOne(named.length > 0 ? named : flags, ({ shape }) =>
    shape === "label" ? 1 : 0,
  );
  if (ties.length > 0) reportTie(draft, "label", ties);
  if (!best) {
    if (!isOverridden(draft, "label")) draft.checkLabelOptions();
    return;
  }
  const flag = named.length > 0 && context.benign === undefined ? chooseOne(flags).best : null;
  takeLabels(draft, best, flag);
}

/** Whether most of a column's labels say what is an attack: beside it, a column of kinds of attack is the detail. */
function isTelling(draft: CanonicalDraft, name: string): boolean {
  const column = draft.texts(name)!;
  const told = column.categories.map(
    (text) => isAttackLabel(normalizeLabel(text), ATTACK_WORDS, null) !== null,
  );
  const rows = column.values.reduce((sum, code) => sum + (code >= 0 && told[code] === true ? 1 : 0), 0);
  return rows >= TELLING * (column.length - column.missing);
}

function isClass(draft: CanonicalDraft, name: string): boolean {
  const column = draft.source.get(name)!;
  const distinct =
    column instanceof TextColumn ? column.categories.length : (draft.texts(name)?.categories.length ?? 0);
  if (distinct > 0 && distinct <= MOST_CLASSES) return true;
  if (distinct > 0)
    draft.lack("label", `${quote(name)} holds more than ${MOST_CLASSES} distinct texts: no classes`);
  return false;
}

function takeLabels(draft: CanonicalDraft, best: Candidate, flag: Candidate | null): void {
  const { name, reading } = best;
  const because = `${quote(name)} holds classes`;
  const verdicts = flag && verdictsOf(draft.texts(flag.name)!);
  const confidence = reading.score;
  const taken = suggest(draft, { field: "label", columns: [name], confidence, because }, () =>
    draft.setLabels(
      direct("label", name),
      draft.texts(name)!,
      ATTACK_WORDS,
      flag && verdicts ? { entry: verdictEntry(flag), column: verdicts } : undefined,
    ),
  );
  if (!taken) return;
  const entry = draft.entryOf("is_attack");
  if (entry) draft.set({ ...entry, by: "guess", confidence }, draft.columnOf("is_attack")!);
}

function verdictEntry({ name, reading }: Candidate): MappedField {
  return { ...direct("is_attack", name), confidence: reading.score };
}

function guessDetail(draft: CanonicalDraft, details: readonly Candidate[]): void {
  const { best, ties } = chooseOne(details.filter(({ column }) => column instanceof TextColumn));
  if (ties.length > 0) reportTie(draft, "label_detail", ties);
  if (!best) return;
  const { name, reading } = best;
  const because = `${quote(name)} is named so`;
  suggest(draft, { field: "label_detail", columns: [name], confidence: reading.score, because }, () =>
    draft.copyText("label_detail", [name]),
  );
}

/** A column of yes and no, or of 0 and 1; null when it says other things. */
export function verdictsOf(column: TextColumn): BooleanColumn | null {
  const said = column.categories.map((text) => VERDICTS.get(text.trim().toLowerCase()));
  if (said.length === 0 || said.some((verdict) => verdict === undefined)) return null;
  const values = new Uint8Array(column.length);
  const known = emptyValidity(column.length);
  for (let row = 0; row < values.length; row++) {
    const verdict = said[column.values[row]!];
    if (verdict === undefined) continue;
    values[row] = verdict ? 1 : 0;
    setValid(known, row);
  }
  return booleanColumn("is_attack", values, known);
}
