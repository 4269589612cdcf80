/**
 * The layers, as rules: extension -> widgets -> analysis -> kernels. An arrow may be skipped, never reversed.
 * tests/tools/dependency-rules.test.mjs seeds a breach of each rule and sees it caught.
 */
const TEST = "\\.test\\.ts$|/testing/";
const FOREIGN_LIBRARIES = "danfojs(?:-node)?/|@tensorflow/|ml-[a-z]|@duckdb/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "Two files that need each other are one file, or lack a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolvable",
      comment: "An import has to lead somewhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "kernels-stay-pure",
      comment: "Kernels are numbers in, numbers out: no layer above, no package, no runtime.",
      severity: "error",
      from: { path: "^src/kernels/", pathNot: TEST },
      to: { pathNot: "^src/kernels/" },
    },
    {
      name: "kernels-through-mod",
      comment: "The door of the kernels is src/kernels/mod.ts.",
      severity: "error",
      from: { path: "^src/(?!kernels/)" },
      to: { path: "^src/kernels/", pathNot: "^src/kernels/mod\\.ts$" },
    },
    {
      name: "analysis-is-a-leaf",
      comment: "The library knows nothing of widgets or Jupyter: it also runs in Node, Deno and a worker.",
      severity: "error",
      from: { path: "^src/analysis/" },
      to: {
        path: "^src/|(?:^|node_modules/)@(?:jupyterlab|lumino|jupyter)/",
        pathNot: "^src/(?:analysis|kernels)/",
      },
    },
    {
      name: "analysis-through-mod",
      comment: "Other layers use the library as its users do, through src/analysis/mod.ts.",
      severity: "error",
      from: { path: "^src/(?!analysis/)" },
      to: { path: "^src/analysis/", pathNot: "^src/analysis/mod\\.ts$" },
    },
    {
      name: "analysis-rooms-by-their-door",
      comment: "A folder of the library is entered by its mod.ts.",
      severity: "error",
      from: { path: "^src/analysis/([^/]+)/", pathNot: TEST },
      to: { path: "^src/analysis/[^/]+/", pathNot: ["^src/analysis/$1/", "^src/analysis/[^/]+/mod\\.ts$"] },
    },
    {
      name: "analysis-door-opens-doors",
      comment: "src/analysis/mod.ts exports what the folders' own mod.ts export.",
      severity: "error",
      from: { path: "^src/analysis/[^/]+\\.ts$", pathNot: TEST },
      to: { path: "^src/analysis/[^/]+/", pathNot: "/mod\\.ts$" },
    },
    {
      name: "widgets-not-to-extension",
      comment: "Widgets do not know what wires them.",
      severity: "error",
      from: { path: "^src/widgets/" },
      to: { path: "^src/extension/" },
    },
    {
      name: "widgets-are-peers",
      comment:
        "Widgets never import each other; what two need is in src/widgets/shared, which imports neither.",
      severity: "error",
      from: { path: "^src/widgets/([^/]+)/" },
      to: { path: "^src/widgets/[^/]+/", pathNot: "^src/widgets/(?:$1|shared)/" },
    },
    {
      name: "widgets-by-their-door",
      comment: "A widget is entered by a mod.ts.",
      severity: "error",
      from: { path: "^src/(?!widgets/)", pathNot: TEST },
      to: { path: "^src/widgets/", pathNot: "/mod\\.ts$" },
    },
    {
      name: "adapters-own-libs",
      comment:
        "danfo, tfjs, ml-* and DuckDB are imported in src/analysis/adapters only, where they can be loaded late.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/analysis/adapters/|${TEST}` },
      to: { path: `(?:^|node_modules/)(?:${FOREIGN_LIBRARIES})|^packages/tfjs-node/|^danfojs(?:-node)?$` },
    },
    {
      name: "host-owns-runtime",
      comment:
        "Node's modules are reached through src/analysis/host only: everything else also runs in a page.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/analysis/host/|${TEST}` },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "tests-stay-outside",
      comment: "What ships does not import what tests it.",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { path: `${TEST}|^tests/|^ui-tests/` },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^src/kernels/assembly/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".d.ts", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
