import { checkLoadOptions } from "./load-options.ts";
import type { LoadOptions } from "./load-options.ts";

function check(options: unknown): ReturnType<typeof checkLoadOptions> {
  return checkLoadOptions(options as LoadOptions);
}

describe("checkLoadOptions()", () => {
  test("has defaults, and carries only what was given into the provenance", () => {
    expect(check({})).toMatchObject({
      format: "auto",
      sample: null,
      lenient: false,
      reading: { zoneGiven: false, bytes: "ip", mapping: undefined, require: undefined },
      parameters: {},
    });
    const options = {
      format: "csv",
      mapping: {
        duration: { column: "dur", unit: "ms" },
        bytes_sent: { formula: "[a] + [b]" },
        label: "class",
      },
      dayFirst: false,
      pairOneWay: true,
      aggregate: "host-pair",
      approximate: true,
      require: ["duration"],
      label: "class",
      benign: ["ok"],
      sample: { rows: 10 },
      timeZone: "+02:00",
      lenient: true,
      bytes: "payload",
    };
    expect(check({ ...options, signal: undefined, onProgress: undefined }).parameters).toEqual({
      ...options,
      sample: { rows: 10, seed: 42 },
    });
    expect(check({ format: "auto", label: undefined }).parameters).toEqual({});
  });

  test.each([
    [{ sampel: {} }, TypeError, 'unknown option "sampel"; known are "format", "mapping", "label"'],
    [{ mapping: "duration" }, TypeError, 'options must be an object, got "duration"'],
    [{ mapping: { dur: "x" } }, TypeError, 'unknown option "dur"; known are "duration"'],
    [{ mapping: { duration: 7 } }, TypeError, "mapping.duration"],
    [{ mapping: { duration: {} } }, TypeError, "it must have either a column or a formula, got neither"],
    [{ mapping: { duration: { column: "a", formula: "[b]" } } }, TypeError, "got both"],
    [{ mapping: { duration: { column: 3 } } }, TypeError, "mapping.duration.column must be a text, got 3"],
    [{ mapping: { duration: { column: "a", unit: "h" } } }, RangeError, 'unit must be one of "s", "ms"'],
    [{ mapping: { duration: { column: "a", units: "s" } } }, TypeError, 'unknown option "units"'],
    [{ pairOneWay: 1 }, TypeError, "pairOneWay must be true or false, got 1"],
    [{ aggregate: "hosts" }, RangeError, 'aggregate must be one of "host-pair", got "hosts"'],
    [{ require: "duration" }, TypeError, "require must be a list of texts"],
    [{ require: ["label"] }, RangeError, 'require must be one of "duration"'],
    [{ __proto__: null, constructor: 1 }, TypeError, 'unknown option "constructor"'],
    [null, TypeError, "options must be an object, got null"],
    [[], TypeError, "options must be an object, got an array of 0"],
    ["csv", TypeError, 'options must be an object, got "csv"'],
    [{ format: "xls" }, RangeError, '"vpc", got "xls"'],
    [{ format: null }, RangeError, 'format must be one of "auto"'],
    [{ label: 3 }, TypeError, "label must be a text, got 3"],
    [{ benign: "normal" }, TypeError, 'benign must be a list of texts, got "normal"'],
    [{ benign: ["a", 1] }, TypeError, "benign must be a text, got 1"],
    [{ sample: 100 }, TypeError, "options must be an object, got 100"],
    [{ sample: { row: 1 } }, TypeError, 'unknown option "row"'],
    [{ sample: { rows: 0 } }, RangeError, "sample.rows must be a whole number from 1 to 4294967295, got 0"],
    [{ sample: { rows: 1.5 } }, RangeError, "got 1.5"],
    [{ sample: { rows: "5" } }, TypeError, 'sample.rows must be a number, got "5"'],
    [{ sample: { rows: 5, seed: "x" } }, TypeError, 'sample.seed must be a number, got "x"'],
    [{ sample: { rows: 5, seed: 0.5 } }, RangeError, "sample.seed must be a whole number"],
    [{ timeZone: "Mars" }, RangeError, 'timeZone must be "UTC", an offset'],
    [{ timeZone: 2 }, TypeError, "timeZone must be a text, got 2"],
    [{ lenient: "yes" }, TypeError, 'lenient must be true or false, got "yes"'],
    [{ bytes: "frame" }, RangeError, 'bytes must be one of "ip", "payload", got "frame"'],
  ])("refuses %j", (options, Class, message) => {
    let error: unknown;
    try {
      check(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining(message) as string });
  });
});
