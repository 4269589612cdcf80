import { nullTranslator } from "@jupyterlab/translation";
import { PageLease } from "./page-lease.ts";
import { PageView } from "./page-view.ts";
import { DEFAULTS } from "./settings.ts";
import { ClonedWorker } from "./testing/page-worker.ts";
import { PageService } from "./transports/page-worker/page-service.ts";
import type { SampleOptions } from "./transports/page-worker/protocol.ts";

const HEADER = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean\n";
const file = (rows: number, name = "flows.csv") => new File([HEADER + "1,2,30,40,35\n".repeat(rows)], name);

const payloadOf = ({ model }: PageView) => (model.payload?.type === "profile" ? model.payload : null);

function open() {
  const workers: ClonedWorker[] = [];
  const asked: SampleOptions[] = [];
  const service = new PageService(() => {
    const worker = new ClonedWorker((sample) => {
      asked.push(sample);
      return HEADER + "1,2,30,40,35\n".repeat(sample.flows);
    });
    workers.push(worker);
    return worker;
  });
  let sampleFlows = 3;
  const settings = {
    ...DEFAULTS,
    seed: 7,
    get sampleFlows() {
      return sampleFlows++;
    },
  };
  const profiler = new PageView({
    translator: nullTranslator,
    settings,
    kind: "profiler",
    lease: new PageLease(service),
  });
  return { profiler, workers, asked };
}

describe("PageView", () => {
  it("costs no worker until something is opened", () => {
    const { profiler, workers } = open();
    expect(workers).toHaveLength(0);
    expect(profiler.model.status.kind).toBe("empty");
    expect(profiler.model.canOpen).toBe(true);
  });

  it("shows a file of the server and knows where it came from", async () => {
    const { profiler } = open();
    const sources: unknown[] = [];
    profiler.sourceChanged.connect((_, source) => sources.push(source));
    await profiler.openServerFile("drive:a/flows.csv", (path) => Promise.resolve(file(4, path.slice(-9))));
    expect(payloadOf(profiler)?.profile.rowCount).toBe(4);
    expect(profiler.model.connection).toBe("page");
    expect(sources).toEqual([{ kind: "server", path: "drive:a/flows.csv" }]);
  });

  it("says in place that a file of the server could not be fetched, and keeps what is shown", async () => {
    const { profiler } = open();
    await profiler.openServerFile("flows.csv", () => Promise.resolve(file(4)));
    await profiler.openServerFile("gone.csv", () => Promise.reject(new Error("404 Not Found")));
    expect(profiler.model.status).toMatchObject({ kind: "error", problem: { why: "404 Not Found" } });
    expect(payloadOf(profiler)?.profile.rowCount).toBe(4);
    expect(profiler.source).toEqual({ kind: "server", path: "flows.csv" });
  });

  it("generates the sample capture from the settings of the moment", async () => {
    const { profiler, asked } = open();
    await profiler.openSample();
    await profiler.openSample();
    expect(asked).toEqual([
      { seed: 7, flows: 3 },
      { seed: 7, flows: 4 },
    ]);
    expect(profiler.source).toEqual({ kind: "sample", seed: 7, flows: 4 });
    expect(payloadOf(profiler)?.profile.provenance.source.name).toBe("sample-7.csv");
  });

  it("knows a file that was dropped on the view as one of the reader's computer", async () => {
    const { profiler } = open();
    await profiler.openServerFile("flows.csv", () => Promise.resolve(file(4)));
    await profiler.model.openBlob(file(2, "mine.csv"), "mine.csv");
    expect(profiler.source).toEqual({ kind: "computer", name: "mine.csv" });
  });

  it("is view only after its worker crashed, and opens the next file in a new one", async () => {
    const { profiler, workers } = open();
    await profiler.openServerFile("flows.csv", () => Promise.resolve(file(4)));
    let told = 0;
    profiler.model.statusChanged.connect(() => (told += 1));
    workers[0]?.crash("out of memory");
    expect(told).toBe(1);
    expect(profiler.model.connection).toBe("viewOnly");
    await profiler.openServerFile("flows.csv", () => Promise.resolve(file(5)));
    expect(profiler.model.connection).toBe("page");
    expect(workers).toHaveLength(2);
  });

  it("ends its worker when it is disposed, twice, and opens nothing any more", async () => {
    const { profiler, workers } = open();
    await profiler.openServerFile("flows.csv", () => Promise.resolve(file(4)));
    profiler.dispose();
    profiler.dispose();
    expect(workers[0]?.isTerminated).toBe(true);
    await profiler.openServerFile("flows.csv", () => Promise.resolve(file(5)));
    expect(workers).toHaveLength(1);
  });
});
