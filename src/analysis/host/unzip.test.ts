import { crc32, deflateRawSync } from "node:zlib";
import { UnknownFormatError } from "../core/mod.ts";
import { isZip, unzip } from "./unzip.ts";

interface Member {
  name: string;
  text: string;
  stored?: boolean;
  flags?: number;
  method?: number;
}

/** An archive as zip tools write it; with bit 3 of the flags the sizes stand behind the member, with or without their mark. */
function zip(members: readonly Member[], behind: "marked" | "bare" | null = null): Uint8Array {
  const parts = members.map(({ name, text, stored = false, flags = 0, method }) => {
    const data = stored ? Buffer.from(text) : deflateRawSync(text);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(typeof crc32 === "function" ? crc32(text) : 0, 0);
    sizes.writeUInt32LE(data.length, 4);
    sizes.writeUInt32LE(text.length, 8);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(flags | (behind === null ? 0 : 8), 6);
    head.writeUInt16LE(method ?? (stored ? 0 : 8), 8);
    if (behind === null) sizes.copy(head, 14);
    head.writeUInt16LE(name.length, 26);
    head.writeUInt16LE(3, 28);
    const mark = behind === "marked" ? [Buffer.from("PK\x07\x08", "latin1")] : [];
    return [head, Buffer.from(`${name}xyz`), data, ...mark, ...(behind === null ? [] : [sizes])];
  });
  const directory = Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), Buffer.alloc(42)]);
  return new Uint8Array(Buffer.concat([...parts.flat(), directory]));
}

async function unpack(bytes: Uint8Array, step: number = bytes.length): Promise<string> {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += step)
      yield await Promise.resolve(bytes.subarray(from, from + step));
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of unzip(source())) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const TEXT = Array.from({ length: 50_000 }, (_, row) => `${row},${row % 7}\n`).join("");

describe("unzip()", () => {
  test.each([1, 7, 1000, 1 << 20])(
    "gives the only member, deflated or stored, in pieces of %d",
    async (step) => {
      for (const stored of [true, false])
        expect(await unpack(zip([{ name: "a.csv", text: step === 1 ? "1,2\n" : TEXT, stored }]), step)).toBe(
          step === 1 ? "1,2\n" : TEXT,
        );
      for (const behind of ["marked", "bare"] as const)
        expect(await unpack(zip([{ name: "a.csv", text: "1,2\n" }], behind), step)).toBe("1,2\n");
    },
  );

  test.each([
    [
      "several members",
      zip([
        { name: "a", text: "x" },
        { name: "b", text: "y" },
      ]),
      "it has several members",
    ],
    [
      "a folder and a file",
      zip([
        { name: "a/", text: "", stored: true },
        { name: "a/b", text: "y" },
      ]),
      "several",
    ],
    ["an encrypted member", zip([{ name: "a", text: "x", flags: 1 }]), "it is encrypted"],
    ["another method", zip([{ name: "a", text: "x", method: 14 }]), "it is packed by method 14"],
    ["a cut header", zip([{ name: "a", text: "x" }]).subarray(0, 20), "its header is cut"],
    ["cut data", zip([{ name: "a", text: TEXT }]).subarray(0, 5000), "it ends early"],
    ["cut stored data", zip([{ name: "a", text: TEXT, stored: true }]).subarray(0, 5000), "it ends early"],
    ["no directory", zip([{ name: "a", text: "x" }]).subarray(0, -46), "it ends early"],
  ])("refuses %s", async (_, bytes, why) => {
    const error: unknown = await unpack(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnknownFormatError);
    expect(error).toMatchObject({ code: "E_UNSUPPORTED", message: expect.stringContaining(why) as string });
  });

  test("refuses damaged data", async () => {
    const bytes = zip([{ name: "a", text: TEXT }]);
    bytes.fill(0xff, 34, 200);
    await expect(unpack(bytes)).rejects.toThrow("it is damaged");
  });

  test("knows an archive by its first member's mark", () => {
    expect([
      isZip(zip([{ name: "a", text: "" }])),
      isZip(new Uint8Array(3)),
      isZip(new Uint8Array(30)),
    ]).toEqual([true, false, false]);
  });
});
