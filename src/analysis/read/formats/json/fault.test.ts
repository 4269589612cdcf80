import { faultOf } from "./fault.ts";

describe("faultOf", () => {
  test.each([
    ["", "not JSON: it ends too early"],
    ['{"a":1', "not JSON: it ends too early"],
    [
      '{"a":"b',
      "not JSON: expected a value at character 6, got a text that is not closed or holds a control character",
    ],
    ['{"a":1,,"b":2}', 'not JSON: expected a name in double quotes at character 8, got ",\\"b\\":2}"'],
    ["{'a':1}", "not JSON: expected a name in double quotes at character 2, got \"'a':1}\""],
    ['{"a":1,}', 'not JSON: expected a name in double quotes at character 8, got "}"'],
    ['{"a" 1}', 'not JSON: expected a colon at character 6, got "1}"'],
    ['{"a":1 "b":2}', 'not JSON: expected a comma or "}" at character 8, got "\\"b\\":2}"'],
    ["[1 2]", 'not JSON: expected a comma or "]" at character 4, got "2]"'],
    ["[1,]", 'not JSON: expected a value at character 4, got "]"'],
    ['{"a":True}', 'not JSON: expected a value at character 6, got "True}"'],
    ['{"a":01}', 'not JSON: expected a comma or "}" at character 7, got "1}"'],
    ['{"a":1}x', 'not JSON: expected nothing more at character 8, got "x"'],
    ["nonsense", 'not JSON: expected a value at character 1, got "nonsense"'],
    [
      '{"a":"\u0000"}',
      "not JSON: expected a value at character 6, got a text that is not closed or holds a control character",
    ],
  ])("%s", (text, fault) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(faultOf(text)).toBe(fault);
  });

  test("does not look through a text of more than 100,000 characters", () => {
    expect(faultOf("[".repeat(200_000))).toBe("not JSON, in 200000 characters");
    expect(faultOf(`{"a":"${"\\u00e9".repeat(16_000)}"`)).toBe("not JSON: it ends too early");
  });
});
