/** What tests of dialects look at. */
import type { FlowTable } from "../../table/mod.ts";

export const REQUIRED = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];
export const ENDPOINTS = ["src_ip", "src_port", "dst_ip", "dst_port", "protocol"];

export function cells(table: FlowTable, row: number, ...names: string[]): unknown[] {
  return names.map((name) => (table.columnNames.includes(name) ? table.column(name).at(row) : undefined));
}

export function warningCounts(table: FlowTable): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code, count } of table.report.warnings) counts[code] = (counts[code] ?? 0) + count;
  return counts;
}

/** Sum of a numeric column, missing cells left out. */
export function total(table: FlowTable, name: string): number {
  return table.numeric(name).reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0);
}
