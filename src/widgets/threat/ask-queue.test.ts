import type { Row } from "../../analysis/mod.ts";
import { settled } from "../shared/testing/fake-service.ts";
import { AskQueue } from "./ask-queue.ts";

function setUp() {
  const asked: { flow: Row; resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  const heard: string[] = [];
  const queue = new AskQueue<string>({
    ask: (flow) => new Promise((resolve, reject) => asked.push({ flow, resolve, reject })),
    done: (answer) => heard.push(answer),
    failed: (error, flow) => heard.push(`${(error as Error).message} ${String(flow["at"])}`),
  });
  return { asked, heard, queue };
}

describe("AskQueue", () => {
  it("asks one at a time and, of those that waited, only the last", async () => {
    const { asked, heard, queue } = setUp();
    for (const at of [1, 2, 3]) queue.push({ at });
    expect(asked.map(({ flow }) => flow["at"])).toEqual([1]);
    asked[0]?.resolve("one");
    await settled();
    expect(asked.map(({ flow }) => flow["at"])).toEqual([1, 3]);
    asked[1]?.resolve("three");
    await settled();
    expect(heard).toEqual(["three"]);
  });

  it("goes on after a failure, and says which flow it was about", async () => {
    const { asked, heard, queue } = setUp();
    queue.push({ at: 1 });
    asked[0]?.reject(new Error("gone"));
    await settled();
    queue.push({ at: 2 });
    asked[1]?.resolve("two");
    await settled();
    expect(heard).toEqual(["gone 1", "two"]);
  });

  it("says nothing of what was asked before it was cleared", async () => {
    const { asked, heard, queue } = setUp();
    queue.push({ at: 1 });
    queue.clear();
    asked[0]?.resolve("one");
    await settled();
    queue.push({ at: 2 });
    asked[1]?.resolve("two");
    await settled();
    expect(heard).toEqual(["two"]);
  });
});
