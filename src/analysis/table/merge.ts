import { CANONICAL_FIELDS, codedError } from "../core/mod.ts";
import type { LoadReport, LoadWarning, MappingJSON, Table } from "../core/mod.ts";
import type { TableMeta } from "./stored-table.ts";

/** Rejected rows that a report lists. */
const MAX_LISTED = 1000;

/**
 * What is known of several tables put one below the other.
 *
 * @throws {RangeError} code BAD_INPUT, when they are known to count different bytes.
 */
export function mergeMeta(tables: readonly Table[]): TableMeta {
  const [first] = tables;
  const mapping = mergeMappings(tables.map((table) => table.mapping));
  const report = mergeReports(tables.map((table) => table.report));
  const known = tables.filter((table) => table.mapping.byteMeaning !== "unknown").length;
  if (known > 0 && known < tables.length) report.warnings.push(unknownBytes(tables.length - known));
  return {
    mapping,
    report,
    provenance: {
      ...first!.provenance,
      source: { name: tables.map((table) => table.provenance.source.name).join(" + ") },
      call: "FlowTable.concat",
      parameters: {
        tables: tables.map((table) => ({
          source: { ...table.provenance.source },
          parameters: table.provenance.parameters,
        })),
      },
    },
  };
}

function unknownBytes(count: number): LoadWarning {
  return {
    code: "W_BYTE_MEANING",
    count,
    lines: [],
    message:
      "Some of the tables do not say which bytes they count (frames, IP packets, payload): compare bytes between them with care",
  };
}

function mergeMappings(mappings: readonly MappingJSON[]): MappingJSON {
  const [first] = mappings;
  const meanings = new Set(mappings.map(({ byteMeaning }) => byteMeaning));
  meanings.delete("unknown");
  if (meanings.size > 1) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot concatenate tables: all must count the same bytes, got ${[...meanings].join(" and ")}; for Zeek choose with the option bytes`,
    );
  }
  const same = <K extends keyof MappingJSON>(key: K, otherwise: MappingJSON[K]): MappingJSON[K] =>
    mappings.every((mapping) => mapping[key] === first![key]) ? first![key] : otherwise;
  return {
    dialect: same("dialect", "csv"),
    byteMeaning: same("byteMeaning", "unknown"),
    direction: same("direction", "mixed"),
    timeZone: same(
      "timeZone",
      mappings.some(({ timeZone }) => timeZone === "assumed UTC") ? "assumed UTC" : "explicit",
    ),
    fields: CANONICAL_FIELDS.flatMap((field) => {
      const entries = mappings.flatMap(({ fields }) => fields.filter((entry) => entry.field === field));
      return entries.find(({ status }) => status !== "cannot derive") ?? entries[0] ?? [];
    }),
  };
}

function mergeReports(reports: readonly LoadReport[]): LoadReport {
  const sum = (count: (report: LoadReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  const dropped = new Map<string, number>();
  const labels = new Map<string, LoadReport["labels"][number]>();
  for (const report of reports) {
    for (const [kind, count] of Object.entries(report.dropped))
      dropped.set(kind, (dropped.get(kind) ?? 0) + count);
    for (const label of report.labels) {
      const seen = labels.get(label.value);
      const isAttack = !seen || seen.isAttack === label.isAttack ? label.isAttack : null;
      labels.set(label.value, { value: label.value, count: label.count + (seen?.count ?? 0), isAttack });
    }
  }
  return {
    read: sum((report) => report.read),
    kept: sum((report) => report.kept),
    rejected: sum((report) => report.rejected),
    dropped: Object.fromEntries(dropped),
    merged: sum((report) => report.merged),
    rejectedRows: reports.flatMap((report) => report.rejectedRows).slice(0, MAX_LISTED),
    warnings: reports.flatMap((report) => report.warnings),
    labels: [...labels.values()],
    truncated: reports.some((report) => report.truncated),
  };
}
