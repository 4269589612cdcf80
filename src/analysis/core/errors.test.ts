import { CancelledError, codedError, UnknownFormatError } from "./errors.ts";

describe("codedError()", () => {
  test("is of its class and carries code, place and cause", () => {
    const cause = new Error("inner");
    const error = codedError(RangeError, "E_X", "Cannot do it", { line: 3, column: "a", cause });
    expect(error).toBeInstanceOf(RangeError);
    expect({ ...error, message: error.message, cause: error.cause }).toEqual({
      code: "E_X",
      line: 3,
      column: "a",
      message: "Cannot do it",
      cause,
    });
  });

  test("has no cause where none is given", () => {
    expect("cause" in codedError(Error, "E_X", "x")).toBe(false);
  });
});

test("CancelledError and UnknownFormatError can be told by class, name and code", () => {
  expect(new CancelledError("loading", { cause: 1 })).toMatchObject({
    name: "CancelledError",
    code: "CANCELLED",
    message: "Cannot finish loading: it was cancelled",
    cause: 1,
  });
  expect(new UnknownFormatError("E_EMPTY", "x")).toMatchObject({
    name: "UnknownFormatError",
    code: "E_EMPTY",
  });
});
