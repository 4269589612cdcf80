import { PageLease } from "./page-lease.ts";
import { ClonedWorker } from "./testing/page-worker.ts";
import { PageService } from "./transports/page-worker/page-service.ts";

const file = () =>
  new File(["duration,packet_count,bytes_sent,bytes_received\n1,2,3,4\n5,6,7,8\n"], "flows.csv");

function open() {
  const workers: ClonedWorker[] = [];
  const service = new PageService(() => {
    workers.push(new ClonedWorker());
    return workers[workers.length - 1] as ClonedWorker;
  });
  const released: unknown[] = [];
  const call = service.call.bind(service);
  service.call = (method, params, run) => {
    if (method === "release") released.push(params);
    return call(method, params, run);
  };
  return { first: new PageLease(service), service, workers, released };
}

describe("PageLease", () => {
  it("keeps a table that another view holds, and gives it back with the last of them", async () => {
    const { first, released } = open();
    const { table } = await first.call("load", { source: file() });
    const second = first.share(table);
    await first.call("release", { handles: [table] });
    expect(released).toEqual([]);
    expect((await second.call("rows", { table, offset: 0, limit: 5 })).total).toBe(2);
    await second.call("release", { handles: [table] });
    expect(released).toEqual([{ handles: [table] }]);
  });

  it("gives back what it alone holds when it is disposed, and ends the worker with the last lease", async () => {
    const { first, workers, released } = open();
    const { table } = await first.call("load", { source: file() });
    const second = first.share("t-other");
    first.dispose();
    first.dispose();
    expect(released).toEqual([{ handles: [table] }]);
    expect(workers[0]?.isTerminated).toBe(false);
    second.dispose();
    expect(workers[0]?.isTerminated).toBe(true);
  });

  it("is gone once it is disposed, while the others go on", async () => {
    const { first } = open();
    const { table } = await first.call("load", { source: file() });
    const second = first.share(table);
    first.dispose();
    expect([first.status, second.status]).toEqual(["gone", "ready"]);
    await expect(first.call("rows", { table, offset: 0, limit: 1 })).rejects.toMatchObject({
      code: "KERNEL_GONE",
    });
    expect((await second.call("rows", { table, offset: 0, limit: 1 })).total).toBe(2);
    second.dispose();
  });

  it("knows its own kind: leases of one worker, and no other service", () => {
    const { first, service } = open();
    const second = first.share("t");
    const { first: stranger } = open();
    expect([second.isOf(first), stranger.isOf(first), first.isOf(service)]).toEqual([true, false, false]);
  });

  it("tells every view that the worker has ended", async () => {
    const { first, workers } = open();
    const { table } = await first.call("load", { source: file() });
    const second = first.share(table);
    const heard: string[] = [];
    first.statusChanged.connect((_, status) => heard.push(`first ${status}`));
    second.statusChanged.connect((_, status) => heard.push(`second ${status}`));
    workers[0]?.crash("out of memory");
    expect(heard).toEqual(["first gone", "second gone"]);
  });
});
