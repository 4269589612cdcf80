import { saysUnknown } from "../core/mod.ts";

/** Words that mean benign traffic, whole text, lower case. */
const BENIGN = new Set(["benign", "normal", "legitimate", "clean", "0", "false"]);
/**
 * Words that mean an attack where a format has no labels of its own and somebody added a column of them: names of kinds of attack in public data
 * sets, without blanks and hyphens. Words that may be other things stay out: suspicious, generic, analysis, other, back, land.
 */
export const PLAIN_ATTACK_WORDS: ReadonlySet<string> = new Set(
  [
    "anomaly attack attacks malicious malware intrusion",
    "scan scanning scanner portscan portscanning portsweep ipsweep servicescan vulnerabilityscan horizontalportscan",
    "verticalportscan partofahorizontalportscan nmap satan mscan saint probe probing recon reconnaissance osfingerprint",
    "dos ddos flood flooding synflood udpflood icmpflood pingflood httpflood tcpflood neptune smurf teardrop slowloris",
    "slowhttptest goldeneye hulk bruteforce bruteforcing password passwordguessing guesspasswd patator ftppatator",
    "sshpatator ftpbruteforce sshbruteforce dictionaryattack",
    "bot botnet bots c&c c2 commandandcontrol beacon beaconing mirai gafgyt bashlite okiru torii hajime muhstik",
    "exfil exfiltration dataexfiltration datatheft theft keylogging infiltration infilteration lateralmovement",
    "webattack webattacks xss sqlinjection sqli injection commandinjection mitm spoofing arpspoofing dnsspoofing phishing",
    "backdoor backdoors bufferoverflow exploit exploits fuzzers fuzzing heartbleed ransomware rootkit shellcode spyware",
    "trojan virus warezclient warezmaster worm worms cryptojacking cryptomining",
  ].flatMap((line) => line.split(" ")),
);
/** Words that turn the meaning of those after or before them. */
const DENIALS = new Set(["no", "non", "not", "none", "without", "free", "anti", "benign", "normal"]);
/** Between the words of a label. */
const SEPARATORS = /[\s_./:-]+/;
/** Shorter ones, numbers above all, are no names of families. */
const SHORTEST_FAMILY = 3;
const DASHES = /[\u2010-\u2015\u2212\u0096]|(?<=\s)\uFFFD(?=\s)/g;

/** A label's text in one form: trimmed, every dash a hyphen, blanks collapsed, one trailing dot dropped; case kept. */
export function normalizeLabel(text: string): string {
  return text.replace(DASHES, "-").replace(/\s+/g, " ").trim().replace(/\.$/, "");
}

/**
 * Whether a label means an attack.
 *
 * @param label Normalised.
 * @param attacks Lower-case words that mean an attack in this dialect; "all others" when every label that is not benign does.
 * @param benign The user's own benign values, normalised and in lower case: then all others are attacks.
 * @returns null when the label does not say: never counted as benign.
 */
export function isAttackLabel(
  label: string,
  attacks: ReadonlySet<string> | "all others",
  benign: ReadonlySet<string> | null,
): boolean | null {
  const word = label.toLowerCase();
  if (benign?.has(word)) return false;
  if (saysUnknown(word)) return null;
  if (benign) return true;
  if (BENIGN.has(word)) return false;
  return attacks === "all others" || namesAttack(word, attacks) ? true : null;
}

/** Whether a label is one of the words, in any joining, or begins with one: "Port Scan", "dos_hulk", "DDoS-UDP Flood"; not "no attack". */
function namesAttack(word: string, attacks: ReadonlySet<string>): boolean {
  const parts = word.split(SEPARATORS).filter((part) => part !== "");
  if (attacks.has(word) || attacks.has(parts.join(""))) return true;
  if (parts.some((part) => DENIALS.has(part))) return false;
  const begins = (count: number): boolean => {
    const family = parts.slice(0, count).join("");
    return family.length >= SHORTEST_FAMILY && attacks.has(family);
  };
  return begins(1) || begins(2);
}
