import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { LabPage } from "./support/lab-page.ts";
import { csvOf, makeFlows, zeekLogOf } from "./support/captures.ts";
import { expect, test } from "./support/fixtures.ts";
import { ProfilerPart } from "./support/profiler-part.ts";

const FLOWS = makeFlows(1_500);
const SCANS = FLOWS.filter((flow) => flow.label === "scan").length;

test.beforeAll(({ server }) => {
  writeFileSync(join(server.root, "flows one.csv"), csvOf(FLOWS));
  writeFileSync(join(server.root, "conn.log.gz"), zeekLogOf(FLOWS));
});

test.afterEach(async ({ lab }) => {
  expect(await lab.sessions()).toBe(0);
  expect(await lab.kernels()).toBe(0);
});

/** Chooses "Open With → Traffic Lab" in the file browser's menu, as a person does. */
async function openWith(lab: LabPage, file: string): Promise<ProfilerPart> {
  const item = lab.page.getByRole("listitem", { name: new RegExp(`^Name: ${file.replaceAll(".", "\\.")}`) });
  await item.click({ button: "right" });
  // Lumino gives the items that open a submenu no role.
  await lab.page.locator(".lm-Menu").getByText("Open With", { exact: true }).hover();
  await lab.page.getByRole("menuitem", { name: "Traffic Lab", exact: true }).click();
  return new ProfilerPart(lab.page);
}

test("Open With profiles a CSV in the page, its rows too, with no kernel running", async ({ lab }) => {
  const profiler = await openWith(lab, "flows one.csv");
  await profiler.connected("in this page");
  await expect(profiler.root).toContainText("1,500 flows");
  await profiler.card("label").getByRole("option", { name: /^scan/ }).click();
  expect(await profiler.rowCount()).toBe(SCANS);
});

test("Open With profiles a gzipped Zeek conn.log in the page", async ({ lab }) => {
  const profiler = await openWith(lab, "conn.log.gz");
  await profiler.connected("in this page");
  await expect(profiler.root).toContainText("1,500 flows");
  await expect(profiler.root).toContainText("zeek-tsv");
  const bins = await profiler.bins("duration");
  expect(bins.reduce((sum, bin) => sum + bin.flows, 0)).toBe(1_500);
});

test("Open With profiles a Parquet file in the page", async ({ lab, server }) => {
  const column = (name: "duration" | "packet_count" | "bytes_sent" | "bytes_received" | "label") => ({
    name,
    data: FLOWS.map((flow) => flow[name]),
  });
  const columnData = [
    column("duration"),
    column("packet_count"),
    column("bytes_sent"),
    column("bytes_received"),
    column("label"),
  ];
  writeFileSync(join(server.root, "flows.parquet"), new Uint8Array(parquetWriteBuffer({ columnData })));
  const profiler = await openWith(lab, "flows.parquet");
  await profiler.connected("in this page");
  await expect(profiler.root).toContainText("1,500 flows");
  await expect(profiler.card("packet_count")).toBeVisible();
});

test("a document is read again when its file changes on disk, and comes back after a reload", async ({
  lab,
  server,
}) => {
  writeFileSync(join(server.root, "growing.csv"), csvOf(FLOWS.slice(0, 100)));
  await lab.execute("docmanager:open", { path: "growing.csv", factory: "Traffic Lab" });
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toContainText("100 flows");
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  writeFileSync(join(server.root, "growing.csv"), csvOf(FLOWS.slice(0, 250)));
  await expect(profiler.root).toContainText("250 flows");
  await lab.settled();
  await lab.reload();
  await expect(new ProfilerPart(lab.page).root).toContainText("250 flows");
});

test("a file that is no flow table is refused in place, with the reason", async ({ lab, server }) => {
  writeFileSync(
    join(server.root, "dns.log"),
    "#separator \\x09\n#path\tdns\n#fields\tts\tquery\n#types\ttime\tstring\n1.0\ta.example\n",
  );
  await lab.execute("docmanager:open", { path: "dns.log", factory: "Traffic Lab" });
  await expect(new ProfilerPart(lab.page).root.getByRole("alert")).toContainText("dns.log");
});

