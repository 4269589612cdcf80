/** Endpoints, directions and states that contradict the flow. */
import { countOf } from "../../core/mod.ts";
import { formatCount } from "../../display/mod.ts";
import type { LintView, Texts } from "./lint-view.ts";
import { rowRule, type LintRule } from "./rule.ts";

/** Ports that are listened at; not 20, from which a server of FTP does begin. */
const SERVED = new Set([
  21, 22, 23, 25, 53, 80, 88, 110, 111, 135, 139, 143, 389, 443, 445, 465, 587, 636, 993, 995, 1433, 1521,
  3306, 3389, 5432, 8080, 8443,
]);
/** Where ports begin that are lent to whoever begins. */
const LENT = 1024;
const LAST_PORT = 65_535;
/** Fewest flows of which one would be answered. */
const FEWEST = 100;

/** States of Zeek's connections: without a reply, and with both ends heard. */
const UNANSWERED = new Set(["S0"]);
const ANSWERED = new Set(["SF", "S1", "S2", "S3"]);

export const ENDPOINT_RULES: readonly LintRule[] = [
  rowRule({
    id: "inverted-direction",
    needs: ["src_port", "dst_port"],
    test: (view) => {
      const [from, to] = [view.numbers("src_port")!, view.numbers("dst_port")!];
      const isPorted = portedRows(view);
      return (row) => SERVED.has(from[row]!) && to[row]! >= LENT && !SERVED.has(to[row]!) && isPorted(row);
    },
    evidence: ({ flows, are }, row, view) =>
      `${flows} ${are} told as begun by a server, from port ${view.numbers("src_port")![row]!} to port ${view.numbers("dst_port")![row]!}; the meter may have missed the first packet and turned the flow round, so sent and received may be swapped (replies to forged addresses look the same).`,
    repair:
      "Compare these flows by the larger of both directions, or leave them out: table.filter((flow) => !(Number(flow.src_port) < 1024 && Number(flow.dst_port) >= 1024))",
  }),
  rowRule({
    id: "bad-port",
    needs: [],
    test: (view) => {
      const ports = [view.numbers("src_port"), view.numbers("dst_port")].filter((one) => one !== null);
      return ports.length === 0
        ? null
        : (row) =>
            ports.some(
              (port) => port[row]! < 0 || port[row]! > LAST_PORT || Math.floor(port[row]!) < port[row]!,
            );
    },
    evidence: ({ flows, have }) =>
      `${flows} ${have} a port that is no whole number from 0 to 65,535; the column holds something else, or codes.`,
    repair: "Check src_port and dst_port in the mapping.",
  }),
  rowRule({
    id: "own-endpoint",
    needs: ["src_ip", "dst_ip", "src_port", "dst_port"],
    test: (view) => {
      const isSame = sameAddress(view);
      const [from, to] = [view.numbers("src_port")!, view.numbers("dst_port")!];
      return (row) => from[row] === to[row] && isSame(row);
    },
    evidence: ({ flows, are }) =>
      `${flows} ${are} from an endpoint to itself, address and port alike; an attack of old (LAND), or a record of the meter's own.`,
    repair:
      "table.filter((flow) => !(flow.src_ip === flow.dst_ip && flow.src_port !== null && flow.src_port === flow.dst_port))",
  }),
  rowRule({
    id: "state-contradiction",
    needs: ["state", "packets_received"],
    test: (view) => {
      const state = view.texts("state");
      const received = view.numbers("packets_received")!;
      if (state === null || !isZeek(view)) return null;
      const unanswered = memberCodes(state, UNANSWERED);
      const answered = memberCodes(state, ANSWERED);
      return (row) => {
        const code = state.codes[row]!;
        return (
          (unanswered[code] === 1 && received[row]! > 0) || (answered[code] === 1 && received[row] === 0)
        );
      };
    },
    evidence: ({ flows, have }, row, view) => {
      const state = view.texts("state")!;
      const received = view.numbers("packets_received")![row]!;
      return `${flows} ${have} a state that the packets contradict, as ${state.categories[state.codes[row]!]!} with ${countOf(received, "packet")} received; packets were missed or counted elsewhere.`;
    },
    repair: "Trust the packets: leave the state out of what a model learns from.",
  }),
  {
    id: "never-answered",
    find: async (view) => {
      const received = view.numbers("bytes_received");
      const packets = view.numbers("packets_received");
      const { rowCount, mapping } = view;
      if (received === null || rowCount < FEWEST || mapping.direction === "one-way") return null;
      if (received.some((value) => value > 0) || packets?.some((value) => value > 0) === true) return null;
      return {
        count: rowCount,
        rows: [],
        evidence: `None of the ${formatCount(rowCount)} flows has received a byte, although the source is read as told in both directions; it may tell one direction a row, or the column of the replies is not mapped.`,
        repair:
          "Map the column of the replies; one-way records of nfdump are joined by await loadFlows(source, { pairOneWay: true }).",
      };
    },
  },
];

/** Rows of a protocol with ports; all where the protocol is not told. */
function portedRows(view: LintView): (row: number) => boolean {
  const protocol = view.texts("protocol");
  if (protocol === null) return () => true;
  const ported = memberCodes(protocol, new Set(["tcp", "udp"]));
  return (row) => protocol.codes[row]! < 0 || ported[protocol.codes[row]!] === 1;
}

function memberCodes({ categories }: Texts, names: ReadonlySet<string>): Uint8Array {
  return Uint8Array.from(categories, (name) => (names.has(name) ? 1 : 0));
}

function isZeek({ mapping }: LintView): boolean {
  return mapping.dialect.startsWith("zeek");
}

/** Whether source and destination are one address, compared by code. */
function sameAddress(view: LintView): (row: number) => boolean {
  const from = view.texts("src_ip");
  const to = view.texts("dst_ip");
  if (from === null || to === null) return () => false;
  const places = new Map(from.categories.map((name, code) => [name, code]));
  const twin = Int32Array.from(to.categories, (name) => places.get(name) ?? -1);
  return (row) => to.codes[row]! >= 0 && from.codes[row] === twin[to.codes[row]!];
}
