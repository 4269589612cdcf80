/** The licences of everything that is inside the bundle, from what esbuild took into it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Writes LICENSES.txt: name, version, licence, text of each package, sorted by name. */
export function writeLicenses({ root, out, metafiles }) {
  const packages = new Map();
  for (const metafile of metafiles) {
    for (const output of Object.values(metafile.outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
        const folder = packageFolder(input);
        if (folder !== null && bytesInOutput > 0) packages.set(folder, readPackage(path.join(root, folder)));
      }
    }
  }
  packages.set("wasm", readPackage(path.join(root, "node_modules/@tensorflow/tfjs-backend-wasm")));
  const unique = new Map([...packages.values()].map((each) => [`${each.name} ${each.version}`, each]));
  const apache = [...unique.values()]
    .flatMap(({ texts }) => texts)
    .find((text) => /^Apache License\s+Version 2\.0/.test(text));
  const sections = [...unique.keys()].toSorted().map((title) => sectionOf(title, unique.get(title), apache));
  const head = `This library contains the following ${sections.length} packages, each under its own licence.\n`;
  writeFileSync(path.join(out, "LICENSES.txt"), [head, ...sections].join(`\n${"=".repeat(80)}\n\n`));
}

/** The folder of the innermost package that a file belongs to; null for the project's own files. */
function packageFolder(file) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return found === null ? null : found[1];
}

function readPackage(folder) {
  const { name, version, license, licenses, author, contributors } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  );
  const files = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .toSorted();
  const texts = files.map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  const holders = [author, ...(contributors ?? [])].filter((person) => person !== undefined).map(personName);
  return {
    name,
    version,
    license: licenseName(name, license ?? licenses),
    texts,
    holder: holders[0] ?? `the authors of ${name}`,
  };
}

function personName(person) {
  return (typeof person === "string" ? person : (person.name ?? "")).replace(/\s*[<(].*$/, "");
}

function licenseName(name, license) {
  if (typeof license === "string") return license;
  if (Array.isArray(license)) return license.map((each) => licenseName(name, each)).join(" OR ");
  if (typeof license?.type === "string") return license.type;
  throw new Error(`Cannot list licences: each package must name its own, got none in ${name}`);
}

function sectionOf(title, { name, license, texts, holder }, apache) {
  return `${title} (${license})\n\n${(texts.length > 0 ? texts : standardTexts(name, license, holder, apache)).join("\n\n")}\n`;
}

/** The text of the licence that a manifest names, for a package that ships none. */
function standardTexts(name, license, holder, apache) {
  const texts = [];
  if (/\bApache-2\.0\b/.test(license) && apache !== undefined) texts.push(`Copyright ${holder}\n\n${apache}`);
  if (/\bMIT\b/.test(license)) texts.push(`Copyright (c) ${holder}\n\n${MIT}`);
  if (texts.length === 0) throw new Error(`Cannot list licences: ${name} ships no text of ${license}`);
  return texts;
}
