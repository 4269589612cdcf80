/** What services and connection states mean. */
import { stateClass } from "./classes.ts";

/** Names of services in Zeek, Suricata, UNSW-NB15, KDD and nDPI, by the class of their port. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  web: ["http", "https", "ssl", "tls", "http_443", "http_8001", "http_2784", "quic"],
  dns: ["dns", "domain", "domain_u"],
  infrastructure:
    "dhcp ntp ntp_u snmp netbios mdns llmnr ssdp ldap kerberos krb krb_tcp tftp tftp_u syslog netbios_ns netbios_dgm nbns".split(
      " ",
    ),
  mail: "smtp pop3 pop_3 pop_2 imap imap4 imap4s smtps submission".split(" "),
  admin:
    "ssh ftp ftp-data ftp_data telnet smb rdp vnc mysql postgresql mssql sql_net oracle rsh rlogin login shell exec netbios_ssn dce_rpc rfb winrm".split(
      " ",
    ),
};

const CLASS_OF_SERVICE: ReadonlyMap<string, string> = new Map(
  Object.entries(SERVICES).flatMap(([name, services]) => services.map((service) => [service, name] as const)),
);

/** Services of KDD that stand for "any other port". */
const OTHER_SERVICES = new Set(["private", "other"]);

/** The class of the port that a service has; null where it says nothing of one. */
export function servicePortClass(service: string): string | null {
  const word = service.toLowerCase();
  const known = CLASS_OF_SERVICE.get(word);
  if (known !== undefined) return known;
  return OTHER_SERVICES.has(word) ? "registered" : null;
}

/** Flags of the originator and of the responder, as Argus writes them. */
const ARGUS_FLAGS = /^([FSRPAUEC]*)_([FSRPAUEC]*)$/;

/** "ok", "failed" or "reset"; null for a state that says nothing of it. */
export function stateMeaning(state: string): string | null {
  const text = state.trim().toUpperCase();
  const named = stateClass(text);
  if (named !== null) return named;
  const flags = ARGUS_FLAGS.exec(text);
  if (!flags) return null;
  const [, sent, received] = flags as unknown as [string, string, string];
  if (sent.includes("S") && (received === "" || (received.includes("R") && !/[SPF]/.test(received))))
    return "failed";
  if ((sent + received).includes("R")) return "reset";
  return sent.includes("F") && received.includes("F") ? "ok" : null;
}
