import assert from "node:assert/strict";
import { test } from "node:test";
import { withNames } from "../../tools/library/class-names.mjs";

const NAMED = 'static { Object.defineProperty(this, "name", { value: "Kept", configurable: true }); }';

test("an exported class gives itself its name, whatever stands before its braces", () => {
  for (const head of [
    "export class Kept ",
    "export abstract class Kept<T extends { a: 1 }> extends Base<{}> ",
  ])
    assert.equal(withNames(`${head}{ x = 1; }`, "a.ts"), `${head}{ ${NAMED} x = 1; }`);
});

test("classes that stay in their file, and the word in texts, are left alone", () => {
  const code = 'class Own {}\nconst made = class {};\nexport const text = "export class Kept {}";';
  assert.equal(withNames(code, "a.ts"), code);
});
