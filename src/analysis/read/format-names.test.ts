import { TABLE_DIALECTS } from "./dialects/table-dialects.ts";
import { checkFormat, FORMAT_NAMES } from "./format-names.ts";
import { DIALECTS, SHORT_NAMES } from "./recognize.ts";

describe("checkFormat()", () => {
  test("knows every reader, every dialect of tables and their short names, and nothing else", () => {
    const ids = [...DIALECTS, ...TABLE_DIALECTS].map(({ id }) => id);
    expect(FORMAT_NAMES).toEqual([...new Set(["auto", ...ids, ...SHORT_NAMES.keys()])]);
    for (const name of FORMAT_NAMES) expect(checkFormat(name)).toBe(name);
    expect(checkFormat(undefined)).toBe("auto");
  });

  test("lists the names for any other", () => {
    expect(() => checkFormat("xls")).toThrow(
      /^Cannot load flows: format must be one of "auto", .*"zeek-tsv", .*"vpc", got "xls"$/,
    );
    expect(() => checkFormat(7)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});
