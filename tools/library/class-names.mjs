/**
 * Keeps the names of classes in minified code: they stand in errors and in what notebooks print.
 *
 * esbuild's own `keepNames` keeps those of functions too, by a call for each of thousands, which Deno parses and runs at every import.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";

/** esbuild's plugin for the classes of the files whose paths match. */
export function classNames(filter) {
  return {
    name: "class-names",
    setup(setup) {
      setup.onLoad({ filter }, ({ path }) => ({
        contents: withNames(readFileSync(path, "utf8"), path),
        loader: path.endsWith(".ts") ? "ts" : "js",
      }));
    },
  };
}

/** The same code, in which every class that the file exports gives itself its name: nobody else ever sees one. */
export function withNames(code, path) {
  if (!/\bclass\b/.test(code)) return code;
  const edits = [];
  const visit = (node) => {
    if (ts.isClassLike(node) && node.name !== undefined && isExported(node))
      edits.push({
        at: node.members.pos,
        text: ` static { Object.defineProperty(this, "name", { value: ${JSON.stringify(node.name.text)}, configurable: true }); }`,
      });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, code, ts.ScriptTarget.ES2022));
  return edits
    .sort((a, b) => b.at - a.at)
    .reduce((named, { at, text }) => named.slice(0, at) + text + named.slice(at), code);
}

function isExported({ modifiers = [] }) {
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}
