/** MITRE ATT&CK techniques that flow records can point at. */
import type { CanonicalField, LedgerLine, ThreatData } from "../core/mod.ts";

interface Technique {
  readonly id: string;
  readonly name: string;
  /** Fields without which it is not named. */
  readonly needs: readonly CanonicalField[];
  /** Ids of rules: all of one of the lists must speak. */
  readonly when: readonly (readonly string[])[];
  /** What a flow record cannot show, and rules that would show it. */
  readonly missing: readonly { readonly text: string; readonly unless?: string }[];
}

/** At most 12: a flow record shows sizes, times and ends, not what was said. */
export const TECHNIQUES: readonly Technique[] = [
  {
    id: "T1046",
    name: "Network Service Discovery",
    needs: ["dst_port", "bytes_received"],
    when: [
      ["many-ports"],
      ["failed-state", "tiny-flow"],
      ["no-reply", "tiny-flow"],
      ["no-reply", "admin-probe"],
      ["no-reply", "listed-port"],
    ],
    missing: [{ text: "other ports that the source tried", unless: "many-ports" }],
  },
  {
    id: "T1018",
    name: "Remote System Discovery",
    needs: ["src_ip", "dst_ip", "timestamp"],
    when: [
      ["fan-out", "failing-source"],
      ["fan-out", "no-reply"],
      ["fan-out", "no-reply-udp"],
    ],
    missing: [{ text: "whether the hosts belong to this network" }],
  },
  {
    id: "T1498",
    name: "Network Denial of Service",
    needs: ["duration", "packet_count"],
    when: [
      ["packet-rate", "no-reply"],
      ["packet-rate", "no-reply-udp"],
      ["packet-rate", "crowded-target"],
    ],
    missing: [
      { text: "the load of the link" },
      { text: "flows of other sources to the same host", unless: "crowded-target" },
    ],
  },
  {
    id: "T1499",
    name: "Endpoint Denial of Service",
    needs: ["dst_ip", "timestamp"],
    when: [["crowded-target", "same-again"]],
    missing: [{ text: "whether the service still answers" }],
  },
  {
    id: "T1110",
    name: "Brute Force",
    needs: ["dst_port", "packet_count", "bytes_sent", "bytes_received"],
    when: [["login-size"]],
    missing: [
      { text: "many such sessions of the source", unless: "same-again" },
      { text: "failed logins in the host's records" },
    ],
  },
  {
    id: "T1048",
    name: "Exfiltration Over Alternative Protocol",
    needs: ["bytes_sent", "bytes_received", "dst_port"],
    when: [["upload"]],
    missing: [{ text: "what was sent" }, { text: "whether the host may send so much there" }],
  },
  {
    id: "T1041",
    name: "Exfiltration Over C2 Channel",
    needs: ["bytes_sent", "bytes_received", "src_ip", "dst_ip", "timestamp"],
    when: [["upload", "regular-times"]],
    missing: [{ text: "what was sent" }],
  },
  {
    id: "T1071",
    name: "Application Layer Protocol",
    needs: ["duration", "bytes_sent", "bytes_received"],
    when: [["regular-times"], ["long-and-quiet"]],
    missing: [
      { text: "even times of many flows", unless: "regular-times" },
      { text: "the program behind the connection" },
    ],
  },
  {
    id: "T1571",
    name: "Non-Standard Port",
    needs: ["dst_port", "protocol", "bytes_received"],
    when: [
      ["listed-port", "two-way-data"],
      ["odd-port", "two-way-data"],
    ],
    missing: [{ text: "the protocol that is spoken on the port" }],
  },
  {
    id: "T1095",
    name: "Non-Application Layer Protocol",
    needs: ["protocol"],
    when: [["rare-protocol"]],
    missing: [{ text: "whether this network uses the protocol, as for routing or tunnels" }],
  },
];

/** The techniques that the lines of a ledger point at. @param known Fields that the flow has. */
export function techniquesOf(
  ledger: readonly LedgerLine[],
  known: ReadonlySet<CanonicalField>,
): ThreatData["techniques"] {
  const whyOf = new Map(ledger.map(({ rule, why }) => [rule, why]));
  return TECHNIQUES.flatMap(({ id, name, needs, when, missing }) => {
    const found = when.filter((rules) => rules.every((rule) => whyOf.has(rule)));
    if (found.length === 0 || !needs.every((field) => known.has(field))) return [];
    const rules = [...new Set(found.flat())];
    return [
      {
        id,
        name,
        seen: rules.map((rule) => whyOf.get(rule)!),
        missing: missing
          .filter(({ unless }) => unless === undefined || !whyOf.has(unless))
          .map(({ text }) => text),
      },
    ];
  });
}
