import { settled } from "../shared/testing/fake-service.ts";
import { KEPT_ALERTS, ReplayFeed, worstOf, type FeedPage } from "./replay-feed.ts";

interface Asked {
  offset: number;
  limit: number;
  level: string;
  signal: AbortSignal;
}

/** A feed over `total` rows; every hundredth is HIGH, or all are when `allHigh`. */
function setUp(
  options: { total?: number; allHigh?: boolean; most?: number; fails?: () => Error | null } = {},
) {
  const { total = 1000, allHigh = false, most = Infinity, fails = () => null } = options;
  const asked: Asked[] = [];
  const onChange = jest.fn();
  const feed = new ReplayFeed({
    fetch: (offset, limit, level, signal) => {
      asked.push({ offset, limit, level, signal });
      const error = fails();
      if (error !== null) return Promise.reject(error);
      const rows = Array.from(
        { length: Math.max(0, Math.min(limit, total - offset)) },
        (_, at) => offset + at,
      );
      const isHigh = (row: number): boolean => allHigh || row % 100 === 99;
      const page: FeedPage = {
        total,
        rows,
        scores: rows.map((row) => (isHigh(row) ? 60 : 5)),
        levels: rows.map((row) => (isHigh(row) ? "HIGH" : "LOW")),
        times: rows.map((row) => row * 1000),
        // A service sends only so many alerts with all they say.
        alerts: rows
          .filter(isHigh)
          .slice(0, most)
          .map((row) => ({
            row,
            flow: { src_ip: `10.0.0.${row % 250}` },
            assessment: { level: "HIGH", score: 60, ledger: [{ points: 60, why: "so" }] },
          })),
      };
      return Promise.resolve(page);
    },
    onChange,
    explain: (error) => ({ what: "Replay: not done.", why: (error as Error).message, remedy: "Try again." }),
  });
  /** Lets `seconds` go by in steps of 100 ms from `from` on. */
  const play = async (from: number, seconds: number): Promise<number> => {
    let now = from;
    for (let step = 0; step < seconds * 10; step++) {
      now += 100;
      feed.tick(now);
      await settled();
    }
    return now;
  };
  return { feed, asked, onChange, play };
}

describe("ReplayFeed", () => {
  it("lets as many flows go by as its speed says", async () => {
    const { feed, play } = setUp();
    feed.start(0);
    await settled();
    await play(0, 3);
    expect([feed.state, feed.position, feed.total]).toEqual(["running", 300, 1000]);
    expect(feed.time).toBe(299_000);
    expect(feed.counts).toMatchObject({ LOW: 297, HIGH: 3 });
    expect(feed.alerts.map(({ row }) => row)).toEqual([299, 199, 99]);
  });

  it("stands still while paused, and goes on where it was", async () => {
    const { feed, play } = setUp();
    feed.start(0);
    await settled();
    const now = await play(0, 1);
    feed.pause();
    feed.tick(now + 100);
    expect([feed.state, feed.position]).toEqual(["paused", 100]);
    feed.start(now + 60_000);
    await play(now + 60_000, 1);
    expect(feed.position).toBe(200);
  });

  it("does not make up for a long sleep", async () => {
    const { feed } = setUp();
    feed.start(0);
    await settled();
    feed.tick(3_600_000);
    expect(feed.position).toBe(50);
  });

  it("ends with every flow counted once in the strip, the levels and the log", async () => {
    const { feed, play, asked } = setUp({ total: 1234 });
    feed.speed = 1000;
    feed.start(0);
    await settled();
    await play(0, 3);
    expect([feed.state, feed.position]).toEqual(["done", 1234]);
    expect(feed.buckets.reduce((sum, { flows }) => sum + flows, 0)).toBe(1234);
    expect(feed.buckets.reduce((sum, { high }) => sum + high, 0)).toBe(12);
    expect([feed.alertCount, feed.counts.HIGH, worstOf(feed.buckets)]).toEqual([12, 12, "HIGH"]);
    const rows = asked.flatMap(({ offset, limit }) => [offset, offset + limit]);
    expect(rows[0]).toBe(0);
    feed.start(0);
    expect([feed.state, feed.position, feed.alertCount]).toEqual(["running", 0, 0]);
  });

  it("keeps a bounded log and a bounded strip, whatever the capture's size", async () => {
    const { feed, play } = setUp({ total: 30_000, allHigh: true });
    feed.speed = 5000;
    feed.start(0);
    await settled();
    await play(0, 7);
    expect([feed.state, feed.alertCount, feed.alerts.length, feed.buckets.length]).toEqual([
      "done",
      30_000,
      KEPT_ALERTS,
      200,
    ]);
    expect(feed.alerts[0]?.row).toBe(29_999);
    expect(feed.alerts.filter(({ assessment }) => assessment !== null)).toHaveLength(50);
  });

  it("logs also the alerts that a service only counts", async () => {
    const { feed, play } = setUp({ most: 1, allHigh: true, total: 150 });
    feed.start(0);
    await settled();
    await play(0, 2);
    expect([
      feed.alertCount,
      feed.alerts.length,
      feed.alerts[0]?.reasons,
      feed.alerts.at(-1)?.reasons,
    ]).toEqual([150, 150, [], ["so"]]);
  });

  it("fetches ahead, one page at a time, and hands on the level that is watched", async () => {
    const { feed, asked } = setUp();
    feed.watched = "HIGH";
    feed.start(0);
    feed.tick(10);
    expect(asked.map(({ offset, level }) => [offset, level])).toEqual([[0, "HIGH"]]);
    await settled();
    feed.tick(20);
    expect(asked).toHaveLength(1);
  });

  it("stops with the reason when a page cannot be had, and goes on from there", async () => {
    let error: Error | null = Object.assign(new Error("the kernel is gone"), { code: "KERNEL_GONE" });
    const { feed, play } = setUp({ fails: () => error });
    feed.start(0);
    await settled();
    expect([feed.state, feed.problem?.why]).toEqual(["paused", "the kernel is gone"]);
    error = null;
    feed.start(0);
    await settled();
    await play(0, 1);
    expect([feed.problem, feed.position]).toEqual([null, 100]);
  });

  it("forgets a page that comes after it was stopped", async () => {
    const { feed, asked } = setUp();
    feed.start(0);
    feed.stop();
    await settled();
    expect([feed.state, feed.total, asked[0]?.signal.aborted]).toEqual(["stopped", 0, true]);
  });

  it("is over at once for a capture without flows", async () => {
    const { feed } = setUp({ total: 0 });
    feed.start(0);
    await settled();
    expect([feed.state, feed.problem]).toEqual(["done", null]);
  });

  it("starts anew when another level is watched", async () => {
    const { feed, play } = setUp();
    feed.start(0);
    await settled();
    await play(0, 2);
    feed.watched = "HIGH";
    expect([feed.state, feed.position, feed.alertCount]).toEqual(["stopped", 0, 0]);
  });
});
