import { requireModule } from "./require-module.ts";

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
