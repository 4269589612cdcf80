/** `npm run analyze`, as a user runs it: a process of its own, in another folder. Set-up has built the library before. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "trafficlab analyze "));
after(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = "duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label";

function analyze(...args) {
  const env = { ...process.env, INIT_CWD: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "tools/analyze.mjs"), ...args], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function write(name, ...lines) {
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
}

write("small.csv", HEADER, "1.5,4,100,300,100,normal", "0.5,2,50,50,50,normal", "9,30,900,2100,100,scan");
write(
  "one bad row.csv",
  HEADER,
  ...Array.from({ length: 50 }, () => "1,2,100,100,100,normal"),
  "abc,2,100,100,100,normal",
);
write("hostile.csv", HEADER, `1,2,100,100,100,"<img src=x onerror=alert(1)>"`, `1,2,100,100,100,__proto__`);
write("not flows.csv", "color,taste", "red,sweet");

test("analyze prints the profile of a file that is named from where the user stands", () => {
  const { status, stdout, stderr } = analyze("small.csv");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /small\.csv/);
  assert.match(stdout, /\b3 flows\b/);
  assert.match(stdout, /packet_size_mean/);
});

test("analyze lists a rejected row with its line and keeps the others", () => {
  const { status, stdout } = analyze("one bad row.csv");
  assert.equal(status, 0);
  assert.match(stdout, /line 52/);
});

test("analyze --json prints nothing but one line of JSON for each file", () => {
  const { status, stdout } = analyze("--json", "small.csv", "hostile.csv");
  assert.equal(status, 0);
  const [small, hostile, end] = stdout.split("\n");
  assert.equal(end, "");
  assert.equal(JSON.parse(small).profile.rowCount, 3);
  assert.equal(JSON.parse(small).report.kept, 3);
  const label = JSON.parse(hostile).profile.columns.find(({ name }) => name === "label");
  assert.deepEqual(label.top.map(({ value }) => value).sort(), ["<img src=x onerror=alert(1)>", "__proto__"]);
});

test("analyze shows the library's message and code for a file it cannot read, goes on, and exits with 1", () => {
  const { status, stdout, stderr } = analyze("not flows.csv", "absent.csv", "small.csv");
  assert.equal(status, 1);
  assert.match(stderr, /not flows\.csv: Cannot .* \[E_[A-Z_]+\]/);
  assert.match(stderr, /absent\.csv: Cannot .* \[E_[A-Z_]+\]/);
  assert.doesNotMatch(stderr, /^ +at /m);
  assert.match(stdout, /\b3 flows\b/);
});

test("analyze refuses an unknown option and an empty command line with the usage and exit code 2", () => {
  for (const args of [["--colour", "small.csv"], []]) {
    const { status, stderr, stdout } = analyze(...args);
    assert.equal(status, 2);
    assert.match(stderr, /Usage: npm run analyze/);
    assert.equal(stdout, "");
  }
});
