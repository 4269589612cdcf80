/** "Copy as TypeScript": calls of the public API that make a result again. Data stand in it as literals only. */
import type { JSONValue, Provenance } from "../core/mod.ts";
import { cutText, groupDigits } from "../core/mod.ts";

/** TypeScript, and whether it does the whole of what was done. */
export interface ResultCode {
  code: string;
  whole: boolean;
}

type Options = Record<string, JSONValue>;

/** What a table's provenance says of how it was made. */
interface Recipe {
  /** Expression that gives the table, without the later steps. */
  source: string;
  /** Public functions that it calls. */
  imports: string[];
  /** What the reader has to know or to fill in. */
  notes: string[];
}

/** As much of a provenance as says how a table was made. */
type Made = Pick<Provenance, "call" | "source" | "parameters">;

/** Names of sources that were no file. */
const NO_FILES: readonly string[] = ["bytes", "stream", "blob", "rows", "data frame", "data URL"];

/** Hidden marks that could make code read as other than it is. */
const HIDDEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Longest code that a result holds, in characters. */
const MAX_CODE = 20_000;

/** The call that makes a result of `table`, and what it needs. */
export interface ResultCall {
  /** Public functions that the call and its set-up use. */
  imports: readonly string[];
  /** As "await trainClassifiers(table, { seed: 7 })"; data in it stand as literals (`literal`). */
  call: string;
  /** Statements between the table and the call, each without its line end. */
  setUp?: readonly string[];
}

/** A call of a public function on `table`, with the options that say something. */
export function callOnTable(name: string, parameters: JSONValue): ResultCall {
  const options = withoutEmpty(optionsOf(parameters));
  const given = Object.keys(options).length === 0 ? "" : `, ${literal(options)}`;
  return { imports: [name], call: `await ${name}(table${given})` };
}

/** The code of a profile. */
export function profileCode(table: Provenance, profile: Provenance): ResultCode {
  return resultCode(table, callOnTable("profile", profile.parameters));
}

/**
 * The code of a result: loads the source with the same options, repeats the table's steps, makes the result and shows it.
 *
 * What would be longer than 20,000 characters (a filter of many row numbers) is left out, with a note in its place.
 *
 * @param table How the flows were made; null for a result that needs none.
 */
export function resultCode(table: Provenance | null, result: ResultCall): ResultCode {
  const resultSize = result.call.length + charactersIn([...(result.setUp ?? [])]);
  const size = resultSize + (table === null ? 0 : charactersIn(table.parameters) + table.source.name.length);
  if (size > MAX_CODE) return { code: shortCode(table, size, result), whole: false };
  const recipe = table === null ? null : recipeOf(table);
  const steps = table === null ? [] : stepsOf(table.parameters).map((step) => stepCode(step));
  const notes = (recipe?.notes ?? []).map((note) => `// ${note}\n`).join("");
  const expression =
    recipe === null || steps.length === 0
      ? (recipe?.source ?? "")
      : `${chained(recipe.source)}${steps.map((step) => `\n  ${step}`).join("")}`;
  const code = `${importLine([...(recipe?.imports ?? []), ...result.imports])}${notes}${tableLine(recipe === null ? null : expression)}${resultLines(result)}`;
  if (code.length > MAX_CODE) return { code: shortCode(table, code.length, result), whole: false };
  return { code, whole: !steps.some((step) => step.startsWith("/*")) };
}

/** The load alone, without its options, and the call where that is short. */
export function shortCode(
  table: Provenance | null,
  length: number,
  result: ResultCall = { imports: ["profile"], call: "await profile(table)" },
): string {
  const note = `// Left out for its length (about ${groupDigits(length)} characters): how this ${table === null ? "result" : "table"} was made${table === null ? "" : " of its source"}.\n`;
  const recipe =
    table === null
      ? null
      : recipeOf({ ...table, source: { name: cutText(table.source.name) }, parameters: {} });
  const isShort = result.call.length + charactersIn([...(result.setUp ?? [])]) < MAX_CODE / 2;
  const imports = [...(recipe?.imports ?? []), ...(isShort ? result.imports : [])];
  return `${importLine(imports)}${note}${tableLine(recipe?.source ?? null)}${isShort ? resultLines(result) : "await show(table);\n"}`;
}

function tableLine(expression: string | null): string {
  return expression === null ? "" : `const table = ${expression};\n`;
}

function resultLines({ call, setUp = [] }: ResultCall): string {
  return [...setUp.map((line) => `${line}\n`), `await show(${call});\n`].join("");
}

function importLine(names: readonly string[]): string {
  return `import { ${[...new Set([...names, "show"])].join(", ")} } from "trafficlab";\n\n`;
}

/** Characters of all texts and keys, a few for each other value; stops counting far above MAX_CODE. */
function charactersIn(value: JSONValue): number {
  let characters = 0;
  const pending: JSONValue[] = [value];
  for (let item = pending.pop(); item !== undefined && characters <= MAX_CODE; item = pending.pop()) {
    if (typeof item === "string") characters += item.length;
    else if (Array.isArray(item)) {
      characters += item.length * 2;
      if (characters <= MAX_CODE) pending.push(...item);
    } else if (item !== null && typeof item === "object") {
      for (const [key, entry] of Object.entries(item)) {
        characters += key.length;
        pending.push(entry);
      }
    }
  }
  return characters;
}

