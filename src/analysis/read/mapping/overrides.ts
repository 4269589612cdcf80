import { CANONICAL_FIELDS, codedError, cutText, quote, TEXT_FIELDS } from "../../core/mod.ts";
import type { CanonicalField, FieldMapping, MappedField, Unit } from "../../core/mod.ts";
import { TextColumn } from "../../table/mod.ts";
import { computed } from "../canonical.ts";
import { copyTimestamp } from "../dialects/cicflowmeter-time.ts";
import { parsePorts } from "../dialects/ports.ts";
import { readNames } from "./candidates.ts";
import { numbersOf } from "./numbers.ts";
import type { CanonicalDraft, UnitChange } from "./draft.ts";
import { durationUnit } from "./duration-unit.ts";
import { evaluateFormula, parseFormula } from "./formula.ts";
import { ATTACK_WORDS, verdictsOf } from "./guess-labels.ts";
import { holdsAddresses, holdsPorts, holdsProtocols } from "./guess-texts.ts";
import { witnessesOf } from "./guess-times.ts";
import { checkValues } from "./override-checks.ts";
import { readName } from "./name-reading.ts";
import { changeUnit, unitChange, unitsOf } from "./units.ts";
import type { Numbers } from "./numbers.ts";

type FieldMappings = Partial<Record<CanonicalField, FieldMapping>>;
/** A mapping without its short form. */
type Wanted = { column: string; unit?: Unit } | { formula: string; unit?: Unit };

/** Counts before durations, which are checked by them. */
const ORDER: readonly CanonicalField[] = [
  ...CANONICAL_FIELDS.filter((field) => field !== "duration"),
  "duration",
];

/**
 * Replaces fields by the user's own columns and formulas. What the user says wins over every guess, but not over the values: a column that
 * cannot be the field, or a unit that the values contradict, is refused with what was found instead.
 *
 * @throws {RangeError} code BAD_INPUT, for a column that is not there or cannot be the field; {SyntaxError} for a formula.
 */
export async function applyOverrides(
  draft: CanonicalDraft,
  mapping: FieldMappings | undefined,
): Promise<void> {
  if (mapping === undefined) return;
  for (const field of ORDER) {
    const given = mapping[field];
    if (given === undefined) continue;
    await new Override(draft, field, typeof given === "string" ? { column: given } : given).apply();
    await draft.context.pause();
  }
}

class Override {
  readonly #draft: CanonicalDraft;
  readonly #field: CanonicalField;
  readonly #wanted: Wanted;
  readonly #replaced: FieldMapping | undefined;

  constructor(draft: CanonicalDraft, field: CanonicalField, wanted: Wanted) {
    this.#draft = draft;
    this.#field = field;
    this.#wanted = wanted;
    const entry = draft.entryOf(field);
    this.#replaced = entry ? asMapping(entry) : draft.proposals.get(field);
  }

