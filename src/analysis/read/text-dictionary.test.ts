import { prng } from "../../kernels/mod.ts";
import { TextDictionary } from "./text-dictionary.ts";
import { bytesOf } from "./testing/input.ts";

function codesOf(dictionary: TextDictionary, texts: readonly string[]): number[] {
  return texts.map((text) => {
    const bytes = bytesOf(`<${text}>`);
    return dictionary.code(bytes, 1, bytes.length - 1);
  });
}

describe("TextDictionary", () => {
  test("codes texts from 0 in order of first appearance, and the same text the same", () => {
    const dictionary = new TextDictionary();
    expect(codesOf(dictionary, ["b", "a", "b", "", "a", "ab", ""])).toEqual([0, 1, 0, 2, 1, 3, 2]);
    expect(dictionary.codeOf("ab")).toBe(3);
    expect(dictionary.take()).toMatchObject({ texts: ["b", "a", "", "ab"], recoded: 0 });
  });

  test("tells 200,000 texts apart as a Map does, short and long ones, through every growth", () => {
    const random = prng(3);
    const dictionary = new TextDictionary();
    const expected = new Map<string, number>();
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) {
      const text = `${random.int(60_000).toString(36)}${"-".repeat(random.int(50) === 0 ? random.int(300) : 0)}`;
      if (!expected.has(text)) expected.set(text, expected.size);
      if (dictionary.codeOf(text) !== expected.get(text)) wrong++;
    }
    expect(wrong).toBe(0);
    expect(dictionary.take().texts).toEqual([...expected.keys()]);
  });

  test("reads bytes that are no UTF-8 as Windows-1252 and counts them, without touching their neighbours", () => {
    const dictionary = new TextDictionary();
    codesOf(dictionary, ["plain", "Grüße", "–"]);
    dictionary.code(Uint8Array.of(0x57, 0x96, 0xe9), 0, 3);
    dictionary.code(Uint8Array.of(0xe9), 0, 1);
    codesOf(dictionary, ["日本"]);
    expect(dictionary.take()).toMatchObject({
      texts: ["plain", "Grüße", "–", "W–é", "é", "日本"],
      recoded: 2,
    });
  });

  test("keeps texts apart whose characters take several bytes", () => {
    const dictionary = new TextDictionary();
    const texts = ["é", "a", "日本", "b", "😀", ""];
    codesOf(dictionary, texts);
    expect(dictionary.take()).toMatchObject({ texts, recoded: 0 });
  });

  test("keeps names of object members, NUL bytes and a byte order mark as they are", () => {
    const dictionary = new TextDictionary();
    const texts = ["__proto__", "constructor", "a\0b", "\uFEFFx"];
    expect(codesOf(dictionary, texts)).toEqual([0, 1, 2, 3]);
    expect(dictionary.take().texts).toEqual(texts);
  });

  test("decodes texts that are together larger than a block, and one that alone is", () => {
    const dictionary = new TextDictionary();
    const texts = [..."abcdefgh"].map((letter) => letter.repeat(300_000));
    texts.splice(4, 0, "é".repeat(1_500_000));
    codesOf(dictionary, texts);
    expect(dictionary.take().texts).toEqual(texts);
  });

  test("an empty dictionary has no texts", () => {
    expect(new TextDictionary().take()).toMatchObject({ texts: [], recoded: 0 });
  });
});
