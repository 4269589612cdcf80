import { REQUIRED_FIELDS } from "../../core/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import { readNames } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";
import { ReportBuilder } from "../report-builder.ts";
import { CanonicalDraft } from "./draft.ts";
import { BYTES, guessCounts, PACKETS } from "./guess-counts.ts";
import type { Counted } from "./guess-counts.ts";
import { guessLabels } from "./guess-labels.ts";
import { contradictsMean, guessMeanSize } from "./guess-mean-size.ts";
import { guessAddresses, guessPorts, guessText } from "./guess-texts.ts";
import { guessDuration, guessTimestamp } from "./guess-times.ts";
import type { NameReading, Role } from "./name-reading.ts";
import { isOverridden } from "./suggestion.ts";

/**
 * Sets the fields that the names and values of columns of unknown origin give, each with how sure that is. What is not sure enough is only
 * proposed: the field stays open, and its reason says what to write in `mapping` to have it.
 *
 * Names are read word by word (`name-reading.ts`), units stand in names or are told by what flows can last (`duration-unit.ts`), and values
 * must be what the name says. A unit that nothing tells is never assumed.
 *
 * @throws {SyntaxError} code E_UNIT_AMBIGUOUS or E_AMBIGUOUS_COLUMN, for a field named in `require`.
 */
export async function guessFields(draft: CanonicalDraft): Promise<void> {
  const { pause, bytes } = draft.context;
  const byRole = await readNames(draft.source.all(), pause);
  const of = (role: Role): readonly Candidate[] => byRole.get(role) ?? [];
  const packets = guessCounts(draft, of("packets"), PACKETS);
  await pause();
  const meanings = bytes === "payload" ? PAYLOAD_FIRST : IP_FIRST;
  const counted = guessCounts(draft, of("bytes"), BYTES, ({ meaning }) => meanings.indexOf(meaning));
  if (contradictsMean(draft, of("mean size"))) proposeBytes(draft);
  await pause();
  setMeaning(draft, of("bytes"));
  guessMeanSize(draft, of("mean size"), { bytes: counted.total, packets: packets.total });
  explainTotals(draft, counted);
  await pause();
  const begins = guessTimestamp(draft, of("start"));
  await pause();
  guessDuration(draft, byRole, begins);
  await pause();
  guessAddresses(draft, of("address"));
  guessPorts(draft, of("port"));
  for (const field of ["protocol", "service", "state"] as const) guessText(draft, field, of(field));
  await pause();
  guessLabels(draft, of("label"), of("label detail"));
}

/** What a dialect's file may call otherwise than the dialect: the numbers of a flow, and where it went. */
const FILLED: readonly CanonicalField[] = [
  "duration",
  "packets_sent",
  "packets_received",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "src_ip",
  "dst_ip",
  "src_port",
  "dst_port",
  "protocol",
];

/**
 * Guesses what a dialect looked for and did not find, as in a file of which some columns were renamed. A field that the dialect says cannot
 * be derived stays so.
 */
export async function fillGaps(draft: CanonicalDraft): Promise<void> {
  const counted = draft.columnOf("packets_sent") && draft.columnOf("packets_received");
  const open = FILLED.filter(
    (field) => !draft.columnOf(field) && draft.isUnexplained(field) && !(field === "packet_count" && counted),
  );
  if (!open.some((field) => isRequired(field))) return;
  const context = {
    ...draft.context,
    mapping: undefined,
    require: undefined,
    label: undefined,
    benign: undefined,
  };
  const guessed = new CanonicalDraft("csv", draft.source, new ReportBuilder(), context);
  await guessFields(guessed);
  recheckDuration(draft, guessed);
  const used = new Set(draft.fields().flatMap((field) => draft.entryOf(field)!.columns));
  for (const field of open) {
    const entry = guessed.entryOf(field);
    const column = guessed.columnOf(field);
    if (!entry || !column || entry.columns.some((name) => used.has(name))) continue;
    draft.set(entry, column);
    draft.report.warn(
      "W_GUESSED_FIELD",
      `${field} was taken from "${entry.columns.join('", "')}" by name and values`,
      {
        column: field,
        remedy: `if that is wrong, load with { mapping: { ${field}: ... } }`,
      },
    );
  }
}

/** A duration whose unit the dialect could not check, for want of the counts that are found now. */
function recheckDuration(draft: CanonicalDraft, guessed: CanonicalDraft): void {
  const own = draft.entryOf("duration");
  if (!own || own.confidence === 1) return;
  const entry = guessed.entryOf("duration");
  const column = guessed.columnOf("duration");
  if (entry && column) draft.set(entry, column);
  else draft.cannot("duration", guessed.reasonFor("duration"));
}

function isRequired(field: CanonicalField): boolean {
  const sides: readonly CanonicalField[] = ["packets_sent", "packets_received"];
  return sides.includes(field) || REQUIRED_FIELDS.some((required) => required === field);
}

/** Which of several counts of bytes is meant: the last. */
const IP_FIRST: readonly NameReading["meaning"][] = ["payload", "frame", null, "ip"];
const PAYLOAD_FIRST: readonly NameReading["meaning"][] = ["ip", "frame", null, "payload"];

/** Bytes that the file's own mean packet size contradicts are in another unit than their name says. */
function proposeBytes(draft: CanonicalDraft): void {
  for (const field of ["bytes_sent", "bytes_received"] as const) {
    const entry = draft.entryOf(field);
    if (!entry) continue;
    const [column] = entry.columns;
    const why = `bytes over packets are far from the file's own mean packet size: the unit of "${column}" is not known`;
    draft.cannot(field, `${why}; name it, as { mapping: { ${field}: { column: "${column}", unit: "kB" } } }`);
    if (!isOverridden(draft, field))
      draft.report.warn("E_UNIT_AMBIGUOUS", `${field} was not mapped: ${why}`, { column: field });
  }
}

function setMeaning(draft: CanonicalDraft, candidates: readonly Candidate[]): void {
  const [column] = draft.entryOf("bytes_sent")?.columns ?? [];
  draft.byteMeaning = candidates.find(({ name }) => name === column)?.reading.meaning ?? "unknown";
}

/** Bytes without sides are one-way or a sum of both ways: nobody but the user knows. */
function explainTotals(draft: CanonicalDraft, { total }: Counted): void {
  if (!total) return;
  const { name } = total.candidate;
  for (const field of ["bytes_sent", "bytes_received"] as const)
    if (!draft.columnOf(field))
      draft.lack(
        field,
        `"${name}" does not tell the two sides apart; if it is one side's, say so in mapping`,
      );
}
