import { ProfilerModel } from "./model.ts";
import { FakeService, settled } from "../shared/testing/fake-service.ts";
import { makeCapture, makePayload } from "../shared/testing/profile-payload.ts";

const capture = makeCapture(500);

function setUp(service: FakeService | null = new FakeService(capture)) {
  const model = new ProfilerModel({ service, place: "kernel" });
  model.setPayload(makePayload(capture));
  const saved: [string, string][] = [];
  return { model, service, saved, save: (name: string, text: string) => void saved.push([name, text]) };
}

describe("ProfilerModel.exportRows()", () => {
  it("asks for the rows of the selection, and hands on the file", async () => {
    const { model, service, saved, save } = setUp();
    model.select({ kind: "lint", index: 0 });
    await settled();
    service!.isManual = true;
    const exported = model.exportRows(save);
    expect(service!.pending.at(-1)).toMatchObject({
      method: "export",
      params: { table: "table-1", what: "rows", options: { where: { rows: [0, 3, 5] } } },
    });
    service!.pending.at(-1)!.resolve({ name: "capture-rows.csv", text: "duration\n1\n", length: 11 });
    await exported;
    expect(saved).toEqual([["capture-rows.csv", "duration\n1\n"]]);
  });

  it("asks for all rows without a selection", async () => {
    const { model, service, save } = setUp();
    service!.isManual = true;
    void model.exportRows(save);
    expect(service!.pending.at(-1)).toMatchObject({ params: { what: "rows", options: {} } });
    model.dispose();
  });

  it("is not offered where the rows are out of reach", () => {
    expect(setUp(null).model.canExportRows).toBe(false);
    expect(setUp().model.canExportRows).toBe(true);
  });

  it("keeps the view and says why, when the file cannot be made", async () => {
    const { model, service, saved, save } = setUp();
    service!.isManual = true;
    const exported = model.exportRows(save);
    service!.pending.at(-1)!.reject(Object.assign(new Error("the kernel is gone"), { code: "E_GONE" }));
    await exported;
    expect(saved).toEqual([]);
    expect(model.payload).not.toBeNull();
    expect(model.status).toMatchObject({ kind: "error", problem: { why: "the kernel is gone" } });
  });
});
