import { currentHost } from "../host/mod.ts";
import { sampleFlows } from "../../../tests/support/flows.ts";
import { profile } from "../profile/mod.ts";
import { renderText, show } from "./mod.ts";

const DISPLAY = Symbol.for("Jupyter.display");

afterEach(() => jest.restoreAllMocks());

test("in a script a result is printed as text", async () => {
  const print = jest.spyOn(currentHost(), "print").mockImplementation(() => undefined);
  const table = sampleFlows(20);
  expect(await show(table)).toBeUndefined();
  expect(print).toHaveBeenCalledWith(expect.stringContaining("Traffic Lab · Flows · capture.csv · 20 flows"));
});

test("in a notebook a result is displayed once, waited for, and gives no second output", async () => {
  const host = currentHost();
  let isOut = false;
  const display = jest.spyOn(host, "displayInNotebook").mockImplementation(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    isOut = true;
    return true;
  });
  const print = jest.spyOn(host, "print").mockImplementation(() => undefined);
  expect(await show(await profile(sampleFlows(20)))).toBeUndefined();
  expect(isOut).toBe(true);
  expect(display).toHaveBeenCalledTimes(1);
  expect(Object.keys(display.mock.calls[0]?.[0] ?? {})).toEqual([
    "application/vnd.trafficlab.profile+json",
    "text/html",
    "text/plain",
  ]);
  expect(print).not.toHaveBeenCalled();
});

test("renderText gives the text of profiles, tables and whatever Jupyter can display, sync or not", async () => {
  expect(await renderText(await profile(sampleFlows(20)))).toContain("Traffic Lab · Profile");
  expect(await renderText({ [DISPLAY]: () => Promise.resolve({ "text/plain": "hello" }) })).toBe("hello");
});

test.each([
  [null, "got|Cannot show null"],
  [7, "Cannot show 7: it has no rich display"],
  [{}, "Cannot show an object"],
  [Promise.resolve(1), "write await before it"],
  [{ [DISPLAY]: () => "text" }, "must give a MIME bundle"],
  [{ [DISPLAY]: () => ({ "text/html": "<b>x</b>" }) }, "must hold text/plain"],
])("%p cannot be shown, and the error says why", async (value, message) => {
  await expect(renderText(value)).rejects.toThrow(TypeError);
  await expect(renderText(value)).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(message) as string,
  });
});
