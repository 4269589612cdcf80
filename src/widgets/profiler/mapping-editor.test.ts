import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import type { MappedField, ProfilePayload } from "../../analysis/mod.ts";
import { ProfilerModel } from "./model.ts";
import { FakeService, settled } from "../shared/testing/fake-service.ts";
import { makeCapture, makePayload } from "../shared/testing/profile-payload.ts";
import { ProfilerWidget } from "./widget.ts";

const capture = makeCapture(100);

function payloadWith(...changed: MappedField[]): ProfilePayload {
  const payload = makePayload(capture, 20);
  const fields = payload.mapping.fields.map(
    (field) => changed.find((other) => other.field === field.field) ?? field,
  );
  return { ...payload, mapping: { ...payload.mapping, fields } };
}

/** An attached widget with the editor open. */
async function openEditor(data: ProfilePayload) {
  const service = new FakeService(capture);
  const model = new ProfilerModel({ service, place: "kernel" });
  const widget = new ProfilerWidget({ model });
  model.setPayload(data);
  document.body.replaceChildren();
  Widget.attach(widget, document.body);
  MessageLoop.flush();
  const { node } = widget;
  const click = async (name: string): Promise<void> => {
    Array.from(node.querySelectorAll("button"))
      .find(({ textContent }) => textContent === name)!
      .click();
    await settled();
    MessageLoop.flush();
  };
  const field = (name: string): HTMLInputElement => {
    const label = Array.from(node.querySelectorAll("label")).find(({ textContent }) => textContent === name)!;
    return node.querySelector(`#${label.htmlFor}`)!;
  };
  const unit = (name: string): HTMLSelectElement =>
    node.querySelector(`select[aria-label="unit of ${name}"]`)!;
  const loads = (): unknown[] =>
    service.calls.filter(({ method }) => method === "load").map(({ params }) => params);
  await click("Edit mapping");
  return { model, service, node, click, field, unit, loads };
}

const GUESSED: MappedField = {
  field: "duration",
  status: "direct",
  columns: ["dur"],
  unit: { from: "ms", to: "s", factor: 0.001 },
  confidence: 0.7,
  by: "guess",
};

describe("the mapping editor", () => {
  it("shows where each field comes from, with its unit", async () => {
    const { field, unit } = await openEditor(payloadWith(GUESSED));
    expect([field("duration").value, unit("duration").value]).toEqual(["dur", "ms"]);
  });

  it("reads the table's source again with what was changed, and with nothing else", async () => {
    const { field, unit, click, loads } = await openEditor(payloadWith(GUESSED));
    field("duration").value = " elapsed ";
    unit("duration").value = "us";
    field("bytes_sent").value = "[up] + [overhead]";
    await click("Reload with this mapping");
    const { table } = makePayload(capture, 20);
    expect(loads()).toEqual([
      {
        source: { table },
        options: {
          mapping: {
            duration: { column: "elapsed", unit: "us" },
            bytes_sent: { formula: "[up] + [overhead]" },
          },
        },
      },
    ]);
  });

  it("keeps what the user changed before", async () => {
    const { click, loads } = await openEditor(payloadWith({ ...GUESSED, by: "user" }));
    await click("Reload with this mapping");
    expect(loads()).toMatchObject([{ options: { mapping: { duration: { column: "dur", unit: "ms" } } } }]);
  });

  it("leaves what is shown and says why, when the new mapping is refused", async () => {
    const { model, service, field, click, node } = await openEditor(payloadWith(GUESSED));
    service.isManual = true;
    field("duration").value = "nothing like it";
    await click("Reload with this mapping");
    service.pending
      .shift()!
      .reject(Object.assign(new RangeError("there is no such column"), { code: "BAD_INPUT" }));
    await settled();
    MessageLoop.flush();
    expect(model.payload).not.toBeNull();
    expect(node.textContent).toContain("there is no such column");
  });

  it("shows a column that is named like markup as text", async () => {
    const evil = '<img src=x onerror="globalThis.wasRun = true">';
    const { node, field } = await openEditor(payloadWith({ ...GUESSED, columns: [evil] }));
    expect(field("duration").value).toBe(evil);
    expect(node.querySelector("img")).toBeNull();
  });

  it("is not offered while the rows are out of reach", async () => {
    const { model, node } = await openEditor(payloadWith(GUESSED));
    model.service = null;
    MessageLoop.flush();
    const button = Array.from(node.querySelectorAll("button")).find(
      ({ textContent }) => textContent === "Edit mapping",
    );
    expect(button?.hidden).toBe(true);
  });
});
