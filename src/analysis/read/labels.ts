/** Words that mean benign traffic, whole text, lower case. */
const BENIGN = new Set(["benign", "normal", "legitimate", "clean", "0", "false"]);
/** Words by which a data set says that it does not say. */
const UNKNOWN = new Set(["background", "unknown", "-", "", "(empty)"]);
/** Words that mean an attack where a format has no labels of its own and somebody added a column of them. */
export const PLAIN_ATTACK_WORDS: ReadonlySet<string> = new Set(["anomaly", "attack", "malicious"]);
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
  if (UNKNOWN.has(word)) return null;
  if (benign) return true;
  if (BENIGN.has(word)) return false;
  return attacks === "all others" || attacks.has(word) ? true : null;
}

/** Whether a label says that the data set does not say. */
export function saysUnknown(label: string): boolean {
  return UNKNOWN.has(label.toLowerCase());
}
