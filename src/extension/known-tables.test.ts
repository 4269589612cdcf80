import { PROFILE_MIME, RESULT_MIMES } from "../analysis/mod.ts";
import { KnownTables } from "./known-tables.ts";
import { FakeSession } from "./testing/fake-session.ts";

function watch() {
  const known = new KnownTables();
  const session = new FakeSession();
  known.watch(session.context);
  let changes = 0;
  known.changed.connect(() => (changes += 1));
  return { known, session, kernel: session.kernel.connection, changes: () => changes };
}

describe("KnownTables", () => {
  it("knows a table once the kernel has shown it, and tells so once", () => {
    const { known, session, kernel, changes } = watch();
    expect(known.has(kernel, "t1")).toBe(false);
    session.showTable("t1");
    session.showTable("t1");
    expect(known.has(kernel, "t1")).toBe(true);
    expect(known.has(kernel, "t2")).toBe(false);
    expect(changes()).toBe(1);
  });

  it.each(RESULT_MIMES)("knows the table and the assessor of a result of type %s", (mime) => {
    const { known, session, kernel } = watch();
    session.show({ data: { [mime]: { table: "t1", assessor: "a1" } } });
    expect([known.has(kernel, "t1"), known.has(kernel, "a1"), known.has(kernel, "null")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each(["restarting", "autorestarting", "terminating", "dead"] as const)(
    "forgets all tables when the kernel is %s",
    (status) => {
      const { known, session, kernel, changes } = watch();
      session.showTable("t1");
      session.become(status);
      expect(known.has(kernel, "t1")).toBe(false);
      expect(changes()).toBe(2);
    },
  );

  it("keeps them while the kernel is busy or idle", () => {
    const { known, session, kernel } = watch();
    session.showTable("t1");
    session.become("busy");
    session.become("idle");
    expect(known.has(kernel, "t1")).toBe(true);
  });

  it("takes no harm from messages of any other shape", () => {
    const { known, session, changes } = watch();
    const table = { toString: () => "t" };
    for (const data of [
      undefined,
      null,
      {},
      { [PROFILE_MIME]: null },
      { [PROFILE_MIME]: 1 },
      { [PROFILE_MIME]: { table } },
    ]) {
      session.show({ data });
    }
    session.show({ name: "stdout", text: "hello" });
    expect(changes()).toBe(0);
    expect(known.has(session.kernel.connection, "t")).toBe(false);
  });
});
