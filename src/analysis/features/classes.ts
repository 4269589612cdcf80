/** Classes of ports and of connection states: fixed, so that they mean the same in every capture. */

/** Services by well-known port; the first list that has a port names it. */
const PORTS: readonly (readonly [string, readonly number[]])[] = [
  ["web", [80, 443, 8000, 8008, 8080, 8443, 8888]],
  ["dns", [53, 853]],
  [
    "infrastructure",
    [67, 68, 69, 88, 123, 137, 138, 161, 162, 389, 500, 514, 546, 547, 636, 1900, 5353, 5355],
  ],
  ["mail", [25, 110, 143, 465, 587, 993, 995]],
  [
    "admin",
    [20, 21, 22, 23, 135, 139, 445, 512, 513, 1433, 1521, 2222, 2323, 3306, 3389, 5432, 5900, 5985, 5986],
  ],
];

/** Classes of destination ports, in the order of their columns; "unknown" where there is no port. */
export const PORT_CLASSES: readonly string[] = [
  ...PORTS.map(([name]) => name),
  "low",
  "registered",
  "high",
  "unknown",
];

const CLASS_OF_PORT: ReadonlyMap<number, string> = new Map(
  [...PORTS].reverse().flatMap(([name, ports]) => ports.map((port) => [port, name] as const)),
);

/** @param port NaN where missing. */
export function portClass(port: number): string {
  const known = CLASS_OF_PORT.get(port);
  if (known !== undefined) return known;
  if (!(port >= 0 && port <= 65535)) return "unknown";
  return port < 1024 ? "low" : port < 32768 ? "registered" : "high";
}

/** Made when first asked for. */
let places: Int8Array | null = null;

/** Of each port from 0 to 65535, where its class stands in PORT_CLASSES. */
export function placesOfPorts(): Int8Array {
  return (places ??= Int8Array.from({ length: 65536 }, (_, port) => PORT_CLASSES.indexOf(portClass(port))));
}

/** Classes of connection states, in the order of their columns; other states have none. */
export const STATE_CLASSES: readonly string[] = ["ok", "failed", "reset"];

/** States of Zeek, KDD, Argus and Suricata, in capitals. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  ok: ["SF", "S1", "S2", "S3", "FIN", "CON", "CLO", "ESTABLISHED", "CLOSED"],
  failed: ["S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR", "REQ", "URP", "TIM", "NEW", "REJECT"],
  reset: ["RSTO", "RSTR", "RST"],
};

const CLASS_OF_STATE: ReadonlyMap<string, string> = new Map(
  Object.entries(STATES).flatMap(([name, states]) => states.map((state) => [state, name] as const)),
);

export function stateClass(state: string): string | null {
  return CLASS_OF_STATE.get(state.toUpperCase()) ?? null;
}
