import { MISSING_WORDS } from "../core/mod.ts";
import { isMissingWord } from "./missing-word.ts";
import { bytesOf } from "./testing/input.ts";

function isMissing(text: string): boolean {
  const bytes = bytesOf(`"${text}"`);
  return isMissingWord(bytes, 1, bytes.length - 1);
}

describe("isMissingWord()", () => {
  test("knows every missing word in any case", () => {
    for (const word of MISSING_WORDS) {
      for (const form of [word, word.toUpperCase(), word.slice(0, 1).toUpperCase() + word.slice(1)])
        expect([form, isMissing(form)]).toEqual([form, true]);
    }
  });

  test("knows no other text, however close", () => {
    for (const text of [
      "normal",
      "nano",
      "nulls",
      "0",
      "--",
      "?!",
      "(empty",
      "empty",
      "n",
      "no",
      "N/B",
      "é",
      "\r",
      "\x1f",
      "none of it",
    ]) {
      expect([text, isMissing(text)]).toEqual([text, false]);
    }
  });
});
