import { type Contents, ServerConnection } from "@jupyterlab/services";
import { readServerFile } from "./server-file.ts";

const BYTES = new Uint8Array([0x1f, 0x8b, 0x00, 0xff, 0x0a]);

/** A contents manager whose downloads answer with `status`. */
function contentsThat(status: number) {
  const gets: unknown[] = [];
  const urls: string[] = [];
  const contents = {
    serverSettings: ServerConnection.makeSettings({
      fetch: (request: RequestInfo | URL) => {
        urls.push((request as Request).url);
        return Promise.resolve(new Response(status === 200 ? BYTES : "no", { status }));
      },
    }),
    localPath: (path: string) => path.replace(/^drive:/, ""),
    getDownloadUrl: () => Promise.resolve("http://localhost/files/a%20b.csv.gz"),
    get: (path: string, options: unknown) => {
      gets.push([path, options]);
      return Promise.resolve({ content: Buffer.from(BYTES).toString("base64") });
    },
  };
  return { contents: contents as unknown as Contents.IManager, gets, urls };
}

describe("readServerFile()", () => {
  it("downloads the bytes as they are, under the file's own name", async () => {
    const { contents, gets, urls } = contentsThat(200);
    const file = await readServerFile(contents, "drive:folder/a b.csv.gz");
    expect(file.name).toBe("a b.csv.gz");
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(BYTES);
    expect(urls).toEqual([expect.stringContaining("/files/a%20b.csv.gz")]);
    expect(gets).toEqual([]);
  });

  it("reads the file as base64 where the server refuses downloads", async () => {
    const { contents, gets } = contentsThat(403);
    const file = await readServerFile(contents, "folder/a b.csv.gz");
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(BYTES);
    expect(gets).toEqual([["folder/a b.csv.gz", { type: "file", format: "base64", content: true }]]);
  });
});
