/** Inputs for tests of the readers. */
import { gzipSync } from "node:zlib";
import type { CodedError } from "../../core/mod.ts";
import type { FlowTable } from "../../table/mod.ts";
import { loadFlows } from "../mod.ts";
import type { LoadOptions } from "../mod.ts";

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function gzip(...members: (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(members.map((member) => gzipSync(member))));
}

export function load(text: string, options: LoadOptions = {}): Promise<FlowTable> {
  return loadFlows(bytesOf(text), options);
}

/** The error of a call that must fail. */
export async function failure(promise: Promise<unknown>): Promise<CodedError> {
  try {
    await promise;
  } catch (error) {
    return error as CodedError;
  }
  throw new Error("it did not fail");
}

/** Lines of a Zeek conn.log: header, rows (fields joined by tabs), and the end. */
export function connLog(
  rows: readonly (readonly (string | number)[])[],
  changes: { fields?: string; types?: string; path?: string; end?: string } = {},
): string {
  const fields = changes.fields ?? CONN_FIELDS;
  const types = changes.types ?? CONN_TYPES;
  const head = [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    `#path\t${changes.path ?? "conn"}`,
  ];
  const layout = [
    `#fields\t${fields.replaceAll(" ", "\t")}`,
    ...(types === "" ? [] : [`#types\t${types.replaceAll(" ", "\t")}`]),
  ];
  return [
    ...head,
    ...layout,
    ...rows.map((row) => row.join("\t")),
    changes.end ?? "#close\t2026-10-20-00-00-00\n",
  ].join("\n");
}

export const CONN_FIELDS =
  "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state missed_bytes orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes";
export const CONN_TYPES =
  "time string addr port addr port enum string interval count count string count count count count count";

/** A row of such a log; what is not said is an ordinary flow. */
export function connRow(changes: Partial<Record<string, string | number>> = {}): (string | number)[] {
  const row: Record<string, string | number> = {
    ts: "1713484795.943239",
    uid: "CAbc1",
    "id.orig_h": "10.0.0.1",
    "id.orig_p": 51234,
    "id.resp_h": "192.0.2.7",
    "id.resp_p": 443,
    proto: "tcp",
    service: "ssl",
    duration: "1.500000",
    orig_bytes: 700,
    resp_bytes: 2000,
    conn_state: "SF",
    missed_bytes: 0,
    orig_pkts: 6,
    orig_ip_bytes: 1000,
    resp_pkts: 4,
    resp_ip_bytes: 2500,
  };
  return CONN_FIELDS.split(" ").map((name) => changes[name] ?? row[name]!);
}

/** read = kept + rejected + sum(dropped) + merged, and the table has the rows that were kept. */
export function expectBalanced(table: FlowTable): void {
  const { read, kept, rejected, dropped, merged } = table.report;
  expect(read).toBe(kept + rejected + Object.values(dropped).reduce((sum, count) => sum + count, 0) + merged);
  expect(table.rowCount).toBe(kept);
}
