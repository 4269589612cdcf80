import {
  PROFILE_MIME,
  type AnalysisService,
  type ProfilePayload,
  type RunOptions,
} from "../../analysis/mod.ts";
import { FakeService, settled } from "./testing/fake-service.ts";
import { makeCapture, makePayload } from "./testing/profile-payload.ts";
import type { OpenedFlows } from "./open-flows.ts";
import { ResultModel } from "./result-model.ts";

const payload = makePayload(makeCapture(50), 10);
const other = makePayload(makeCapture(20), 5);
const about = { name: "handed.csv", rowCount: 7, columnNames: ["duration"] };

/** A widget's model that makes of new flows what the test says. */
class Model extends ResultModel<ProfilePayload> {
  constructor(options: ResultModel.IOptions = {}) {
    super({ ...options, mime: PROFILE_MIME });
  }

  readonly seen: string[] = [];
  made: unknown = null;

  /** An action of the widget. */
  act(work: (service: AnalysisService, run: RunOptions) => Promise<unknown>): Promise<void> {
    return this.run("Acting", work, (data) => this.adopt(data));
  }

  protected override afterOpen({ table }: OpenedFlows): Promise<unknown> {
    this.seen.push(table);
    return Promise.resolve(this.made);
  }
}

const models: Model[] = [];

function make(options?: ResultModel.IOptions): Model {
  const model = new Model(options);
  models.push(model);
  return model;
}

afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
});

describe("ResultModel", () => {
  it("takes flows over without a call, shows them without a payload, and does not give them back", async () => {
    const model = make({ service: new FakeService() });
    const kernel = new FakeService();
    model.useTable(kernel, "t-1", about, "kernel");
    await settled();
    expect([model.payload, model.table, model.status.kind, model.connection]).toEqual([
      null,
      "t-1",
      "ready",
      "kernel",
    ]);
    expect(model.flows).toEqual({ ...about, service: kernel, place: "kernel", table: "t-1" });
    expect(model.seen).toEqual(["t-1"]);
    model.dispose();
    expect(kernel.calls).toEqual([]);
  });

  it("shows what the widget makes of flows that were handed over", async () => {
    const model = make();
    model.made = payload;
    model.useTable(new FakeService(), "t-1", about);
    await settled();
    expect(model.payload === payload).toBe(true);
  });

  it("says that handed flows made nothing that can be drawn, and keeps them", async () => {
    const model = make();
    model.made = { type: "profile", version: 9 };
    model.useTable(new FakeService(), "t-1", about);
    await settled();
    expect(model.status).toMatchObject({ kind: "error", problem: { what: "“handed.csv” was not opened." } });
    expect(model.table).toBe("t-1");
  });

  it("shows the result of an action, and goes back to the first payload on reset", async () => {
    const model = make({ service: new FakeService() });
    model.setPayload(payload);
    const acting = model.act(() => Promise.resolve(other));
    expect(model.status).toMatchObject({ kind: "working", name: "Acting", isOpening: false });
    await acting;
    expect([model.payload === other, model.status.kind]).toEqual([true, "ready"]);
    model.reset();
    expect(model.payload === payload).toBe(true);
  });

  it("keeps what is shown when an action fails, with what, why and what to do", async () => {
    const model = make({ service: new FakeService() });
    model.setPayload(payload);
    const gone = Object.assign(new Error("no such table"), { code: "E_NO_SUCH_TABLE" });
    await model.act(() => Promise.reject(gone));
    expect(model.payload === payload).toBe(true);
    expect(model.status).toEqual({
      kind: "error",
      problem: {
        what: "Acting: not done.",
        why: "no such table",
        remedy: expect.stringContaining("open the file again"),
      },
    });
    await model.act(() => Promise.resolve({ type: "profile" }));
    expect(model.status).toMatchObject({
      problem: { why: expect.stringContaining("Cannot show the result") },
    });
  });

  it("says so when nothing answers for the flows any more", async () => {
    const model = make({ place: "kernel" });
    model.setPayload(payload);
    const work = jest.fn();
    await model.act(work);
    expect(work).not.toHaveBeenCalled();
    expect(model.status).toMatchObject({
      kind: "error",
      problem: { remedy: expect.stringContaining("kernel") },
    });
    expect(model.flows).toBeNull();
  });

  it("ends an action quietly when it is cancelled, and drops the answer of one that was replaced", async () => {
    const model = make({ service: new FakeService() });
    model.setPayload(payload);
    let first: AbortSignal | undefined;
    let answer: (data: unknown) => void = () => undefined;
    const replaced = model.act((_, { signal }) => {
      first = signal;
      return new Promise((resolve) => (answer = resolve));
    });
    const second = model.act(() => new Promise(() => undefined));
    expect(first?.aborted).toBe(true);
    answer(other);
    await replaced;
    expect([model.payload === payload, model.status.kind]).toEqual([true, "working"]);
    model.cancel();
    expect(model.status.kind).toBe("ready");
    void second;
  });

  it("refuses a payload of another kind", () => {
    const model = make();
    model.setPayload({ ...payload, type: "training" });
    expect(model.status.kind).toBe("refused");
  });
});
