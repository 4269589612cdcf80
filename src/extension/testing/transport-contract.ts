/** What every transport must do: one suite, run over each of them with the real service at the other end. */
import type { ISignal } from "@lumino/signaling";
import {
  type AnalysisService,
  createService,
  type ProfilePayload,
  type Progress,
  type ServiceResponse,
} from "../../analysis/mod.ts";

const ROWS = 3_000;
const CSV = [
  "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label",
  ...Array.from(
    { length: ROWS },
    (_, row) =>
      `${row / 10},${(row % 9) + 1},${row},${2 * row},${100 + (row % 7)},${row % 3 === 0 ? "scan" : "benign"}`,
  ),
  "",
].join("\n");
const HOSTILE = "\"'`${1}\\\u2028</script><img src=x onerror=alert(1)>\u0000";

export interface Transport {
  service: AnalysisService & { readonly statusChanged: ISignal<object, AnalysisService["status"]> };
  /** Outputs arrive only when the request is over. */
  isLate?: boolean;
  /** Ends the other end without the client's doing. */
  breakDown(): void;
  dispose(): void;
}

export function transportContract(name: string, open: () => Transport): void {
  describe(`the service over ${name}`, () => {
    let transport: Transport;
    let service: Transport["service"];
    let table: string;

    beforeEach(async () => {
      transport = open();
      ({ service } = transport);
      table = await loadTable();
    });
    afterEach(() => transport.dispose());

    it("answers with the rows that were asked for", async () => {
      const page = await service.call("rows", {
        table,
        where: { column: "label", op: "==", value: "scan" },
        sort: [{ column: "duration", descending: true }],
        columns: ["label", "duration"],
        offset: 1,
        limit: 2,
      });
      expect(page).toEqual({
        total: ROWS / 3,
        rowIndex: [ROWS - 6, ROWS - 9],
        columns: ["label", "duration"],
        cells: [
          ["scan", (ROWS - 6) / 10],
          ["scan", (ROWS - 9) / 10],
        ],
      });
      expect(service.status).toBe("ready");
    });

    it("answers with a whole payload, and reports progress on the way", async () => {
      const seen: Progress[] = [];
      const payload = (await service.call(
        "profile",
        { table },
        { onProgress: (p) => seen.push(p) },
      )) as unknown as ProfilePayload;
      expect(payload).toMatchObject({ type: "profile", version: 1, table, profile: { rowCount: ROWS } });
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.every((progress) => typeof progress.phase === "string" && progress.done >= 0)).toBe(true);
    });

    it("gives each of many calls its own answer", async () => {
      const offsets = Array.from({ length: 20 }, (_, call) => call * 7);
      const pages = await Promise.all(
        offsets.map((offset) => service.call("rows", { table, offset, limit: 1 })),
      );
      expect(pages.map((page) => page.rowIndex)).toEqual(offsets.map((offset) => [offset]));
    });

    it("carries any text unchanged", async () => {
      const where = { column: "label", op: "in", values: [HOSTILE, "scan"] } as const;
      const page = await service.call("rows", {
        table,
        where: { ...where, values: [...where.values] },
        offset: 0,
        limit: 1,
      });
      expect(page.total).toBe(ROWS / 3);
      await expect(service.call("rows", { table: HOSTILE, offset: 0, limit: 1 })).rejects.toMatchObject({
        code: "E_NO_SUCH_TABLE",
      });
    });

    it("rejects with the code and the message of the other end, and goes on", async () => {
      const bad = service.call("rows", {
        table,
        where: { column: "none", op: "missing" },
        offset: 0,
        limit: 1,
      });
      await expect(bad).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining("none"),
      });
      expect((await service.call("rows", { table, offset: 0, limit: 1 })).total).toBe(ROWS);
    });

    it("rejects with CANCELLED when the call is aborted, and leaves the others alone", async () => {
      const abort = new AbortController();
      const cancelled = service.call("profile", { table }, { signal: abort.signal });
      const other = service.call("rows", { table, offset: 0, limit: 1 });
      abort.abort();
      await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
      expect((await other).total).toBe(ROWS);
      await expect(
        service.call("rows", { table, offset: 0, limit: 1 }, { signal: abort.signal }),
      ).rejects.toMatchObject({
        code: "CANCELLED",
      });
    });

    it("answers every method with what the library says in memory", async () => {
      const options = { models: ["forest"], split: { kind: "stratified", folds: 2 } };
      const trained = await service.call("train", { table, options });
      const { model } = trained;
      expect(trained.report).toMatchObject({ type: "training", training: { status: "complete" } });
      const said = await service.call("predict", { table, model });
      expect(said).toMatchObject({ classes: ["benign", "scan"], labelled: ROWS });
      expect(await service.call("detect", { table, options: { reviewBudget: 5 } })).toMatchObject({
        type: "anomalies",
        anomalies: { flaggedCount: 5 },
      });
      expect(await service.call("behavior", { table, options: { k: 2 } })).toMatchObject({
        type: "behavior",
      });
      const { assessor } = (await service.call("assessor", { model })) as { assessor: string };
      const flow = { duration: 3, packet_count: 25, bytes_sent: 2000, bytes_received: 1800 };
      expect(await service.call("assess", { assessor, flow })).toMatchObject({ type: "threat", assessor });
      const replay = await service.call("replay", { table, assessor, offset: 0, limit: 50 });
      expect(replay).toMatchObject({ total: ROWS, rows: expect.any(Array) });
    });

    it("carries a file that is longer than a message, there and back", async () => {
      const options = { models: ["forest"], split: { kind: "stratified", folds: 2 } };
      const { model } = await service.call("train", { table, options });
      const { name, base64, length } = await service.call("save", { model });
      expect([base64.length, name.endsWith(".tlmodel")]).toEqual([length, true]);
      expect(length).toBeGreaterThan(300_000);
      const opened = await service.call("open", { base64 });
      expect(await service.call("predict", { table, model: opened.model })).toEqual(
        await service.call("predict", { table, model }),
      );
      const flagged = await service.call("export", { table, what: "flagged", options: { reviewBudget: 5 } });
      expect(flagged.text.trim().split("\n")).toHaveLength(6);
    });

    it("answers a training that is cancelled with what was done by then, or with CANCELLED", async () => {
      const abort = new AbortController();
      const phases = new Set<string>();
      const training = service.call(
        "train",
        { table, options: { split: { kind: "stratified", folds: 2 } } },
        {
          signal: abort.signal,
          onProgress: ({ phase }) => {
            phases.add(phase);
            if (phases.size > 3) abort.abort();
          },
        },
      );
      const answer = await training.catch((error: { code?: string }) => error.code);
      // Where outputs come late, so does the progress that this waits for: all was done by then.
      const status = transport.isLate ? "complete" : "cancelled";
      if (answer !== "CANCELLED") expect(answer).toMatchObject({ report: { training: { status } } });
      expect((await service.call("rows", { table, offset: 0, limit: 1 })).total).toBe(ROWS);
    });

    it("is gone when the other end breaks down: the calls that wait are rejected, and later ones too", async () => {
      const statuses: string[] = [];
      service.statusChanged.connect((_, status) => statuses.push(status));
      await service.call("rows", { table, offset: 0, limit: 1 });
      const waiting = service.call("profile", { table });
      transport.breakDown();
      await expect(waiting).rejects.toMatchObject({
        code: "KERNEL_GONE",
        message: expect.stringContaining("Cannot"),
      });
      await expect(service.call("rows", { table, offset: 0, limit: 1 })).rejects.toMatchObject({
        code: "KERNEL_GONE",
      });
      expect(service.status).toBe("gone");
      expect(statuses.at(-1)).toBe("gone");
    });

    it("is gone once it was disposed, twice", async () => {
      await service.call("rows", { table, offset: 0, limit: 1 });
      transport.dispose();
      transport.dispose();
      expect(service.status).toBe("gone");
      await expect(service.call("rows", { table, offset: 0, limit: 1 })).rejects.toMatchObject({
        code: "KERNEL_GONE",
      });
    });
  });
}

/** Loads the capture apart from the transport, since only one of them carries files. */
async function loadTable(): Promise<string> {
  const answers: ServiceResponse[] = [];
  const params = { source: new File([CSV], "capture.csv") };
  await createService().handleRequest({ v: 1, id: "load", method: "load", params }, (answer) =>
    answers.push(answer),
  );
  const last = answers.at(-1);
  if (last === undefined || !("ok" in last))
    throw new Error(`the capture was not loaded: ${JSON.stringify(last)}`);
  return (last.ok as { table: string }).table;
}
