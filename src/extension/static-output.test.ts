import { Sanitizer } from "@jupyterlab/apputils";
import { sampleFlows } from "../../tests/support/flows.ts";
import { profile, type MimeBundle } from "../analysis/mod.ts";

const DISPLAY = Symbol.for("Jupyter.display");

interface Displayed {
  [DISPLAY](): MimeBundle;
}

function htmlOf(result: unknown): string {
  return String((result as Displayed)[DISPLAY]()["text/html"]);
}

function wordsOf(html: string): string[] {
  const page = new DOMParser().parseFromString(html.replace(/</g, " <"), "text/html");
  return (page.body.textContent ?? "").split(/\s+/);
}

/** What JupyterLab does to HTML outputs of a notebook that is not trusted. */
test("JupyterLab's sanitizer takes the pictures of a profile and a table, and nothing that is written", async () => {
  const table = sampleFlows(400);
  for (const html of [htmlOf(await profile(table)), htmlOf(table)]) {
    const clean = new Sanitizer().sanitize(html);
    expect(clean).not.toContain("<svg");
    expect(wordsOf(clean)).toEqual(wordsOf(html));
    for (const kept of [
      /<table/g,
      /<caption/g,
      /scope="(?:col|row)"/g,
      / title="/g,
      /text-align:left/g,
      /table-layout:auto/g,
    ]) {
      expect(clean.match(kept)).toEqual(html.match(kept));
    }
  }
  expect(htmlOf(await profile(table))).toContain("<svg");
});
