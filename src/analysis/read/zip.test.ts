import { deflateRawSync } from "node:zlib";
import { loadFlows } from "./mod.ts";
import { failure, gzip } from "./testing/input.ts";

const TEXT = "duration,packet_count\n1,2\n3,4\n";

/** An archive of these texts, all called "a". */
function zip(...texts: string[]): Uint8Array {
  const members = texts.map((text) => {
    const head = Buffer.alloc(31, "a");
    head.fill(0, 0, 30);
    head.write("PK\x03\x04", "latin1");
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(1, 26);
    return Buffer.concat([head, deflateRawSync(text)]);
  });
  return new Uint8Array(Buffer.concat([...members, Buffer.from("PK\x01\x02", "latin1"), Buffer.alloc(42)]));
}

test("a zip of one file is read as that file, also inside gzip; of several it is refused by name", async () => {
  expect([...(await loadFlows(zip(TEXT))).column("duration")]).toEqual([1, 3]);
  expect((await loadFlows(gzip(zip(TEXT)))).rowCount).toBe(2);
  const error = await failure(loadFlows(zip(TEXT, TEXT)));
  expect([error.code, error.message]).toEqual([
    "E_UNSUPPORTED",
    "Cannot load bytes: an archive is read where it holds one plain file, but it has several members; unpack it first",
  ]);
});
