import {
  visibleText,
  type CanonicalField,
  type FieldMapping,
  type MappedField,
  type ProfilePayload,
  type Unit,
} from "../../analysis/mod.ts";
import { button, h, nextId, type ViewContext } from "../shared/mod.ts";

/** Columns that the list of suggestions holds. */
const MOST_SUGGESTED = 500;

const DURATIONS: readonly Unit[] = ["s", "ms", "us", "ns", "min"];
const BYTES: readonly Unit[] = ["B", "kB", "KiB", "MB", "MiB", "bit"];
/** Units that a column may have, for the fields that have one. */
const UNITS: Partial<Record<CanonicalField, readonly Unit[]>> = {
  duration: DURATIONS,
  timestamp: ["s", "ms", "us", "ns"],
  bytes_sent: BYTES,
  bytes_received: BYTES,
  packet_size_mean: BYTES,
};

/** What a reader wrote for one field. */
interface Entry {
  field: CanonicalField;
  text: HTMLInputElement;
  unit: HTMLSelectElement | null;
  /** What stood there at first. */
  before: { text: string; unit: string };
}

/**
 * A form with a line for every canonical field: the column it comes from, or a formula of columns in brackets, and the column's unit.
 *
 * Only what the reader changed is sent, beside what was changed before.
 */
export function mappingEditor(
  context: ViewContext,
  { mapping, profile }: ProfilePayload,
  actions: { reload: (mapping: Record<string, FieldMapping>) => void; close: () => void },
): HTMLElement {
  const { trans } = context;
  const columns = h("datalist", { id: nextId() });
  for (const name of sourceNames(mapping.fields, profile.columns).slice(0, MOST_SUGGESTED))
    columns.append(h("option", { value: name }));
  const entries = mapping.fields
    .filter(({ field }) => field !== "is_attack")
    .map((mapped) => entryOf(context, mapped, columns.id));
  const reload = (): void => actions.reload(changedMapping(mapping.fields, entries));
  return h(
    "div",
    { class: "jp-TrafficLab-panelContent jp-ProfilerWidget-mappingEditor" },
    h(
      "div",
      { class: "jp-TrafficLab-panelBar" },
      h("span", { class: "jp-TrafficLab-panelTitle", text: trans.__("Where each field comes from") }),
      button(context, trans.__("Reload with this mapping"), reload),
      button(context, trans.__("Close"), actions.close),
    ),
    h("p", {
      class: "jp-TrafficLab-note",
      text: trans.__(
        "A column's name, or a formula of names in brackets as [fwd] + [bwd]. The file is read again; what does not fit is refused with the reason.",
      ),
    }),
    h(
      "div",
      { class: "jp-ProfilerWidget-mappingForm" },
      ...entries.flatMap(({ field, text, unit }) => [
        h("label", { for: text.id, text: visibleText(field) }),
        text,
        unit ?? h("span", {}),
      ]),
    ),
    columns,
  );
}

/** The columns of the file, as far as the payload names them. */
function sourceNames(fields: readonly MappedField[], columns: readonly { name: string }[]): string[] {
  const canonical = new Set<string>(fields.map(({ field }) => field));
  const used = fields.flatMap((field) => field.columns);
  const others = columns.map(({ name }) => name).filter((name) => !canonical.has(name));
  return [...new Set([...used, ...others.map((name) => name.replace(/^source:/, ""))])].sort();
}

function entryOf(context: ViewContext, mapped: MappedField, list: string): Entry {
  const { trans } = context;
  const { field } = mapped;
  const text = h("input", {
    id: nextId(),
    type: "text",
    class: "jp-TrafficLab-input",
    list,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: mapped.status === "cannot derive" ? trans.__("not in this file") : "",
  });
  text.value = writtenOf(mapped);
  const units = UNITS[field];
  const unit = units
    ? h(
        "select",
        {
          class: "jp-TrafficLab-input",
          "aria-label": trans.__("unit of %1", visibleText(field)),
        },
        ...["", ...units].map((name) =>
          h("option", { value: name, text: name === "" ? trans.__("unit: by the values") : name }),
        ),
      )
    : null;
  const from = mapped.unit?.from ?? "";
  if (unit && units?.includes(from as Unit)) unit.value = from;
  return { field, text, unit, before: { text: text.value, unit: unit?.value ?? "" } };
}

/** A field's source as a reader would write it. */
function writtenOf({ formula, columns, status }: MappedField): string {
  if (status === "cannot derive") return "";
  return formula ?? columns[0] ?? "";
}

/** What the reader changed, and what was the user's before. */
function changedMapping(
  fields: readonly MappedField[],
  entries: readonly Entry[],
): Record<string, FieldMapping> {
  const mapping: Record<string, FieldMapping> = {};
  for (const { field, text, unit, before } of entries) {
    const source = text.value.trim();
    const isUsers = fields.some((mapped) => mapped.field === field && mapped.by === "user");
    const isChanged = source !== before.text || (unit?.value ?? "") !== before.unit;
    if (source === "" || !(isChanged || isUsers)) continue;
    const named = unit && unit.value !== "" ? { unit: unit.value as Unit } : {};
    mapping[field] = /\[[^\]]*\]/.test(source) ? { formula: source, ...named } : { column: source, ...named };
  }
  return mapping;
}
