import { gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { currentHost } from "./mod.ts";
import { pageHost } from "./page.ts";
import { serverHost } from "./server.ts";

test("the host of Node is the server's, once", () => {
  expect(currentHost().runtime).toEqual({ name: "node", version: process.versions.node });
  expect(currentHost()).toBe(currentHost());
});

test("both hosts hash alike, in pieces", () => {
  const bytes = new TextEncoder().encode("x".repeat(1000));
  for (const host of [serverHost(), pageHost()]) {
    const hash = host.createSha256();
    hash.update(bytes.subarray(0, 77));
    hash.update(bytes.subarray(77));
    expect(hash.hex()).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});

describe("serverHost()", () => {
  const folder = mkdtempSync(join(tmpdir(), "trafficlab-host-"));
  const { files, print, broadcast, displayInNotebook } = serverHost();

  afterAll(() => rmSync(folder, { recursive: true }));

  test("tells files from folders and nothing, and reads a file in order", async () => {
    const path = join(folder, "a.csv");
    writeFileSync(path, "x".repeat(3_000_000));
    expect([
      await files!.kind(path),
      await files!.kind(folder),
      await files!.kind(join(folder, "b")),
      await files!.kind(join(path, "b")),
    ]).toEqual(["file", "folder", "none", "none"]);
    await expect(files!.kind("a\0b")).rejects.toThrow();
    expect(await files!.size(path)).toBe(3_000_000);
    let length = 0;
    for await (const bytes of files!.read(path)) length += bytes.length;
    expect(length).toBe(3_000_000);
    expect(files!.fromUrl(pathToFileURL(path))).toBe(path);
    expect(files!.baseName(path)).toBe("a.csv");
  });

  test("writes a whole file in one step, and leaves nothing behind when it cannot", async () => {
    const path = join(folder, "written");
    await files!.write(path, Uint8Array.of(1, 2, 3));
    chmodSync(path, 0o640);
    await files!.write(path, Uint8Array.of(4));
    expect([...readFileSync(path)]).toEqual([4]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    await expect(files!.write(folder, Uint8Array.of(5))).rejects.toThrow(
      "it is there already and is no file",
    );
    await expect(files!.write(join(path, "below"), Uint8Array.of(6))).rejects.toThrow();
    // Fails when the file beside the path is there already.
    await expect(files!.write(path, null as unknown as Uint8Array)).rejects.toThrow();
    expect([...readFileSync(path)]).toEqual([4]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("prints a line, and has no notebook outside of one", async () => {
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    print("hello");
    expect(write).toHaveBeenCalledWith("hello\n");
    write.mockRestore();
    expect(broadcast).toBeNull();
    expect(await displayInNotebook({})).toBe(false);
  });
});

describe("serverHost() in a Deno kernel", () => {
  const scope = globalThis as { Deno?: unknown };
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator"); // Node has one since 21
  beforeEach(() =>
    Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 6 }, configurable: true }),
  );
  afterEach(() => {
    delete scope.Deno;
    if (own) Object.defineProperty(globalThis, "navigator", own);
    else delete (globalThis as { navigator?: unknown }).navigator;
  });

  test("broadcasts what it displays", async () => {
    const sent: unknown[] = [];
    scope.Deno = {
      version: { deno: "2.9.9" },
      jupyter: { broadcast: (...message: unknown[]) => Promise.resolve(sent.push(message)) },
    };
    const host = serverHost();
    expect(host.runtime).toEqual({ name: "deno", version: "2.9.9" });
    expect(host.cores).toBe(6);
    expect(await host.displayInNotebook({ "text/plain": "x" })).toBe(true);
    expect(sent).toEqual([["display_data", { data: { "text/plain": "x" }, metadata: {}, transient: {} }]]);
  });

  test("takes a plain Deno, whose jupyter throws when touched, for no kernel", () => {
    const jupyter = new Proxy(
      {},
      {
        get: () => {
          throw new Error("only in a kernel");
        },
      },
    );
    scope.Deno = { version: { deno: "2.9.9" }, jupyter };
    expect(serverHost().broadcast).toBeNull();
  });
});

test("the runtime's unpacker gives bytes whose parts can be copied, not a Buffer, whose parts share them", () => {
  const packed = gzipSync(Uint8Array.of(1, 2, 3));
  const bytes = serverHost().unpacker("gzip")!(packed, 3);
  expect([Buffer.isBuffer(bytes), bytes.slice(1).byteOffset, ...bytes.slice(1)]).toEqual([false, 0, 2, 3]);
  expect(() => serverHost().unpacker("gzip")!(packed, 2)).toThrow("cannot be unpacked into 2 bytes");
});

describe("pageHost()", () => {
  test("has no files, no kernel and no lazy modules, and says where those are", async () => {
    const host = pageHost();
    expect([host.files, host.broadcast, await host.displayInNotebook({})]).toEqual([null, null, false]);
    expect(host.print("x")).toBeUndefined();
    for (const load of [
      () => host.requireModule("danfojs-node"),
      () => host.requireInstalled("@duckdb/node-api"),
    ])
      expect(load).toThrow(expect.objectContaining({ name: "TypeError", code: "E_UNSUPPORTED" }));
    expect(host.unpacker("zstd")).toBeNull();
  });

  test("names the browser", () => {
    const nameOf = (userAgent: string): string => {
      Object.defineProperty(globalThis, "navigator", { value: { userAgent }, configurable: true });
      return pageHost().runtime.version;
    };
    expect(pageHost().runtime.name).toBe("browser");
    expect(nameOf("Mozilla/5.0 (X11) Chrome/130.0.1 Safari/537.36")).toBe("Chrome/130.0.1");
    expect(nameOf("")).toBe("unknown");
    delete (globalThis as { navigator?: unknown }).navigator;
  });
});
