import {
  formatCount,
  formatPercent,
  mappingNote,
  REQUIRED_FIELDS,
  visibleText,
  type MappedField,
  type ProfilePayload,
} from "../../analysis/mod.ts";
import { h, sign, spoken, type ViewContext } from "../shared/mod.ts";

/** How the canonical fields came out of the source: the five required ones in a line, all of them in a table. */
export function mappingStrip(context: ViewContext, { mapping }: ProfilePayload): HTMLElement {
  const { trans } = context;
  const found = mapping.fields.filter(({ status }) => status !== "cannot derive").length;
  const required = REQUIRED_FIELDS.flatMap((name) => mapping.fields.filter(({ field }) => field === name));
  const summary = h(
    "summary",
    { class: "jp-ProfilerWidget-mappingSummary" },
    h("span", { class: "jp-TrafficLab-heading", text: trans.__("Mapping") }),
    h(
      "span",
      { class: "jp-ProfilerWidget-mappingCount" },
      trans.__(
        "%1 of %2 fields from %3",
        formatCount(found),
        formatCount(mapping.fields.length),
        visibleText(mapping.dialect),
      ),
    ),
  );
  const heads = [
    trans.__("field"),
    trans.__("status"),
    trans.__("from"),
    trans.__("unit"),
    trans.__("confidence"),
    trans.__("note"),
  ];
  return h(
    "section",
    { class: "jp-ProfilerWidget-mapping" },
    h(
      "details",
      {},
      summary,
      h("p", { class: "jp-TrafficLab-note", text: readingSentence(context, mapping) }),
      h(
        "div",
        {
          class: "jp-TrafficLab-scroll",
          role: "region",
          tabindex: 0,
          "aria-label": trans.__("Mapping of all fields"),
        },
        h(
          "table",
          { class: "jp-TrafficLab-table" },
          h(
            "thead",
            {},
            h("tr", {}, ...heads.map((text) => h("th", { scope: "col", class: "jp-mod-text", text }))),
          ),
          h("tbody", {}, ...mapping.fields.map((field) => mappingRow(context, field))),
        ),
      ),
    ),
    h(
      "ul",
      { class: "jp-ProfilerWidget-mappingFields" },
      ...required.map((field) => mappingItem(context, field)),
    ),
  );
}

function mappingItem(context: ViewContext, mapped: MappedField): HTMLElement {
  const { shape, word } = statusOf(context, mapped);
  const from = mapped.status === "cannot derive" ? context.trans.__("not in this file") : sourceText(mapped);
  return h(
    "li",
    {
      class: `jp-ProfilerWidget-mapped jp-mod-${mapped.status.replace(" ", "-")}`,
      title: mapped.reason ?? sourceText(mapped),
    },
    h("span", { class: "jp-ProfilerWidget-mappedName", text: visibleText(mapped.field) }),
    sign(shape),
    spoken(word),
    h("span", { class: "jp-ProfilerWidget-mappedFrom", text: `${from}${unitText(mapped)}` }),
  );
}

function mappingRow(context: ViewContext, mapped: MappedField): HTMLElement {
  const { shape, word } = statusOf(context, mapped);
  const isFound = mapped.status !== "cannot derive";
  const texts = [
    isFound ? sourceText(mapped) : "",
    unitText(mapped).trim(),
    isFound ? formatPercent(mapped.confidence) : "",
    visibleText(mappingNote(mapped), 600),
  ];
  return h(
    "tr",
    {},
    h("th", { scope: "row", class: "jp-mod-text", text: visibleText(mapped.field) }),
    h("td", { class: "jp-mod-text" }, sign(shape), " ", word),
    ...texts.map((text) => h("td", { class: "jp-mod-text", text })),
  );
}

function statusOf({ trans }: ViewContext, { status }: MappedField): { shape: string; word: string } {
  switch (status) {
    case "direct":
      return { shape: "✓", word: trans.__("direct") };
    case "computed":
      return { shape: "ƒ", word: trans.__("computed") };
    case "imputed":
      return { shape: "≈", word: trans.__("imputed") };
    case "cannot derive":
      return { shape: "✗", word: trans.__("cannot derive") };
  }
}

function sourceText({ formula, columns }: MappedField): string {
  return visibleText(formula ?? columns.join(", "));
}

function unitText({ unit }: MappedField): string {
  return unit === undefined || unit.from === unit.to ? "" : ` ${unit.from.replace("us", "µs")}→${unit.to}`;
}

/** How bytes, directions and times are to be read. */
function readingSentence({ trans }: ViewContext, mapping: ProfilePayload["mapping"]): string {
  const bytes = {
    frame: trans.__("Bytes are whole frames"),
    ip: trans.__("Bytes are IP packets"),
    payload: trans.__("Bytes are payload only"),
    unknown: trans.__("What the bytes include is unknown"),
  }[mapping.byteMeaning];
  const direction = {
    "two-way": trans.__("flows hold both directions"),
    "one-way": trans.__("each flow holds one direction"),
    mixed: trans.__("some flows hold one direction, some both"),
  }[mapping.direction];
  const time = {
    explicit: trans.__("times carry their zone"),
    "assumed UTC": trans.__("times are taken as UTC"),
    relative: trans.__("times count from the start of the capture"),
    none: trans.__("there are no times"),
  }[mapping.timeZone];
  return trans.__("%1; %2; %3.", bytes, direction, time);
}
