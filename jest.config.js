/**
 * Two projects: the library runs in Node's environment, everything that draws in jsdom.
 * Sources are TypeScript with `.ts` in their relative imports, which jest resolves as they stand.
 */

/** Packages that publish ECMAScript modules, which jest must transform before it can load them. */
const ESM_PACKAGES = [
  "@jupyterlab",
  "@jupyter",
  "@lumino",
  "@codemirror",
  "@lezer",
  "@marijn",
  "@microsoft",
  "@rjsf",
  "crelt",
  "d3-[^/]+",
  "internmap",
  "delaunator",
  "robust-predicates",
  "hyparquet[^/]*",
  "hysnappy",
  "lib0",
  "lodash-es",
  "marked",
  "ml-[^/]+",
  "is-any-array",
  "json-stringify-pretty-compact",
  "nanoid",
  "style-mod",
  "uuid",
  "vega[^/]*",
  "vscode-[^/]+",
  "w3c-keyname",
  "y-protocols",
  "y-websocket",
  "yjs",
  "exenv-es6",
];

const shared = {
  rootDir: import.meta.dirname,
  transform: {
    "\\.(?:ts|js|mjs)$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${ESM_PACKAGES.join("|")})/)`],
  modulePathIgnorePatterns: [
    "<rootDir>/lib/",
    "<rootDir>/dist/",
    "<rootDir>/build/",
    "<rootDir>/trafficlab/",
    "<rootDir>/\\.venv",
    "<rootDir>/\\.setup/",
  ],
};

/** @type {import("jest").Config} */
export default {
  globalSetup: "<rootDir>/tests/jest/global-setup.mjs",
  /** A hang limit, ms: no test is timed, and a machine may do other work beside. */
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: "analysis",
      testEnvironment: "<rootDir>/tests/jest/node-environment.cjs",
      testMatch: ["<rootDir>/src/{analysis,kernels}/**/*.test.ts"],
    },
    {
      ...shared,
      displayName: "widgets",
      testEnvironment: "<rootDir>/tests/jest/jsdom-environment.cjs",
      setupFiles: ["<rootDir>/tests/jest/jsdom-setup.ts"],
      testMatch: ["<rootDir>/src/{widgets,extension}/**/*.test.ts"],
      moduleNameMapper: {
        "\\.css$": "<rootDir>/tests/jest/style-stub.cjs",
        "\\.svg$": "<rootDir>/tests/jest/svg-stub.cjs",
        "^vega-canvas$": "<rootDir>/tests/jest/no-canvas.cjs",
      },
    },
  ],
};
