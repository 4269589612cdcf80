/** The JavaScript of the library bundle, by esbuild. Each function answers with the metafiles of what it took in. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { classNames } from "./class-names.mjs";

const SHARED = {
  bundle: true,
  minify: true,
  lineLimit: 160, // Node prints the line of an uncaught error
  charset: "utf8",
  legalComments: "none", // they stand in LICENSES.txt, whole
  target: "es2022",
  metafile: true,
  logLevel: "warning",
};

/** Packages for notebooks keep all their names: what they print has always shown them. */
const WITH_NAMES = { ...SHARED, keepNames: true };

/** Node and Deno have fetch themselves; the package would bring 300 kB, and a deprecation warning for its use of `punycode`. */
const OWN_FETCH = {
  "node-fetch": "exports = module.exports = (...request) => fetch(...request); exports.default = exports;",
};

/** Whose classes keep their names: this library's, and that of the package whose model objects it hands out. */
const NAMED_CLASSES = /[\\/]src[\\/]analysis[\\/].*\.ts$|[\\/]node_modules[\\/]ml-pca[\\/].*\.js$/;

/** Node's own modules are reached at run time, so the bundle loads wherever modules do. */
export async function bundleLibrary({ root, out, entry }) {
  const { metafile, outputFiles } = await build({
    ...SHARED,
    absWorkingDir: root,
    entryPoints: { mod: entry },
    outdir: out,
    splitting: true, // what is imported at first use is read from the disk then, and costs nothing before
    chunkNames: "[name]-[hash]",
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    define: { TRAFFICLAB_BUNDLE_URL: "import.meta.url" },
    plugins: [withoutFiles, classNames(NAMED_CLASSES)],
    write: false,
  });
  mkdirSync(out, { recursive: true });
  for (const { path: file, text } of outputFiles) writeFileSync(file, hidden(text, metafile, root, file));
  writeFileSync(
    path.join(out, "whole.js"),
    inPlainSight(outputFiles.map(({ path: file }) => path.basename(file))),
  );
  return [metafile];
}

/**
 * Hides from Deno which files are imported at first use. One that an `import()` names in plain sight it reads and parses when the program
 * starts, before anybody uses it; one whose URL is worked out it reads when asked. ADR 0017 tells what that saves.
 */
function hidden(code, metafile, root, file) {
  let found = 0;
  const changed = code.replace(/\bimport\(\s*("\.\/[^"]+")\s*\)/g, (_, name) => {
    found++;
    return `import(new URL(${name},import.meta.url).href)`;
  });
  const { imports } = metafile.outputs[path.relative(root, file).replaceAll(path.sep, "/")];
  const expected = imports.filter(({ kind }) => kind === "dynamic-import").length;
  if (found !== expected)
    throw new Error(`Cannot hide the imports of ${file}: expected ${expected} of them, found ${found}`);
  return changed;
}

/** Names every file to Deno, which then reads them all at the start, and asks for no permission when one of them is used. Runs none. */
function inPlainSight(files) {
  const imports = files.map((file) => `  () => import("./${file}"),\n`).join("");
  return `/* Import this too in a Deno program that has no permission to read files. */\nexport default [\n${imports}];\n`;
}

export async function bundleDanfo({ root, out }) {
  const mathjs = await bundleMathjs(root);
  const { metafile } = await build({
    ...WITH_NAMES,
    absWorkingDir: root,
    stdin: {
      contents: 'module.exports = require("danfojs-node");',
      resolveDir: root,
      sourcefile: "danfo.cjs",
    },
    outfile: path.join(out, "danfo.cjs"),
    format: "cjs",
    platform: "node",
    plugins: [
      besideIt({ "@tensorflow/tfjs-node": "./tfjs.cjs" }),
      // danfo asks for it, does not depend on it, and uses it only to draw into a page.
      instead({ "plotly.js-dist-min": "module.exports = {};", mathjs: mathjs.code, ...OWN_FETCH }),
    ],
  });
  return [metafile, mathjs.metafile];
}

/**
 * The functions of mathjs that danfo calls: making all of them takes two thirds of danfo's loading time. Bundled by itself, because esbuild
 * drops the rest only from what is imported, and danfo requires.
 */
async function bundleMathjs(root) {
  const contents = 'export { mean, median, mode, std, variance } from "mathjs";';
  const { outputFiles, metafile } = await build({
    ...WITH_NAMES,
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, sourcefile: "mathjs.mjs" },
    write: false,
    format: "cjs",
    platform: "node",
  });
  return { code: outputFiles[0].text, metafile };
}

export async function bundleTensorFlow({ root, out }) {
  const { version } = JSON.parse(
    readFileSync(path.join(root, "node_modules/@tensorflow/tfjs-backend-webgl/package.json"), "utf8"),
  );
  const { metafile } = await build({
    ...WITH_NAMES,
    absWorkingDir: root,
    entryPoints: [path.join(root, "packages/tfjs-node/index.cjs")],
    outfile: path.join(out, "tfjs.cjs"),
    format: "cjs",
    platform: "node",
    // WebGL runs in pages only, and is a third of the code.
    plugins: [
      instead({
        "@tensorflow/tfjs-backend-webgl": `exports.version_webgl = ${JSON.stringify(version)};`,
        ...OWN_FETCH,
      }),
    ],
  });
  return [metafile];
}

export function copyWasm({ root, out }) {
  const from = path.join(root, "node_modules/@tensorflow/tfjs-backend-wasm/dist");
  mkdirSync(path.join(out, "wasm"));
  for (const variant of ["", "-simd", "-threaded-simd"]) {
    const name = `tfjs-backend-wasm${variant}.wasm`;
    writeFileSync(path.join(out, "wasm", name), readFileSync(path.join(from, name))); // copied, they would be executable
  }
}

/** The Parquet package's door for Node reads files itself, by modules that a page lacks; the library reads them through its host. */
const withoutFiles = {
  name: "without-files",
  setup(setup) {
    setup.onResolve({ filter: /^hyparquet$/ }, ({ resolveDir, kind }) =>
      setup.resolve("hyparquet/src/index.js", { resolveDir, kind }),
    );
  },
};

/** Modules that stay outside, in a file beside the bundle. */
function besideIt(files) {
  return {
    name: "beside-it",
    setup(setup) {
      setup.onResolve({ filter: exactly(files) }, ({ path: name }) => ({
        path: files[name],
        external: true,
      }));
    },
  };
}

/** Modules replaced by a few words of CommonJS. */
function instead(sources) {
  return {
    name: "instead",
    setup(setup) {
      setup.onResolve({ filter: exactly(sources) }, ({ path: name }) => ({
        path: name,
        namespace: "instead",
      }));
      setup.onLoad({ filter: /.*/, namespace: "instead" }, ({ path: name }) => ({
        contents: sources[name],
        loader: "js",
      }));
    },
  };
}

function exactly(names) {
  const list = Object.keys(names).map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^(?:${list.join("|")})$`);
}