  async apply(): Promise<void> {
    const { unit } = this.#wanted;
    if (unit !== undefined && !unitChange(this.#field, unit))
      this.#refuse(`it has no such unit as ${quote(unit)}, but ${unitsOf(this.#field).join(", ") || "none"}`);
    if (this.#saysTheSame()) return this.#keep();
    if ("formula" in this.#wanted) await this.#takeFormula(this.#wanted.formula);
    else await this.#takeColumn(this.#columnNamed(this.#wanted.column));
  }

  /** The user confirms what stands there: its own rules, as for a flow seen from its other end, stay. */
  #saysTheSame(): boolean {
    const entry = this.#draft.entryOf(this.#field);
    if (!entry) return false;
    const wanted = this.#wanted;
    const sameUnit =
      wanted.unit === undefined ||
      wanted.unit === entry.unit?.from ||
      (!entry.unit && isCanonicalUnit(this.#field, wanted.unit));
    if ("formula" in wanted) return sameUnit && entry.formula === wanted.formula;
    const column = this.#draft.source.find(wanted.column);
    return sameUnit && entry.formula === undefined && column !== null && column === entry.columns[0];
  }

  #keep(): void {
    const entry = this.#draft.entryOf(this.#field)!;
    this.#draft.set({ ...entry, confidence: 1, by: "user" }, this.#draft.columnOf(this.#field)!);
  }

  #columnNamed(name: string): string {
    const { source } = this.#draft;
    const found = source.get(name) ? name : source.find(name);
    if (found !== null) return found;
    return this.#refuse(`it must name a column, got ${quote(name)}; ${this.#columnsThere()}`);
  }

  #columnsThere(): string {
    return `the columns are ${cutText(this.#draft.source.names.map((name) => quote(name)).join(", "), 400)}`;
  }

  async #takeFormula(text: string): Promise<void> {
    const { source, context } = this.#draft;
    if (TEXT_FIELDS.has(this.#field) || this.#field === "is_attack")
      this.#refuse("a formula makes numbers, and this field holds none; name a column");
    const formula = parseFormula(text, `mapping.${this.#field}`);
    const names = formula.columns.map((name) => this.#columnNamed(name));
    const columns = names.map(
      (name) => numbersOf(source.get(name)!) ?? this.#refuse(`${quote(name)} holds no numbers`),
    );
    const values = await evaluateFormula(formula, columns, source.rows, context.pause);
    const named = readName(names[0]!)?.unit ?? null;
    await this.#setNumbers(
      computed(this.#field, names, text),
      values,
      this.#field === "duration" ? named : null,
    );
  }

  async #takeColumn(name: string): Promise<void> {
    const draft = this.#draft;
    const column = draft.source.get(name)!;
    const field = this.#field;
    switch (field) {
      case "label":
        draft.setLabels(this.#entry(name), draft.texts(name)!, ATTACK_WORDS);
        return;
      case "is_attack":
        return this.#takeVerdicts(name);
      case "timestamp":
        return this.#takeTimes(name);
      case "src_ip":
      case "dst_ip":
        if (!holdsAddresses(column)) this.#refuseValues(name, "addresses");
        break;
      case "protocol":
        if (!holdsProtocols(column)) this.#refuseValues(name, "names or numbers of protocols");
        draft.copyProtocol(name);
        return this.#sign();
      case "src_port":
      case "dst_port": {
        if (!holdsPorts(column)) this.#refuseValues(name, "ports from 0 to 65535");
        const ports = column instanceof TextColumn ? parsePorts(column, field, draft) : numbersOf(column)!;
        return draft.set(this.#entry(name), ports);
      }
      case "label_detail":
      case "service":
      case "state":
        break;
      default: {
        const values = numbersOf(column) ?? this.#refuseValues(name, "numbers");
        return this.#setNumbers(this.#entry(name), values, readName(name)?.unit ?? null);
      }
    }
    draft.set(this.#entry(name), draft.texts(name)!);
  }

  #takeVerdicts(name: string): void {
    const column =
      verdictsOf(this.#draft.texts(name)!) ??
      this.#refuseValues(name, "0 and 1, true and false, or yes and no");
    const entry = this.#entry(name);
    const label = this.#draft.columnOf("label");
    if (label instanceof TextColumn)
      this.#draft.setLabels(this.#draft.entryOf("label")!, label, ATTACK_WORDS, { entry, column });
    else this.#draft.set(entry, column);
  }

  #takeTimes(name: string): void {
    const { unit } = this.#wanted;
    const column = this.#draft.source.get(name)!;
    const values =
      unit === undefined ? null : (numbersOf(column) ?? this.#refuseValues(name, `numbers of ${unit}`));
    this.#draft.cannot("timestamp", "");
    if (values === null) copyTimestamp(this.#draft, name);
    else {
      const change = unitChange("timestamp", unit!)!;
      changeUnit(values, change);
      this.#draft.setTimes(name, values, 0);
      const entry = this.#draft.entryOf("timestamp")!;
      this.#draft.set({ ...entry, ...unitEntry(change) }, values);
    }
    if (!this.#draft.columnOf("timestamp"))
      this.#refuseValues(name, `times (${this.#draft.reasonFor("timestamp")})`);
    this.#check(this.#draft.valuesOf("timestamp")!, name);
    this.#sign();
  }

  /** Numbers in the user's unit, else in what the name or the values say, else in the field's own. */
  async #setNumbers(entry: MappedField, values: Float64Array, named: Unit | null): Promise<void> {
    const field = this.#field;
    const unit = field === "duration" ? await this.#durationUnit(values, named) : this.#byteUnit(named);
    if (unit) changeUnit(values, unit);
    this.#check(values, entry.formula ?? entry.columns[0]!);
    this.#draft.set({ ...this.#signed(entry), ...(unit ? unitEntry(unit) : {}) }, values);
  }

  #byteUnit(named: Unit | null): UnitChange | null {
    const unit = this.#wanted.unit ?? named;
    return unit === null ? null : unitChange(this.#field, unit);
  }

  async #durationUnit(values: Float64Array, named: Unit | null): Promise<UnitChange> {
    const draft = this.#draft;
    const byRole = await readNames(draft.source.all(), draft.context.pause);
    const [begins] = byRole.get("start") ?? [];
    const [ends] = byRole.get("end") ?? [];
    const witnesses = witnessesOf(draft, byRole, begins && ends ? { begins, ends } : null);
    const asked = this.#wanted.unit ?? named;
    const { unit, fits, because } = durationUnit(values, asked, witnesses);
    if (unit !== null) return unitChange("duration", unit)!;
    const found = fits[0] ?? "s";
    if (fits.length === 1 || !fits.includes("s"))
      return this.#refuse(
        `${because.replace("its name says", "the unit given is")}; use ${JSON.stringify({ ...this.#wanted, unit: found })}`,
      );
    draft.report.warn(
      "W_UNIT_ASSUMED",
      `mapping.duration names no unit, and ${because} (${fits.join(", ")}): it was taken as s`,
      { column: "duration", remedy: `name the unit, as ${JSON.stringify({ ...this.#wanted, unit: "s" })}` },
    );
    return unitChange("duration", "s")!;
  }

  /** What no such field can hold. */
  #check(values: Numbers, from: string): void {
    const wrong = checkValues(this.#field, values);
    if (wrong !== null) this.#refuse(`${quote(from)} ${wrong}`);
  }

  #entry(name: string): MappedField {
    return this.#signed({ field: this.#field, status: "direct", columns: [name], confidence: 1, by: "user" });
  }

  #signed(entry: MappedField): MappedField {
    const replaced = this.#replaced === undefined ? {} : { replacedGuess: this.#replaced };
    return { ...entry, confidence: 1, by: "user", ...replaced };
  }

  /** Marks a field that the draft's own rules have set. */
  #sign(): void {
    const entry = this.#draft.entryOf(this.#field)!;
    this.#draft.set(this.#signed(entry), this.#draft.columnOf(this.#field)!);
  }

  #refuseValues(name: string, what: string): never {
    const column = this.#draft.source.get(name)!;
    const found: string[] = [];
    for (let row = 0; row < column.length && found.length < 3; row++) {
      const cell = column.at(row);
      if (cell !== null) found.push(quote(String(cell)));
    }
    const got = found.length === 0 ? "nothing" : found.join(", ");
    return this.#refuse(`${quote(name)} must hold ${what}, got ${got}`);
  }

  #refuse(rule: string): never {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot load ${this.#draft.context.name}: mapping.${this.#field}: ${rule}`,
    );
  }
}

function isCanonicalUnit(field: CanonicalField, unit: Unit): boolean {
  const change = unitChange(field, unit);
  return change !== null && change.times === change.over;
}

function unitEntry({ from, to, times, over }: UnitChange): Pick<MappedField, "unit"> {
  return from === to ? {} : { unit: { from, to, factor: times / over } };
}

/** What an entry says, as the option that would say it. */
function asMapping({ columns, formula, unit }: MappedField): FieldMapping {
  const named = unit ? { unit: unit.from } : {};
  return formula === undefined ? { column: columns[0] ?? "", ...named } : { formula, ...named };
}
