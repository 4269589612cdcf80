import { ClonedWorker } from "../../testing/page-worker.ts";
import { transportContract } from "../../testing/transport-contract.ts";
import { PageService } from "./page-service.ts";

const CSV = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean\n1,2,3,4,5\n";

function open() {
  const workers: ClonedWorker[] = [];
  const service = new PageService(() => {
    const worker = new ClonedWorker(({ seed, flows }) => {
      if (flows < 0) throw new RangeError("no flows");
      return `seed ${seed}, ${flows} flows`;
    });
    workers.push(worker);
    return worker;
  });
  return { service, workers };
}

transportContract("the page worker", () => {
  const { service, workers } = open();
  return {
    service,
    breakDown: () => workers.at(-1)?.crash("out of memory"),
    dispose: () => service.dispose(),
  };
});

describe("PageService", () => {
  it("starts its worker with the first call, and ends it when it is disposed", async () => {
    const { service, workers } = open();
    expect(workers).toHaveLength(0);
    expect(service.status).toBe("ready");
    const { rowCount } = await service.call("load", { source: new File([CSV], "one.csv") });
    expect(rowCount).toBe(1);
    await service.call("release", { handles: [] });
    expect(workers).toHaveLength(1);
    service.dispose();
    expect(workers[0]?.isTerminated).toBe(true);
  });

  it("never starts a worker after it was disposed", async () => {
    const { service, workers } = open();
    service.dispose();
    await expect(service.call("load", { source: new File([CSV], "one.csv") })).rejects.toThrow("closed");
    expect(workers).toHaveLength(0);
    expect(service.status).toBe("gone");
  });

  it("loads a file into a new worker after the last one crashed", async () => {
    const { service, workers } = open();
    await service.call("load", { source: new File([CSV], "one.csv") });
    workers[0]?.crash("out of memory");
    expect(service.status).toBe("gone");
    expect(workers[0]?.isTerminated).toBe(true);
    const statuses: string[] = [];
    service.statusChanged.connect((_, status) => statuses.push(status));
    const { rowCount } = await service.call("load", { source: new File([CSV], "two.csv") });
    expect(rowCount).toBe(1);
    expect(statuses).toEqual(["ready"]);
    service.dispose();
  });

  it("says what the worker ended with", async () => {
    const { service, workers } = open();
    const waiting = service.call("load", { source: new File([CSV], "one.csv") });
    workers[0]?.crash("out of memory");
    await expect(waiting).rejects.toThrow("out of memory");
  });

  it("makes the sample capture in the worker, and passes on why it could not", async () => {
    const { service } = open();
    await expect(service.makeSample({ seed: 7, flows: 3 })).resolves.toBe("seed 7, 3 flows");
    await expect(service.makeSample({ seed: 7, flows: -1 })).rejects.toThrow("no flows");
    const waiting = service.makeSample({ seed: 7, flows: 3 });
    service.dispose();
    await expect(waiting).rejects.toThrow("closed");
  });
});