/** A value as a TypeScript literal; keys bare where they can be. */
export function literal(value: JSONValue): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, entry]) => `${keyCode(key)}: ${literal(entry)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  if (typeof value === "string") return JSON.stringify(value).replace(HIDDEN, escapeUnit);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
}

function keyCode(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function recipeOf(provenance: Made): Recipe {
  const parameters = optionsOf(provenance.parameters);
  const parts = parameters["tables"];
  if (provenance.call === "FlowTable.concat" && Array.isArray(parts)) return concatRecipe(parts);
  const options = withoutEmpty(parameters);
  const given = Object.keys(options).length === 0 ? "" : literal(options);
  if (provenance.call === "generateTraffic") {
    return {
      source: `generateTraffic(${given === "" ? "{}" : given})`,
      imports: ["generateTraffic"],
      notes: [],
    };
  }
  const path = parameters["source"];
  const name = typeof path === "string" ? path : provenance.source.name;
  const source = `await loadFlows(${given === "" ? literal(name) : `${literal(name)}, ${given}`})`;
  return { source, imports: ["loadFlows"], notes: sourceNotes(provenance) };
}

/** What has to be said of a source that has no name to open it by. Where a file was read is none of this: the code is the same everywhere. */
function sourceNotes({ call, source }: Made): string[] {
  return call !== "loadFlows" || NO_FILES.includes(source.name)
    ? ["The flows did not come from a file: put your own source in place of the text."]
    : [];
}

function concatRecipe(parts: readonly JSONValue[]): Recipe {
  const recipes = parts.map((part) => {
    const made = madeOf(part);
    return { ...recipeOf(made), steps: stepsOf(made.parameters).map((step) => stepCode(step)) };
  });
  const tables = recipes.map(({ source, steps }) =>
    steps.length === 0
      ? `\n  ${source},`
      : `\n  ${chained(source)}${steps.map((step) => `\n    ${step}`).join("")},`,
  );
  return {
    source: `FlowTable.concat([${tables.join("")}\n])`,
    imports: ["FlowTable", ...new Set(recipes.flatMap((recipe) => recipe.imports))],
    notes: [...new Set(recipes.flatMap((recipe) => recipe.notes))],
  };
}

/** How another table than the result's own was made, out of what the result says of it. */
function madeOf(part: JSONValue): Made {
  const { source, parameters, call } = optionsOf(part);
  const name = optionsOf(source ?? null)["name"];
  return {
    call: typeof call === "string" ? call : "loadFlows",
    source: { name: typeof name === "string" ? name : "" },
    parameters: parameters ?? {},
  };
}

/** The expression that makes another table than the result's own, with its steps; `whole` where it does all of them. */
export function tableCode(part: JSONValue): { expression: string; imports: string[]; whole: boolean } {
  const made = madeOf(part);
  const { source, imports } = recipeOf(made);
  const steps = stepsOf(made.parameters).map((step) => stepCode(step));
  return {
    expression: steps.length === 0 ? source : [chained(source), ...steps].join(""),
    imports,
    whole: !steps.some((step) => step.startsWith("/*")),
  };
}

/** An expression to which a method call can be added. */
function chained(source: string): string {
  return source.startsWith("await ") ? `(${source})` : source;
}

/** One step of a table as a method call; as a comment when it cannot be told. */
function stepCode(step: JSONValue): string {
  const entries = Object.entries(optionsOf(step));
  const [name, value] = entries[0] ?? ["", null];
  switch (name) {
    case "filter":
    case "select":
    case "sort":
      return `.${name}(${literal(value)})`;
    case "slice":
    case "sample":
      return `.${name}(${(Array.isArray(value) ? value : [value]).map(literal).join(", ")})`;
    case "filterFunction":
      return typeof value === "string" && isFunctionText(value)
        ? `.filter(${value})`
        : "/* .filter(...): put the function here again; its text is not held in the result */";
    default:
      return "/* a step of a kind that this version does not know */";
  }
}

/** Whether the text of a function can stand as an expression: an arrow or a function expression, whole and not built in. */
function isFunctionText(text: string): boolean {
  if (text.endsWith("…") || text.includes("[native code]")) return false;
  return /^(?:\([^()]*\)|[\w$]+)\s*=>|^function\b/.test(text);
}

function optionsOf(parameters: JSONValue): Options {
  return parameters !== null && typeof parameters === "object" && !Array.isArray(parameters)
    ? parameters
    : {};
}

function stepsOf(parameters: JSONValue): JSONValue[] {
  const steps = optionsOf(parameters)["steps"];
  return Array.isArray(steps) ? steps : [];
}

/** Options that say something, without the source and the steps that stand beside them. */
function withoutEmpty(options: Options): Options {
  const said = Object.entries(options).filter(
    ([name, value]) => !["source", "steps"].includes(name) && value !== null && literal(value) !== "{}",
  );
  return Object.fromEntries(said);
}
