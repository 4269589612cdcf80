import { requireInstalled, requireModule } from "./require-module.ts";

describe("requireModule()", () => {
  test("loads a package as seen from the working directory", () => {
    expect(requireModule("danfojs-node")).toHaveProperty("DataFrame");
  });

  test("says what to do when the package is not there", () => {
    const here = process.cwd();
    const cwd = jest.spyOn(process, "cwd").mockReturnValue("/");
    try {
      expect(() => requireModule("@tensorflow/tfjs-node")).toThrow(
        expect.objectContaining({
          code: "E_UNSUPPORTED",
          message: expect.stringContaining("run npm ci in the repository") as string,
        }),
      );
    } finally {
      cwd.mockRestore();
    }
    expect(process.cwd()).toBe(here);
  });
});

describe("requireInstalled()", () => {
  test("loads a package as seen from the working directory", () => {
    expect(requireInstalled("@duckdb/node-api")).toHaveProperty("DuckDBInstance");
  });

  test("says how to install it when it is not there", () => {
    const cwd = jest.spyOn(process, "cwd").mockReturnValue("/");
    try {
      expect(() => requireInstalled("@duckdb/node-api")).toThrow(
        expect.objectContaining({
          code: "E_UNSUPPORTED",
          message: expect.stringMatching(
            /^Cannot load "@duckdb\/node-api": .*; run npm install @duckdb\/node-api in the working directory$/,
          ) as string,
        }),
      );
    } finally {
      cwd.mockRestore();
    }
  });
});
