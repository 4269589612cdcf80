/** Lint rules. What a layer may import is also checked as a whole by .dependency-cruiser.cjs; here it shows in the editor. */
import jupyter from "@jupyter/eslint-plugin";
import prettier from "eslint-config-prettier";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const TESTS = ["src/**/*.test.ts", "src/**/testing/**/*.ts", "tests/**/*.ts", "ui-tests/**/*.ts"];
const ISOMORPHIC = ["src/analysis/**/*.ts", "src/kernels/**/*.ts"];

/** The functions of Math whose last bit is the same in every engine, and the constants. */
const SAME_EVERYWHERE = "sqrt|abs|floor|ceil|round|trunc|fround|min|max|imul|clz32|sign|[A-Z][A-Z0-9_]*";

const MATH_SYNTAX = [
  {
    selector: `MemberExpression[object.name='Math']:not([property.name=/^(?:${SAME_EVERYWHERE})$/])`,
    message: "Its last bit differs between engines: take it from src/kernels/math.ts.",
  },
  {
    selector: "BinaryExpression[operator='**'], AssignmentExpression[operator='**=']",
    message: "Its last bit differs between engines: multiply, or take pow from src/kernels/math.ts.",
  },
  {
    selector: "VariableDeclarator[init.name='Math']",
    message: "Name the function where it is used, so that lint can see which one it is.",
  },
];

const RUNTIME_GLOBALS = [
  "process",
  "Deno",
  "Buffer",
  "require",
  "module",
  "global",
  "window",
  "document",
  "localStorage",
].map((name) => ({ name, message: "Only src/analysis/host knows the runtime." }));

const FOREIGN_LIBRARIES = {
  group: ["danfojs", "danfojs-node", "@tensorflow/*", "ml-*", "@duckdb/*"],
  message: "Only src/analysis/adapters imports it.",
};
const NODE_MODULES = { group: ["node:*"], message: "Only src/analysis/host imports Node's modules." };

function restrictImports(files, patterns, ignores = []) {
  return { files, ignores, rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] } };
}

export default defineConfig(
  {
    ignores: [
      "node_modules/",
      ".venv*/",
      ".setup/",
      "lib/",
      "dist/",
      "build/",
      "coverage/",
      "src/kernels/wasm/bytes/",
      "src/kernels/assembly/",
      "src/analysis/workers/made/",
      "trafficlab/labextension/",
      "trafficlab/library/",
      "ui-tests/artifacts/",
      "notebooks/",
      "packages/**/*.d.ts",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },

  // ---- every script
  {
    files: ["**/*.{js,mjs,cjs,ts}"],
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "no-unreachable": "error",
      "no-useless-concat": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"], location: "start" }],
    },
  },
  { files: ["**/*.{js,mjs,cjs}"], rules: { "no-unused-vars": ["error", { ignoreRestSiblings: true }] } },

  // ---- TypeScript
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          "src/*/tsconfig.json",
          "src/*/tsconfig.test.json",
          "tests/tsconfig.json",
          "ui-tests/tsconfig.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/prefer-promise-reject-errors": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // Interfaces are often asynchronous where one implementation is not.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: TESTS,
    rules: {
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Randomness is a Prng or a seed (src/kernels/prng.ts).",
        },
        { property: "innerHTML", message: "Text is set as text." },
        { property: "outerHTML", message: "Text is set as text." },
        { property: "insertAdjacentHTML", message: "Text is set as text." },
      ],
    },
  },

  // ---- the library and its kernels
  {
    files: ISOMORPHIC,
    ignores: TESTS,
    rules: {
      "no-restricted-syntax": ["error", ...MATH_SYNTAX],
      "@typescript-eslint/naming-convention": [
        "error",
        {
          selector: "interface",
          format: ["PascalCase"],
          custom: { regex: "^I[A-Z]", match: false },
        },
      ],
    },
  },
  {
    files: ISOMORPHIC,
    ignores: [...TESTS, "src/analysis/host/**"],
    rules: { "no-restricted-globals": ["error", ...RUNTIME_GLOBALS] },
  },
  restrictImports(
    ["src/kernels/**/*.ts"],
    [{ regex: "^(?!\\.{1,2}/(?!.*analysis/))", message: "Kernels import nothing but each other." }],
    TESTS,
  ),
  restrictImports(
    ["src/analysis/**/*.ts"],
    [
      FOREIGN_LIBRARIES,
      NODE_MODULES,
      {
        group: ["@jupyterlab/*", "@jupyter/*", "@lumino/*", "**/widgets/**", "**/extension/**"],
        message: "The library does not know Jupyter.",
      },
    ],
    [...TESTS, "src/analysis/host/**", "src/analysis/adapters/**"],
  ),

  // ---- what draws
  {
    files: ["src/{widgets,extension}/**/*.ts"],
    extends: [jupyter.configs.recommended],
    plugins: { jupyter },
    rules: {
      // Jupyter's custom: options and statics stand in a namespace beside the class; signals connect a method and its object.
      "@typescript-eslint/no-namespace": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  restrictImports(
    ["src/widgets/**/*.ts"],
    [
      FOREIGN_LIBRARIES,
      NODE_MODULES,
      { group: ["**/extension/**"], message: "Widgets do not know what wires them." },
      {
        regex: "/analysis/(?!mod\\.ts$)",
        message: "The library is entered by src/analysis/mod.ts.",
      },
    ],
    TESTS,
  ),
  restrictImports(
    ["src/extension/**/*.ts"],
    [
      FOREIGN_LIBRARIES,
      NODE_MODULES,
      { regex: "/analysis/(?!mod\\.ts$)", message: "The library is entered by src/analysis/mod.ts." },
      { regex: "/widgets/(?!.*mod\\.ts$)", message: "A widget is entered by a mod.ts." },
    ],
    TESTS,
  ),

  // ---- tests
  {
    files: TESTS,
    rules: {
      // expect(object.method) names a method without calling it, and mocks return what the test says they do.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      // Code that a widget sends to a kernel is run by the test in the kernel's place.
      "@typescript-eslint/no-implied-eval": "off",
      "no-implied-eval": "off",
      "no-new-func": "off",
    },
  },
  prettier,
);
