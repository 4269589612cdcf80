import { createHash } from "node:crypto";
import { prng } from "../../kernels/mod.ts";
import { Sha256 } from "./sha256.ts";

function digest(...pieces: Uint8Array[]): string {
  const hash = new Sha256();
  for (const piece of pieces) hash.update(piece);
  return hash.hex();
}

function expected(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("Sha256", () => {
  test("gives the digests of FIPS 180-4", () => {
    expect(digest(new Uint8Array(0))).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(digest(new TextEncoder().encode("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test("agrees with OpenSSL for every length through three blocks, in one piece and cut at every place", () => {
    const random = prng(1);
    const bytes = Uint8Array.from({ length: 200 }, () => random.int(256));
    for (let length = 0; length <= 200; length++) {
      const message = bytes.subarray(0, length);
      expect(digest(message)).toBe(expected(message));
    }
    for (const length of [55, 56, 63, 64, 65, 119, 120, 128, 200]) {
      const message = bytes.subarray(0, length);
      for (let cut = 0; cut <= length; cut++)
        expect(digest(message.subarray(0, cut), message.subarray(cut))).toBe(expected(message));
    }
  });

  test("agrees with OpenSSL for megabytes in pieces of every size", () => {
    const random = prng(2);
    const bytes = Uint8Array.from({ length: 1 << 20 }, () => random.int(256));
    const pieces: Uint8Array[] = [];
    for (let from = 0; from < bytes.length;) {
      const size = random.int(3000);
      pieces.push(bytes.subarray(from, from + size));
      from += size;
    }
    expect(digest(...pieces)).toBe(expected(bytes));
  });
});
