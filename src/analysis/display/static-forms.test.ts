import type { ProfilePayload } from "../core/mod.ts";
import { sampleFlows, tableOf } from "../../../tests/support/flows.ts";
import { profile } from "../profile/mod.ts";
import { handleFor, intColumn, textColumnFromStrings, type FlowTable } from "../table/mod.ts";
import { isNumeric, profileHtml, profilePayload, profileText, STATISTICS, tableBundle } from "./mod.ts";

async function payloadOf(table: FlowTable): Promise<ProfilePayload> {
  return profilePayload({ profile: await profile(table), table, handle: handleFor(table) });
}

const REPORT = {
  read: 412,
  rejected: 12,
  rejectedRows: [{ line: 17, reason: "expected 12 fields, got 3", text: "<script>alert(1)</script>" }],
  dropped: { "repeated header": 1 },
  warnings: [
    {
      code: "W_UNIT",
      count: 9,
      lines: [3, 4, 5],
      message: "Durations may be microseconds",
      remedy: "Say the unit.",
    },
  ],
  labels: [
    { value: "normal", count: 280, isAttack: false },
    { value: "", count: 20, isAttack: null },
  ],
};

/** Text of HTML as a reader sees it. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}

test("the page holds finding, statistics, bins, mapping, report, correlation, rows and origin", async () => {
  const payload = await payloadOf(sampleFlows(400, { report: REPORT }));
  const text = textOf(profileHtml(payload));
  expect(text).toContain("are attacks");
  expect(text).toContain("12 rows of the input were rejected");
  for (const column of payload.profile.columns) {
    expect(text).toContain(column.name);
    if (!isNumeric(column)) continue;
    for (const statistic of STATISTICS) expect(text).toContain(statistic.of(column).text);
    expect(text).toContain(`Histogram of ${column.name}`);
  }
  expect(text).toContain("expected 12 fields, got 3");
  expect(text).toContain("the first 1 of 12");
  expect(text).toContain("1 dropped (repeated header)");
  expect(text).toContain("W_UNIT, 9×: Durations may be microseconds (lines 3, 4, 5, …). Say the unit.");
  expect(text).toContain("(empty)");
  expect(text).toContain("the source has no column for it");
  expect(text).toContain("Rank correlation (Spearman)");
  expect(text).toContain("First 10 of 400 rows");
  expect(text).toContain("sha256 9f3a");
});

test("every table has a caption and headings with a scope", async () => {
  const html = profileHtml(await payloadOf(sampleFlows(100, { report: REPORT })));
  const tables = html.match(/<table/g)?.length ?? 0;
  expect(tables).toBeGreaterThan(5);
  expect(html.match(/<caption/g)).toHaveLength(tables);
  expect(html.match(/<th(?=[ >])/g)?.length).toBe(html.match(/<th scope="(?:col|row)"/g)?.length);
});

test("hostile names, labels, cells and file names are text in every form", async () => {
  const attacks = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</td></table>",
    "&lt;b&gt;",
    "`${alert(1)}`",
  ];
  const rows = 12;
  const table = tableOf(
    [
      textColumnFromStrings(
        "label",
        Array.from({ length: rows }, (_, row) => attacks[row % attacks.length] ?? ""),
      ),
      ...attacks.map((name) =>
        intColumn(
          name,
          Int32Array.from({ length: rows }, (_, row) => row),
        ),
      ),
    ],
    {
      report: {
        ...REPORT,
        rejectedRows: attacks.map((text, line) => ({ line, reason: text, text })),
        labels: attacks.map((value) => ({ value, count: 2, isAttack: true })),
        warnings: attacks.map((text) => ({
          code: text,
          count: 1,
          lines: [],
          column: text,
          message: text,
          remedy: text,
        })),
      },
      provenance: { source: { name: attacks[1] ?? "" }, library: attacks[0] ?? "" },
    },
  );
  const payload = await payloadOf(table);
  for (const html of [profileHtml(payload), String(tableBundle(table, "<b>")["text/html"])]) {
    const tags = new Set(Array.from(html.matchAll(/<\/?([a-zA-Z][\w-]*)/g), (match) => match[1] ?? ""));
    const known = [
      "section",
      "p",
      "b",
      "ul",
      "li",
      "div",
      "table",
      "caption",
      "thead",
      "tbody",
      "tr",
      "th",
      "td",
      "span",
      "samp",
      "svg",
      "path",
      "small",
      "details",
      "summary",
    ];
    expect([...tags].filter((tag) => !known.includes(tag))).toEqual([]);
    // Within tags only our own attributes, closed by their own quotes.
    for (const [tag] of html.matchAll(/<[a-z][^>]*>/g)) {
      const rest = tag.replace(/ [a-zA-Z-]+="[^"<>]*"/g, "");
      expect(rest).toMatch(/^<[a-z]+\/?>$/);
    }
  }
  expect(profileText(payload)).toContain("<img src=x onerror=alert");
});

test("wide tables keep a page of numbers: lines instead of tables of bins, pairs instead of matrices", async () => {
  const columns = Array.from({ length: 120 }, (_, index) =>
    intColumn(
      `feature ${index}`,
      Int32Array.from({ length: 300 }, (_, row) => (row * (index + 7)) % 211),
    ),
  );
  const html = profileHtml(await payloadOf(tableOf(columns)));
  expect(html).toContain("strongest of");
  expect(html).not.toContain("Correlation (Pearson)");
  for (let index = 0; index < 120; index++) expect(html).toContain(`>feature ${index}<`);
});

test("plain text is aligned, names what it leaves out, and has no colors or controls", async () => {
  const text = profileText(await payloadOf(sampleFlows(400, { report: REPORT })));
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  const [head, rule, first] = text.slice(text.indexOf("Numbers\n")).split("\n").slice(1);
  expect(head).toMatch(/^ {2}column +mean +std/);
  expect(rule?.length).toBe(first?.length);
  expect(text).toContain("and 11 more rejected rows");
  expect(text).toMatch(/First 5 of 400 rows, \d+ of 12 columns/);
  for (const line of text.split("\n")) expect(line.length).toBeLessThan(150);
});

test("a table's bundle has rows, types, mapping and the rejected rows", () => {
  const table = sampleFlows(400, { report: REPORT });
  const bundle = tableBundle(table, handleFor(table));
  expect(Object.keys(bundle).sort()).toEqual(["text/html", "text/plain"]);
  for (const form of Object.values(bundle).map(String)) {
    expect(textOf(form)).toMatch(/First \d+ of 400 rows/);
    expect(textOf(form)).toContain("line 17".slice(form.startsWith("<") ? 5 : 0));
    expect(textOf(form)).toContain("412 rows read, 400 kept, 12 rejected");
    expect(textOf(form)).toContain("cannot derive");
    expect(textOf(form)).toMatch(/timestamp\s+time/);
  }
});
