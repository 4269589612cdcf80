/** What kind of flow it is, beside how large and how long: the classes of its port, protocol and state as columns of 0 and 1 in standard units. */
import type { CanonicalField, Column, Job, Table } from "../core/mod.ts";
import {
  placesOfPorts,
  PORT_CLASSES,
  servicePortClass,
  STATE_CLASSES,
  stateMeaning,
} from "../features/mod.ts";

export type KindField = "dst_port" | "protocol" | "state";

/** What was learnt of a field of kinds. */
export interface KindScale {
  readonly field: KindField;
  /** Share of the fitted flows, in the order of `classesOf`. */
  readonly shares: readonly number[];
}

const PROTOCOLS: readonly string[] = ["tcp", "udp", "icmp", "other"];
const CLASSES: Readonly<Record<KindField, readonly string[]>> = {
  dst_port: PORT_CLASSES,
  protocol: PROTOCOLS,
  state: STATE_CLASSES,
};
const FIELDS: readonly KindField[] = ["dst_port", "protocol", "state"];
/** Where a class of which few flows are stops being further away: as the study has it. */
const FARTHEST = 8;
/** Of a flow whose state says nothing that is known. */
const NONE = -1;
/** Rows that are worked on between two pauses. */
const CHUNK_ROWS = 32_768;

/** Names of the classes of a field. */
export function classesOf(field: KindField): readonly string[] {
  return CLASSES[field];
}

/** The fields of kinds that all of some tables have values for, with the shares of their classes in the first. */
export async function fitKinds(job: Job, tables: readonly Table[]): Promise<KindScale[]> {
  const scales: KindScale[] = [];
  for (const field of FIELDS) {
    if (!tables.every((table) => hasKind(table, field))) continue;
    const codes = await kindCodes(job, tables[0]!, field);
    const counts = new Array<number>(CLASSES[field].length).fill(0);
    for (const code of codes) if (code >= 0) counts[code]!++;
    scales.push({ field, shares: counts.map((count) => count / codes.length) });
  }
  return scales;
}

/** The class of each row, as its place among the field's; -1 for none. */
export async function kindCodes(job: Job, table: Table, field: KindField): Promise<Int8Array> {
  const codes = new Int8Array(table.rowCount);
  const codeOf = codeReader(table, field);
  for (let from = 0; from < codes.length; from += CHUNK_ROWS) {
    await job.pause();
    const to = Math.min(codes.length, from + CHUNK_ROWS);
    for (let row = from; row < to; row++) codes[row] = codeOf(row);
  }
  return codes;
}

/** How far 0 and 1 lie from the mean of a class's column, in standard units. */
export function kindUnits(share: number): readonly [number, number] {
  const deviation = Math.sqrt(share * (1 - share));
  // A class that no fitted flow has, or that all have, has no spread to measure by.
  if (!(deviation > 0)) return share > 0 ? [-FARTHEST, 0] : [0, FARTHEST];
  return [Math.max(-FARTHEST, -share / deviation), Math.min(FARTHEST, (1 - share) / deviation)];
}

function hasKind(table: Table, field: KindField): boolean {
  return fieldsBehind(field).some((name) => valued(table, name) !== null);
}

/** A service stands for its port where that is not known. */
function fieldsBehind(field: KindField): readonly CanonicalField[] {
  return field === "dst_port" ? ["dst_port", "service"] : [field];
}

function valued(table: Table, name: CanonicalField): Column | null {
  if (!table.columnNames.includes(name)) return null;
  const column = table.column(name);
  const isRight = (column.type === "text") === (name !== "dst_port");
  return isRight && column.missing < column.length ? column : null;
}

function codeReader(table: Table, field: KindField): (row: number) => number {
  if (field === "protocol") return textReader(valued(table, "protocol"), protocolPlace, NONE);
  if (field === "state") return textReader(valued(table, "state"), statePlace, NONE);
  const unknown = PORT_CLASSES.indexOf("unknown");
  const byService = textReader(valued(table, "service"), servicePlace, unknown);
  const ports = valued(table, "dst_port");
  if (ports === null) return byService;
  const places = placesOfPorts();
  const { values } = ports;
  return (row) =>
    ports.missing > 0 && ports.isMissing(row) ? byService(row) : (places[values[row]!] ?? unknown);
}

function textReader(
  column: Column | null,
  placeOf: (text: string) => number,
  missing: number,
): (row: number) => number {
  if (column === null) return () => missing;
  const { values } = column;
  const places = Int8Array.from(column.categories ?? [], placeOf);
  return (row) => (values[row]! < 0 ? missing : places[values[row]!]!);
}

function protocolPlace(text: string): number {
  const word = text.toLowerCase();
  if (word.includes("icmp")) return PROTOCOLS.indexOf("icmp");
  return PROTOCOLS.includes(word) ? PROTOCOLS.indexOf(word) : PROTOCOLS.indexOf("other");
}

function statePlace(text: string): number {
  return STATE_CLASSES.indexOf(stateMeaning(text) ?? "");
}

function servicePlace(text: string): number {
  return PORT_CLASSES.indexOf(servicePortClass(text) ?? "unknown");
}
