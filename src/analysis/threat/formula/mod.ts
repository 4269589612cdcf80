/** Formulas of rules: parsed and worked out on columns, never run as code. */
export { FORMULA_NAMES, formulaName } from "./names.ts";
export type { FormulaName } from "./names.ts";
export { parseRuleFormula } from "./parse.ts";
export type { Node } from "./parse.ts";
export { compile, run } from "./program.ts";
export type { Program } from "./program.ts";
