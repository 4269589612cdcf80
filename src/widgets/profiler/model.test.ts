import { ProfilerModel } from "./model.ts";
import { FakeService, settled } from "../shared/testing/fake-service.ts";
import { makeCapture, makePayload } from "../shared/testing/profile-payload.ts";

const capture = makeCapture(500);
const payload = makePayload(capture, 60);
const bin = { kind: "bin", column: "packet_count", index: 0 } as const;

/** A model over the capture, with what it emitted. */
function setUp(options: ProfilerModel.IOptions = {}) {
  const service = new FakeService(capture);
  const model = new ProfilerModel({ service, ...options });
  const emitted: string[] = [];
  model.payloadChanged.connect(() => emitted.push("payload"));
  model.statusChanged.connect(() => emitted.push("status"));
  model.selectionChanged.connect(() => emitted.push("selection"));
  model.rowsChanged.connect(() => emitted.push("rows"));
  return { service, model, emitted };
}

/** Waits until a call is on its way, answers it, and lets the model go on. */
async function answer(service: FakeService, value?: unknown): Promise<void> {
  service.settle(value);
  await settled();
}

describe("ProfilerModel", () => {
  it("is empty at first", () => {
    const { model } = setUp();
    expect([model.status.kind, model.connection, model.statusText]).toEqual(["empty", "none", ""]);
    expect(model.payload).toBeNull();
  });

  describe("setPayload()", () => {
    it("shows a valid payload and says where its rows are", () => {
      const { model, emitted } = setUp({ place: "kernel" });
      model.setPayload(payload);
      expect(model.payload === payload).toBe(true);
      expect([model.status.kind, model.connection, model.statusText]).toEqual(["ready", "kernel", "kernel"]);
      expect(new Set(emitted)).toEqual(new Set(["payload", "selection", "rows", "status"]));
    });

    it("is view only without a service, or with one that is gone", () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      service.status = "gone";
      expect([model.status.kind, model.statusText]).toEqual(["viewOnly", "view only"]);
      service.status = "busy";
      expect(model.statusText).toBe("busy");
      model.service = null;
      expect(model.status.kind).toBe("viewOnly");
    });

    it.each([null, 7, {}, { ...payload, version: 2 }, JSON.parse('{"__proto__": {"type": "profile"}}')])(
      "refuses %p with reasons and shows nothing of it",
      (data) => {
        const { model } = setUp();
        model.setPayload(payload);
        model.setPayload(data);
        expect(model.payload).toBeNull();
        expect(model.status).toEqual({ kind: "refused", reasons: [expect.any(String)] });
      },
    );
  });

  describe("select()", () => {
    it("asks the service for the rows of a bin, the picked column first", async () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      model.select({ kind: "bin", column: "bytes_sent", index: 1 });
      expect(model.rows?.loading).toBe(true);
      await settled();
      const counts = payload.profile.columns.find(({ name }) => name === "bytes_sent")?.histogram?.counts;
      expect(model.rows).toMatchObject({ from: "table", loading: false, total: counts?.[1], offset: 0 });
      expect(model.rows?.columns[0]).toBe("bytes_sent");
      expect(service.calls).toMatchObject([
        { method: "rows", params: { table: "table-1", offset: 0, limit: 50 } },
      ]);
    });

    it("shows the sample's matches while the rows cannot be reached", () => {
      const { model } = setUp({ service: null });
      model.setPayload(payload);
      model.select({ kind: "missing", column: "service" });
      expect(model.rows).toMatchObject({ from: "sample", total: 7, failure: null });
      expect(model.rows?.rowIndex).toEqual([0, 9, 18, 27, 36, 45, 54]);
    });

    it("pages through the sample as through the table", () => {
      const { model } = setUp({ service: null });
      model.setPayload(payload);
      model.select({ kind: "all" });
      model.turnTo(50);
      expect(model.rows).toMatchObject({ offset: 50, total: 60 });
      expect(model.rows?.rowIndex[0]).toBe(50);
      expect(model.rows?.cells).toHaveLength(10);
    });

    it("asks for the page it is turned to and aborts the question for the page before", async () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      model.select({ kind: "all" });
      await settled();
      service.isManual = true;
      model.turnTo(50);
      model.turnTo(100);
      expect(service.pending.map(({ run }) => run?.signal?.aborted)).toEqual([true, false]);
      expect(model.rows).toMatchObject({ loading: true, offset: 0, total: 500 });
      service.pending[1]?.resolve({ total: 500, rowIndex: [100], columns: ["note"], cells: [["note 100"]] });
      await settled();
      expect(model.rows).toMatchObject({ loading: false, offset: 100, rowIndex: [100] });
    });

    it("falls back to the sample, with the reason, when the service fails", async () => {
      const { model, service } = setUp();
      service.isManual = true;
      model.setPayload(payload);
      model.select(bin);
      service.pending[0]?.reject(Object.assign(new Error("the kernel has died"), { code: "KERNEL_GONE" }));
      await settled();
      expect(model.rows).toMatchObject({
        from: "sample",
        failure: { why: "the kernel has died", remedy: "Start the kernel and run the cell again." },
      });
    });

    it("drops the answer to a question that is no longer asked", async () => {
      const { model, service } = setUp();
      service.isManual = true;
      service.obeysAbort = false;
      model.setPayload(payload);
      model.select(bin);
      model.select({ ...bin, index: 3 });
      const [first, second] = service.pending;
      expect(first?.run?.signal?.aborted).toBe(true);
      second?.resolve({ total: 2, rowIndex: [5, 6], columns: ["packet_count"], cells: [[1], [2]] });
      first?.resolve({ total: 99, rowIndex: [0], columns: ["packet_count"], cells: [[0]] });
      await settled();
      expect(model.rows).toMatchObject({ total: 2, rowIndex: [5, 6] });
    });

    it.each([null, {}, { total: "1" }, { total: 1, columns: [], rowIndex: {}, cells: [] }])(
      "takes %p for a failure, not for rows",
      async (value) => {
        const { model, service } = setUp();
        service.isManual = true;
        model.setPayload(payload);
        model.select(bin);
        service.pending[0]?.resolve(value);
        await settled();
        expect(model.rows).toMatchObject({
          from: "sample",
          failure: { why: expect.stringContaining("Cannot show rows") },
        });
      },
    );

    it("bounds an answer that holds more than was asked for", async () => {
      const { model, service } = setUp();
      service.isManual = true;
      model.setPayload(payload);
      model.select(bin);
      const columns = Array.from({ length: 500 }, (_, at) => `c${at}`);
      const cells = Array.from({ length: 5000 }, () => columns.map(() => ({ toString: "x" })));
      await answer(service, { total: 5000, rowIndex: cells.map((_, row) => row), columns, cells });
      expect([model.rows?.columns.length, model.rows?.cells.length]).toEqual([40, 50]);
      expect(model.rows?.cells[0]?.[0]).toBeNull();
    });

    it("forgets a selection that another payload does not have", () => {
      const { model } = setUp({ service: null });
      model.setPayload(payload);
      model.select(bin);
      model.setPayload(makePayload({ only: [1, 2, 3] }));
      expect([model.selection, model.rows]).toEqual([null, null]);
      model.select(bin);
      expect(model.selection).toBeNull();
    });

    it("asks again when a service comes back", async () => {
      const { model, service } = setUp({ service: null });
      model.setPayload(payload);
      model.select(bin);
      expect(model.rows?.from).toBe("sample");
      model.service = service;
      await settled();
      expect(model.rows?.from).toBe("table");
    });
  });

  describe("openBlob()", () => {
    const loaded = {
      table: "table-2",
      report: payload.report,
      mapping: payload.mapping,
      rowCount: 3,
      columnNames: [],
    };
    const opened = { ...makePayload({ duration: [1, 2, 3] }), table: "table-2" };

    /** Starts opening a file; the service's answers are left to the test. */
    function open(service: FakeService, model: ProfilerModel): void {
      service.isManual = true;
      void model.openBlob(new Blob(["duration\n1\n"]), "other.csv");
    }

    it("loads, profiles with progress, and shows the file as in this page", async () => {
      const files = new FakeService(capture);
      files.isManual = true;
      const { model, service } = setUp({ place: "kernel", fileService: files });
      model.setPayload(payload);
      const done = model.openBlob(new Blob(["duration\n1\n"]), "other.csv");
      expect(model.status).toMatchObject({ kind: "working", name: "other.csv", progress: null });
      files.pending[0]?.run?.onProgress?.({ phase: "reading", done: 5, total: 10, unit: "bytes" });
      expect(model.status).toMatchObject({ progress: { done: 5 } });
      expect(model.payload === payload).toBe(true);
      await answer(files, loaded);
      await answer(files, opened);
      await done;
      expect(model.payload === opened).toBe(true);
      expect([model.status.kind, model.statusText]).toEqual(["ready", "in this page"]);
      expect(files.calls[0]?.params).toMatchObject({
        source: expect.objectContaining({ name: "other.csv" }),
      });
      expect(service.calls).toEqual([]);
    });

    it("goes back to the first payload on reset, and gives the file's table back", async () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      open(service, model);
      await answer(service, loaded);
      await answer(service, opened);
      model.reset();
      expect(model.payload === payload).toBe(true);
      expect(service.calls.at(-1)).toEqual({ method: "release", params: { handles: ["table-2"] } });
    });

    it("keeps the view and says what, why and what to do when the file cannot be read", async () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      open(service, model);
      service.pending[0]?.reject(
        Object.assign(new SyntaxError("line 1: no header"), { code: "E_NO_HEADER" }),
      );
      await settled();
      expect(model.payload === payload).toBe(true);
      expect(model.status).toEqual({
        kind: "error",
        problem: {
          what: "“other.csv” was not opened.",
          why: "line 1: no header",
          remedy: expect.stringContaining("Mend the file"),
        },
      });
      model.dismiss();
      expect(model.status.kind).toBe("ready");
    });

    it("takes a profile that is no payload for a failure and gives the table back", async () => {
      const { model, service } = setUp();
      open(service, model);
      await answer(service, loaded);
      await answer(service, { type: "profile", version: 9 });
      expect(model.status).toMatchObject({
        kind: "error",
        problem: { why: expect.stringContaining("other.csv") },
      });
      expect(service.calls.at(-1)?.method).toBe("release");
    });

    it("is cancelled at once, with nothing changed and no error", async () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      open(service, model);
      model.cancel();
      expect(model.status.kind).toBe("ready");
      expect(service.pending[0]?.run?.signal?.aborted).toBe(true);
      await settled();
      expect(model.status.kind).toBe("ready");
    });

    it("drops a file that was replaced by the next one before it was read, and gives its table back", async () => {
      const { model, service } = setUp();
      open(service, model);
      const first = service.pending[0];
      const second = model.openBlob(new Blob(["x"]), "second.csv");
      first?.resolve({ ...loaded, table: "table-1st" });
      await settled();
      expect(model.status).toMatchObject({ kind: "working", name: "second.csv" });
      model.cancel();
      await second;
    });

    it("takes an Interrupt at the other end for a cancellation, not for an error", async () => {
      const { model, service } = setUp();
      model.setPayload(payload);
      open(service, model);
      service.pending[0]?.reject(Object.assign(new Error("interrupted"), { code: "CANCELLED" }));
      await settled();
      expect(model.status.kind).toBe("ready");
    });

    it("says so where no file can be opened", async () => {
      const { model } = setUp({ place: "kernel" });
      expect(model.canOpen).toBe(false);
      await model.openBlob(new Blob(["x"]), "x.csv");
      expect(model.status).toMatchObject({
        kind: "error",
        problem: { why: "This view has no reader for files." },
      });
    });
  });

  describe("dispose()", () => {
    it("aborts what runs, is safe twice, and is silent afterwards", async () => {
      const { model, service, emitted } = setUp();
      service.isManual = true;
      model.setPayload(payload);
      model.select(bin);
      void model.openBlob(new Blob(["x"]), "x.csv");
      const calls = [...service.pending];
      model.dispose();
      model.dispose();
      expect(calls.map(({ run }) => run?.signal?.aborted)).toEqual([true, true]);
      emitted.length = 0;
      await settled();
      model.setPayload(payload);
      await model.openBlob(new Blob(["x"]), "y.csv");
      expect(emitted).toEqual([]);
    });
  });
});
