/** Captures and notebooks that the tests write into the server's work folder; made by hand here, so that the library does not check itself. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export interface FlowRow {
  duration: number;
  packet_count: number;
  bytes_sent: number;
  bytes_received: number;
  label: string;
}

/** Flows of two kinds, the same in every run: long ones with many bytes, and short probes. */
export function makeFlows(count: number): FlowRow[] {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    const probe = next() < 0.3;
    const packet_count = probe ? 1 + Math.floor(next() * 3) : 4 + Math.floor(next() * 40);
    return {
      duration: Math.round((probe ? next() * 0.2 : next() * 10) * 1e4) / 1e4,
      packet_count,
      bytes_sent: packet_count * (40 + Math.floor(next() * 60)),
      bytes_received: probe ? 0 : packet_count * (60 + Math.floor(next() * 1000)),
      label: probe ? "scan" : "benign",
    };
  });
}

/** A CSV with the canonical column names. */
export function csvOf(flows: readonly FlowRow[]): string {
  const lines = flows.map((flow) => {
    const mean = (flow.bytes_sent + flow.bytes_received) / flow.packet_count;
    return [flow.duration, flow.packet_count, flow.bytes_sent, flow.bytes_received, mean, flow.label].join(
      ",",
    );
  });
  return ["duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label", ...lines, ""].join("\n");
}

const ZEEK_FIELDS: readonly (readonly [string, string])[] = [
  ["ts", "time"],
  ["uid", "string"],
  ["id.orig_h", "addr"],
  ["id.orig_p", "port"],
  ["id.resp_h", "addr"],
  ["id.resp_p", "port"],
  ["proto", "enum"],
  ["service", "string"],
  ["duration", "interval"],
  ["orig_bytes", "count"],
  ["resp_bytes", "count"],
  ["conn_state", "string"],
  ["orig_pkts", "count"],
  ["orig_ip_bytes", "count"],
  ["resp_pkts", "count"],
  ["resp_ip_bytes", "count"],
];

/** The same flows as Zeek would log them, gzipped. */
export function zeekLogOf(flows: readonly FlowRow[]): Buffer {
  const header = [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tconn",
    `#fields\t${ZEEK_FIELDS.map(([name]) => name).join("\t")}`,
    `#types\t${ZEEK_FIELDS.map(([, type]) => type).join("\t")}`,
  ];
  const lines = flows.map((flow, row) => {
    const sent = Math.ceil(flow.packet_count / 2);
    const end = [
      flow.duration,
      flow.bytes_sent,
      flow.bytes_received,
      "SF",
      sent,
      flow.bytes_sent,
      flow.packet_count - sent,
      flow.bytes_received,
    ];
    return [
      1_700_000_000 + row,
      `C${row}`,
      "192.0.2.1",
      40_000 + (row % 20_000),
      "198.51.100.7",
      443,
      "tcp",
      "ssl",
      ...end,
    ].join("\t");
  });
  return gzipSync([...header, ...lines, "#close\t2023-11-15-00-00-00", ""].join("\n"));
}

/** A flag that no test ever sets: hostile texts try to. */
export const OWNED = "trafficlabOwned";

const SCRIPT = `<img src=x onerror="window.${OWNED}=1"><script>window.${OWNED}=1</script>`;

/** Names, cells and labels that would run, break out of their place, or fill the page, if they were not shown as text. */
export function hostileCsv(): string {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const extra = [SCRIPT, "__proto__", "constructor", `${"long".repeat(250_000)}`].map(quote);
  const header = ["duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label", ...extra].join(
    ",",
  );
  const labels = [SCRIPT, "__proto__", "javascript:alert(1)", "x".repeat(1_000_000), `\u202e${SCRIPT}`];
  const lines = labels.map((label, row) =>
    [
      row + 1,
      row + 2,
      100 * row,
      50 * row,
      60 + row,
      quote(label),
      quote(SCRIPT),
      quote("__proto__"),
      quote("toString"),
      row,
    ].join(","),
  );
  return [header, ...lines, ""].join("\n");
}

/** Writes a notebook of code cells for the launcher kernel. */
export function writeNotebook(folder: string, name: string, cells: readonly string[]): void {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "trafficlab", display_name: "TypeScript (Traffic Lab)", language: "typescript" },
      language_info: { name: "typescript" },
    },
    cells: cells.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: "code",
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  };
  writeFileSync(join(folder, name), JSON.stringify(notebook, null, 1));
}
