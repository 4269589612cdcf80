import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostileCsv, OWNED, writeNotebook } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import type { LabPage } from "./support/lab-page.ts";
import { ProfilerPart } from "./support/profiler-part.ts";

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "hostile.csv"), hostileCsv());
  const source = 'const flows = await loadFlows("hostile.csv");\nconst result = await profile(flows);';
  writeNotebook(server.root, "hostile.ipynb", [
    `import { loadFlows, profile } from "trafficlab";\n${source}\nresult`,
    // The same bundle without its own type: what a reader without the extension is shown.
    'const { "text/html": html } = await result[Symbol.for("Jupyter.display")]();\nawait Deno.jupyter.display({ "text/html": html }, { raw: true });',
  ]);
});

/** Nothing of the data has run, and nothing of it has become an element or is longer than it may be. */
async function expectHarmless(lab: LabPage, selector: string): Promise<void> {
  const found = await lab.page.evaluate(
    ([flag, scope]) => {
      const roots = [...document.querySelectorAll(scope)];
      const longest = roots.flatMap((root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const lengths: number[] = [];
        while (walker.nextNode()) lengths.push(walker.currentNode.nodeValue?.length ?? 0);
        return lengths;
      });
      return {
        roots: roots.length,
        ran: (window as unknown as Record<string, unknown>)[flag],
        elements: roots.flatMap((root) => [...root.querySelectorAll("img[src=x], script, [onerror]")]).length,
        longest: Math.max(...longest),
      };
    },
    [OWNED, selector] as const,
  );
  expect(found).toMatchObject({ ran: undefined, elements: 0 });
  expect(found.roots).toBeGreaterThan(0);
  expect(found.longest).toBeLessThan(3_000);
}

test("hostile names, cells and labels are text in the widget and in the HTML, and nothing runs", async ({
  lab,
}) => {
  await lab.openNotebook("hostile.ipynb");
  await lab.runAll();
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toBeVisible({ timeout: 60_000 });
  await expect(profiler.card("__proto__")).toHaveCount(1);
  await expect(profiler.root).toContainText("<img src=x onerror=");
  await expectHarmless(lab, ".jp-ProfilerWidget");

  await profiler.button("Show the rows").click();
  expect(await profiler.rowCount()).toBe(5);
  await expect(profiler.rows).toContainText("<img src=x onerror=");
  await expectHarmless(lab, ".jp-ProfilerWidget");

  const html = lab.page.locator(".jp-RenderedHTMLCommon.jp-OutputArea-output");
  await expect(html.first()).toContainText("<img src=x onerror=");
  await expectHarmless(lab, ".jp-RenderedHTMLCommon.jp-OutputArea-output");
});

test("a hostile file is text in the page's own profiler too", async ({ lab }) => {
  await lab.execute("trafficlab:open-profiler", { path: "hostile.csv" });
  const profiler = new ProfilerPart(lab.page);
  await profiler.connected("in this page");
  await expect(profiler.card("__proto__")).toHaveCount(1);
  await profiler.button("Show the rows").click();
  expect(await profiler.rowCount()).toBe(5);
  await expectHarmless(lab, ".jp-ProfilerWidget");
});

test("a saved payload that is no payload is refused in place, and its texts are text", async ({
  lab,
  server,
}) => {
  const script = `<img src=x onerror="window.${OWNED}=1">`;
  const output = {
    output_type: "display_data",
    metadata: {},
    data: {
      "application/vnd.trafficlab.profile+json": {
        type: "profile",
        version: 99,
        table: script,
        profile: { rowCount: 1e9, columns: [script] },
      },
      "text/plain": "profile",
    },
  };
  const cell = {
    id: "a",
    cell_type: "code",
    metadata: {},
    execution_count: 1,
    source: "",
    outputs: [output],
  };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
  writeFileSync(join(server.root, "forged.ipynb"), JSON.stringify(notebook));
  await lab.execute("docmanager:open", {
    path: "forged.ipynb",
    factory: "Notebook",
    kernel: { noKernel: true },
  });
  await expect(new ProfilerPart(lab.page).root.getByRole("alert")).toContainText("not drawn");
  await expectHarmless(lab, ".jp-ProfilerWidget");
});
