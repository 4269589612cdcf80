/** The service that flows belong to, from their own field or their port. */
import type { Table } from "../core/mod.ts";

/** Well-known ports under the names that people use. */
const PORTS: ReadonlyMap<number, string> = new Map([
  [20, "FTP"],
  [21, "FTP"],
  [22, "SSH"],
  [23, "Telnet"],
  [25, "mail"],
  [53, "DNS"],
  [67, "DHCP"],
  [68, "DHCP"],
  [80, "web"],
  [88, "Kerberos"],
  [110, "mail"],
  [123, "NTP"],
  [135, "RPC"],
  [137, "NetBIOS"],
  [138, "NetBIOS"],
  [139, "NetBIOS"],
  [143, "mail"],
  [161, "SNMP"],
  [389, "LDAP"],
  [443, "web"],
  [445, "SMB"],
  [465, "mail"],
  [587, "mail"],
  [853, "DNS"],
  [993, "mail"],
  [995, "mail"],
  [1433, "SQL"],
  [1900, "SSDP"],
  [2222, "SSH"],
  [2323, "Telnet"],
  [3306, "SQL"],
  [3389, "RDP"],
  [5353, "mDNS"],
  [5432, "SQL"],
  [8080, "web"],
  [8443, "web"],
]);

/** Names that captures write in small letters. */
const SPELLED: ReadonlyMap<string, string> = new Map(
  [...new Set(PORTS.values()), "ICMP", "TLS", "IRC", "SIP", "GTP", "QUIC"].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);
const SAME: ReadonlyMap<string, string> = new Map([
  ["http", "web"],
  ["https", "web"],
  ["ssl", "web"],
  ["http_443", "web"],
  ["http_8001", "web"],
  ["domain", "DNS"],
  ["domain_u", "DNS"],
  ["smtp", "mail"],
  ["ftp-data", "FTP"],
  ["ftp_data", "FTP"],
]);
const NONE: readonly string[] = ["", "-", "other", "private", "unknown"];
/** Longest name of a service that stands in a cluster's name. */
const LONGEST = 12;
/** Share of a cluster's flows from which a service names it. */
const MOST = 0.6;

/** Code of each row's service, -1 for none, and the names. */
export interface Services {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

export function servicesOf(table: Table): Services {
  const rows = table.rowCount;
  const codes = new Int32Array(rows).fill(-1);
  const names: string[] = [];
  const codeOf = new Map<string, number>();
  const put = (row: number, name: string | null): void => {
    if (name === null) return;
    let code = codeOf.get(name);
    if (code === undefined) codeOf.set(name, (code = names.push(name) - 1));
    codes[row] = code;
  };
  const service = table.columnNames.includes("service") ? table.column("service") : null;
  if (service?.type === "text") {
    const spelled = (service.categories ?? []).map(serviceName);
    for (let row = 0; row < rows; row++) put(row, spelled[service.values[row]!] ?? null);
  }
  const port = table.columnNames.includes("dst_port") ? table.column("dst_port") : null;
  if (port !== null && port.type !== "text")
    for (let row = 0; row < rows; row++)
      if (codes[row] === -1 && !port.isMissing(row)) put(row, PORTS.get(port.values[row]!) ?? null);
  return { codes, names };
}

/** The service that most of some rows have. */
export function mainService({ codes, names }: Services, rows: Uint32Array): string | null {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  for (const [code, count] of counts) if (code >= 0 && count >= MOST * rows.length) return names[code]!;
  return null;
}

function serviceName(text: string): string | null {
  const lower = text.trim().toLowerCase();
  if (NONE.includes(lower)) return null;
  const known = SAME.get(lower) ?? SPELLED.get(lower);
  if (known !== undefined) return known;
  // A name out of the data stands in a name of ours only where it reads as one.
  return /^[a-z][a-z0-9_-]*$/.test(lower) && lower.length <= LONGEST ? lower.toUpperCase() : null;
}
