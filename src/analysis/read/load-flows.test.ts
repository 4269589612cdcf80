import { DataFrame } from "danfojs-node";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prng } from "../../kernels/mod.ts";
import type { Progress, Row } from "../core/mod.ts";
import { FlowTable } from "../table/mod.ts";
import { loadFlows } from "./mod.ts";
import { bytesOf, connLog, connRow, expectBalanced, failure, gzip, load } from "./testing/input.ts";

const HEADER = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label\n";

function csvOf(rows: number): string {
  return (
    HEADER +
    Array.from(
      { length: rows },
      (_, row) => `${row}.5,${row + 1},${row * 10},20,30,${row % 3 === 0 ? "attack" : "normal"}\n`,
    ).join("")
  );
}

async function shaOf(table: Promise<FlowTable>): Promise<string> {
  return createHash("sha256")
    .update((await table).toCSV())
    .digest("hex");
}

describe("loadFlows()", () => {
  test("a packed file on disk, of several reads, is what it is unpacked", async () => {
    const random = prng(3);
    const rows = Array.from({ length: 40_000 }, () =>
      [random.next(), random.int(1e6), random.int(1e9), random.int(1e9), random.next(), "normal"].join(","),
    );
    const text = bytesOf(HEADER + rows.join("\n"));
    const folder = mkdtempSync(join(tmpdir(), "trafficlab-"));
    try {
      const path = join(folder, "packed.csv.gz");
      writeFileSync(path, gzip(text));
      expect(await shaOf(loadFlows(path))).toBe(await shaOf(loadFlows(text)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("gives the same table for text, gzip, blob and stream, and its provenance", async () => {
    const text = csvOf(100);
    const bytes = bytesOf(text);
    const table = await loadFlows(bytes, { lenient: false });
    for (const source of [gzip(bytes), new Blob([text]), new Blob([text]).stream()]) {
      expect((await loadFlows(source as Blob)).toCSV()).toBe(table.toCSV());
    }
    expect(table.provenance).toMatchObject({
      library: expect.stringMatching(/^trafficlab \d/) as string,
      formatVersion: 1,
      source: {
        name: "bytes",
        bytes: bytes.length,
        dialect: "trafficlab",
        sha256: createHash("sha256").update(bytes).digest("hex"),
      },
      rows: 100,
      call: "loadFlows",
      parameters: { lenient: false },
      runtime: { name: "node", version: process.versions.node },
      mapping: table.mapping.toJSON(),
    });
    expect(table.provenance.timing!["load"]).toBeGreaterThan(0);
    const packed = gzip(bytes);
    expect((await loadFlows(packed)).provenance.source.sha256).toBe(
      createHash("sha256").update(packed).digest("hex"),
    );
  });

  test("reads rows of objects through the same checks as a file, texts as texts", async () => {
    const rows: Row[] = [
      {
        duration: 1,
        bytes_sent: 10,
        bytes_received: 5,
        packet_count: 3,
        label: "NA",
        timestamp: new Date(1.7e12),
        note: "123",
      },
      { duration: -1, bytes_sent: null, packet_count: 0, note: "x" },
      { duration: "2.5", packet_count: "abc", note: "y" },
      { duration: "3.5", packet_count: 1, label: "", note: "" },
    ];
    const table = await loadFlows(rows);
    expect([...table.column("duration")]).toEqual([1, null, 3.5]);
    expect([...table.column("label")]).toEqual(["NA", null, null]);
    expect([...table.column("note")]).toEqual(["123", "x", ""]);
    expect(table.column("timestamp").at(0)).toBe(1.7e12);
    expect(table.report.rejectedRows).toMatchObject([
      { line: 4, reason: 'packet_count must be a number, got "abc"' },
    ]);
    expect(table.provenance.source.name).toBe("rows");
    expect((await failure(loadFlows([{ a: 1 }, { a: 2 }]))).code).toBe("E_REQUIRED_UNDERIVABLE");
    expect((await failure(loadFlows([{ "0": 1 }]))).code).toBe("E_NO_HEADER");
    expect((await loadFlows([{ duration: 1, "###": 2 }])).columnNames).toEqual(["duration", "###"]);
  });

  test("reads danfo frames with the same options as a file", async () => {
    const frame = new DataFrame({
      duration: [1, 2],
      class: ["web", "scan"],
      timestamp: ["2026-01-01 12:00", "2026-01-01 13:00"],
    });
    const table = await loadFlows(frame, { label: "class", benign: ["web"], timeZone: "+01:00" });
    expect([...table.column("is_attack")]).toEqual([false, true]);
    expect(table.column("timestamp").at(0)).toBe(Date.UTC(2026, 0, 1, 11));
    expect(table.provenance.parameters).toEqual({ label: "class", benign: ["web"], timeZone: "+01:00" });
    expect((await failure(loadFlows(new DataFrame([[1, 2]], { columns: ["a", "b"] })))).code).toBe(
      "E_REQUIRED_UNDERIVABLE",
    );
  });

  test("samples uniformly, tells what it left out, and says which labels remain", async () => {
    const text = csvOf(300);
    const table = await load(text, { sample: { rows: 50, seed: 7 } });
    expect(table.rowCount).toBe(50);
    expect(table.report).toMatchObject({ read: 300, kept: 50, dropped: { "not sampled": 250 } });
    expectBalanced(table);
    expect(table.report.labels.reduce((sum, { count }) => sum + count, 0)).toBe(50);
    expect(table.report.labels.find(({ value }) => value === "attack")).toMatchObject({ isAttack: true });
    expect((await load(text, { sample: { rows: 50, seed: 7 } })).toCSV()).toBe(table.toCSV());
    expect((await load(text, { sample: { rows: 50, seed: 8 } })).toCSV()).not.toBe(table.toCSV());
    expect((await load(text, { sample: { rows: 1000 } })).rowCount).toBe(300);
    expect(table.provenance.parameters).toEqual({ sample: { rows: 50, seed: 7 } });
  });

  test("reports progress that never falls, bytes with their total and rows", async () => {
    const bytes = bytesOf(csvOf(60_000));
    const seen: Progress[] = [];
    await loadFlows(bytes, { onProgress: (progress) => void seen.push(progress) });
    for (const phase of ["read", "parse"]) {
      const done = seen.filter((progress) => progress.phase === phase).map((progress) => progress.done);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(done.length).toBeGreaterThan(1);
    }
    expect(seen.filter(({ phase }) => phase === "read").at(-1)).toEqual({
      phase: "read",
      done: bytes.length,
      total: bytes.length,
      unit: "bytes",
    });
    expect(seen.filter(({ phase }) => phase === "parse").at(-1)).toMatchObject({ unit: "rows" });
  });

  test("an abort ends it soon, in the middle of a large input and while it waits for bytes", async () => {
    const part = bytesOf(csvOf(20_000).slice(HEADER.length));
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytesOf(HEADER)),
      pull(controller) {
        given++;
        controller.enqueue(part);
      },
    });
    const controller = new AbortController();
    const loading = loadFlows(endless, { signal: controller.signal });
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      controller.abort(new Error("enough"));
    }, 100);
    const error = await failure(loading);
    expect(performance.now() - aborted).toBeLessThan(10_000);
    expect(error).toMatchObject({
      name: "CancelledError",
      code: "CANCELLED",
      message: "Cannot finish loading flows: it was cancelled",
    });
    expect((error.cause as Error).message).toBe("enough");
    expect(given).toBeGreaterThan(1);

    const silent = new AbortController();
    const waiting = loadFlows(new ReadableStream<Uint8Array>({}), { signal: silent.signal });
    setTimeout(() => silent.abort(), 20);
    expect((await failure(waiting)).code).toBe("CANCELLED");
    expect((await failure(loadFlows(bytesOf(HEADER), { signal: AbortSignal.abort() }))).code).toBe(
      "CANCELLED",
    );
  });

  test("Interrupt cancels it through the running jobs", async () => {
    const jobs = (globalThis as unknown as Record<symbol, Set<AbortController>>)[
      Symbol.for("trafficlab.jobs")
    ]!;
    const before = jobs.size;
    const loading = loadFlows(new ReadableStream<Uint8Array>({}));
    expect(jobs.size).toBe(before + 1);
    for (const job of jobs) job.abort();
    expect((await failure(loading)).code).toBe("CANCELLED");
    expect(jobs.size).toBe(before);
  });

  test("refuses a signal or a listener of another kind", async () => {
    expect((await failure(load(HEADER, { signal: {} as never }))).message).toBe(
      "Cannot start loading flows: signal must be an AbortSignal, got an object (Object)",
    );
    expect((await failure(load(HEADER, { onProgress: "log" as never }))).code).toBe("BAD_INPUT");
    expect((await failure(load(HEADER, { onProgress: null as never }))).code).toBe("BAD_INPUT");
  });

  test("ends its source when it fails", async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytesOf("# prose and no table\n\n".repeat(20_000))),
      cancel: () => void (cancelled = true),
    });
    expect((await failure(loadFlows(stream))).code).toBe("E_UNSUPPORTED");
    expect(cancelled).toBe(true);
  });

  test("gzip that is cut or damaged: an error that says how to go on, and lenient keeps every row before it", async () => {
    const text = csvOf(20_000);
    const packed = gzip(text);
    const whole = await load(text);
    const cut = packed.subarray(0, Math.floor(packed.length / 2));
    const damaged = packed.slice();
    damaged.fill(0xff, cut.length, cut.length + 20);
    for (const [bytes, what, doubtful] of [
      [cut, "ends early", 1],
      [damaged, "is damaged", 3000],
    ] as const) {
      const error = await failure(loadFlows(bytes));
      expect(error.code).toBe("E_TRUNCATED_GZIP");
      expect(error.message).toBe(
        `Cannot load bytes: the data ${what}; to keep the rows before that, load with { lenient: true }`,
      );
      const table = await loadFlows(bytes, { lenient: true });
      expect(table.rowCount).toBeGreaterThan(5000);
      expect(table.rowCount).toBeLessThan(20_000);
      expect(table.report.truncated).toBe(true);
      expect(table.report.warnings.some(({ code }) => code === "E_TRUNCATED_GZIP")).toBe(true);
      expect(table.slice(0, -doubtful).toCSV()).toBe(whole.slice(0, table.rowCount - doubtful).toCSV());
      expect(table.provenance.source.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      expectBalanced(table);
    }
    expect((await failure(loadFlows(packed.subarray(0, 12), { lenient: true }))).code).toBe("E_EMPTY");
  });

  test("the hash of a damaged file is that of the whole file, read in pieces", async () => {
    const packed = gzip(csvOf(20_000));
    packed.fill(0xff, 5000, 5100);
    const pieces = Array.from({ length: Math.ceil(packed.length / 1000) }, (_, i) =>
      packed.subarray(i * 1000, (i + 1) * 1000),
    );
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    });
    const { source } = (await loadFlows(stream, { lenient: true })).provenance;
    expect(source).toMatchObject({
      bytes: packed.length,
      sha256: createHash("sha256").update(packed).digest("hex"),
    });
  });

  test("a few blank lines, a megabyte of them, and nothing but them", async () => {
    expect((await load(`${"\n".repeat(1 << 20)}${csvOf(3)}`)).rowCount).toBe(3);
    expect((await failure(load("\n".repeat(1 << 20)))).code).toBe("E_EMPTY");
    expect((await failure(loadFlows(new Uint8Array(0)))).code).toBe("E_EMPTY");
    expect((await failure(loadFlows(gzip("")))).code).toBe("E_EMPTY");
  });

  test("takes the format that it is told", async () => {
    const log = connLog([connRow()]);
    expect((await load(log, { format: "zeek" })).rowCount).toBe(1);
    expect((await load(log, { format: "zeek-tsv" })).provenance.parameters).toEqual({ format: "zeek-tsv" });
    expect((await failure(load(log, { format: "csv" }))).code).toBe("E_REQUIRED_UNDERIVABLE");
    expect((await failure(load(csvOf(3), { format: "zeek" }))).code).toBe("E_NO_HEADER");
  });

  test("makes a FlowTable", async () => {
    expect(await load(csvOf(1))).toBeInstanceOf(FlowTable);
  });
});
