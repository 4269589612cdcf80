/** ECMAScript modules over the CommonJS chunks, with every export by its name: what `import { DataFrame } from "danfojs-node"` meets in a notebook. */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Names that need no quotes; an export called like a keyword would not parse, and there is none. */
const NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * @param {object} wrapper
 * @param {string} wrapper.out Folder of the bundle, which holds the chunk already.
 * @param {string} wrapper.name File to write.
 * @param {string} wrapper.chunk File it wraps.
 * @param {string} wrapper.setUp Code between loading and exporting.
 */
export function writeWrapper({ out, name, chunk, setUp }) {
  const file = path.join(out, chunk);
  const names = Object.keys(createRequire(file)(file)).filter(
    (key) => NAME.test(key) && key !== "default" && key !== "__esModule",
  );
  const lines = names.toSorted().map((key) => `export const ${key} = chunk.${key};`);
  writeFileSync(
    path.join(out, name),
    'import { createRequire } from "node:module";\n' +
      `const chunk = createRequire(import.meta.url)(${JSON.stringify(`./${chunk}`)});\n` +
      `${setUp}export default chunk;\n${lines.join("\n")}\n`,
  );
}