test("a file that is dropped on the widget is profiled in the page", async ({ lab }) => {
  await lab.execute("trafficlab:open-profiler");
  const profiler = new ProfilerPart(lab.page);
  await expect(profiler.root).toContainText("Drop a capture's flow log here");
  await dropFile(lab, profiler, "dropped.csv", csvOf(FLOWS));
  await profiler.connected("in this page");
  await expect(profiler.root).toContainText("dropped.csv");
  await profiler.card("label").getByRole("option", { name: /^scan/ }).click();
  expect(await profiler.rowCount()).toBe(SCANS);
});

test("the palette and the launcher open a profiler, which a reload brings back with the files that can come back", async ({
  lab,
}) => {
  await lab.execute("launcher:create");
  await lab.page
    .getByRole("button", { name: "Traffic Lab Profiler" })
    .or(lab.page.getByTitle(/Profile network flows/))
    .first()
    .click();
  const profiler = new ProfilerPart(lab.page);
  await profiler.button("Try the sample capture").click();
  await profiler.connected("in this page");
  const finding = await profiler.root.locator(".jp-TrafficLab-finding").innerText();
  await lab.settled();
  await lab.reload();
  await expect(new ProfilerPart(lab.page).root.locator(".jp-TrafficLab-finding")).toHaveText(finding);

  await lab.execute("trafficlab:open-profiler", { path: "flows one.csv" });
  await expect(new ProfilerPart(lab.page).root).toContainText("1,500 flows");
  await lab.execute("apputils:activate-command-palette");
  await lab.page.keyboard.type("Traffic Lab Profiler");
  await lab.page.keyboard.press("Enter");
  const third = new ProfilerPart(lab.page);
  await expect(third.root).toContainText("Drop a capture's flow log here");
  await dropFile(lab, third, "local.csv", csvOf(FLOWS));
  await third.connected("in this page");
  await lab.settled();
  await lab.reload();
  const tabs = lab.page.locator("#jp-main-dock-panel").getByRole("tab");
  await expect(tabs.filter({ hasText: "flows one.csv" })).toHaveCount(1);
  await expect(tabs.filter({ hasText: "Sample capture" })).toHaveCount(1);
  await expect(new ProfilerPart(lab.page).root.getByRole("alert")).toContainText("local.csv");
});

/** Drops a file that was made in the page, with the events that a browser sends. */
async function dropFile(lab: LabPage, profiler: ProfilerPart, name: string, text: string): Promise<void> {
  const dataTransfer = await lab.page.evaluateHandle(
    ([given, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], given, { type: "text/csv" }));
      return transfer;
    },
    [name, text] as const,
  );
  for (const type of ["dragenter", "dragover", "drop"])
    await profiler.root.dispatchEvent(type, { dataTransfer });
}

test("Edit mapping says where a field comes from, and the page reads the file again", async ({
  lab,
  server,
}) => {
  const rows = FLOWS.map((flow) =>
    [flow.duration * 1000, flow.packet_count, flow.bytes_sent, flow.bytes_received].join(","),
  );
  writeFileSync(join(server.root, "foreign.csv"), ["waited,pkts,tx_bytes,rx_bytes", ...rows, ""].join("\n"));
  const profiler = await openWith(lab, "foreign.csv");
  await profiler.connected("in this page");
  await profiler.button("Edit mapping").click();
  const editor = profiler.root.getByRole("region", { name: "Edit mapping" });
  await editor.getByLabel("duration", { exact: true }).fill("waited");
  await editor.getByLabel("unit of duration").selectOption("ms");
  await editor.getByRole("button", { name: "Reload with this mapping" }).click();
  await expect(profiler.card("duration")).toBeVisible();
  await expect(profiler.root.locator(".jp-ProfilerWidget-mappingFields")).toContainText("waited ms→s");

  await profiler.button("Edit mapping").click();
  await editor.getByLabel("duration", { exact: true }).fill("no such column");
  await editor.getByRole("button", { name: "Reload with this mapping" }).click();
  await expect(profiler.root.getByRole("alert")).toContainText("no such column");
  await expect(profiler.card("duration")).toBeVisible();
});
