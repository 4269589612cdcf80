import { formatNumber, formatTime, visibleText, type Cell, type Row } from "../../analysis/mod.ts";
import { button, fill, h, nextId, type ViewContext } from "../shared/mod.ts";
import {
  CHOICES,
  choiceText,
  faultText,
  FORM_FIELDS,
  isNumberField,
  isSlidden,
  labelOf,
  placeOf,
  readNumber,
  SLIDER_STEPS,
  valueAt,
  type ChoiceField,
  type FieldFault,
  type FormField,
  type FormTexts,
  type NumberField,
} from "./fields.ts";

/** What the form can ask for. */
export interface FormActions {
  /** A field was typed in, slid or chosen. */
  set: (field: FormField, text: string) => void;
  /** Back to the first values. */
  reset: () => void;
  /** Forget what came with a picked flow beside the fields of the form. */
  dropExtras: () => void;
}

/** One field's parts on the page. */
interface FieldParts {
  input: HTMLInputElement | HTMLSelectElement;
  slider: HTMLInputElement | null;
  fault: HTMLElement;
}

/** The flow's parameters, to type, to slide or to choose; what is wrong is said under its own field. */
export class FormView {
  constructor(context: ViewContext, actions: FormActions) {
    const { trans } = context;
    this._context = context;
    this._actions = actions;
    this._extras = h("div", { class: "jp-ThreatWidget-extras" });
    const rows = FORM_FIELDS.map((field) => this._row(field));
    this.node = h(
      "section",
      { class: "jp-ThreatWidget-form", role: "group", "aria-label": trans.__("The flow") },
      h("h4", { class: "jp-TrafficLab-heading", text: trans.__("The flow") }),
      ...rows,
      this._extras,
      button(context, trans.__("Back to the defaults"), actions.reset, {
        title: trans.__("3 s, 25 packets, 2000 B sent, 1800 B received, 500 B a packet"),
      }),
    );
  }

  readonly node: HTMLElement;

  /** Shows what stands in the form; the field that is being typed in keeps its text as it was typed. */
  draw(texts: FormTexts, faults: ReadonlyMap<FormField, FieldFault>, extras: Row): void {
    for (const field of FORM_FIELDS) this._drawField(field, texts[field], faults.get(field) ?? null);
    this._drawExtras(extras);
  }

  /** Puts the focus into the first field that has to be mended, or the first of all. */
  focus(field: FormField = "duration"): void {
    this._parts.get(field)?.input.focus();
  }

  private _drawField(field: FormField, text: string, fault: FieldFault | null): void {
    const parts = this._parts.get(field);
    if (parts === undefined) return;
    const { trans } = this._context;
    const { input, slider } = parts;
    if (
      !isNumberField(field) &&
      !Array.from((input as HTMLSelectElement).options).some(({ value }) => value === text)
    )
      input.append(h("option", { value: text, text: visibleText(text) }));
    if (input.value !== text) input.value = text;
    input.title = text;
    if (slider !== null && isSlidden(field)) {
      const { value, fault: unread } = readNumber(field, text);
      if (unread === null && value !== null) {
        const place = String(placeOf(field, value));
        // While it is dragged the slider is where the hand put it.
        if (slider.value !== place && document.activeElement !== slider) slider.value = place;
        slider.setAttribute("aria-valuetext", `${text} ${labelOf(trans, field).unit}`.trim());
      }
    }
    if (fault === null) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    } else {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", parts.fault.id);
    }
    const said = fault === null ? "" : faultText(trans, field, fault);
    if (parts.fault.textContent !== said) parts.fault.textContent = said;
    parts.fault.hidden = fault === null;
  }

  private _drawExtras(extras: Row): void {
    const { trans } = this._context;
    const texts = Object.entries(extras).flatMap(([name, value]) =>
      value === undefined || value === null
        ? []
        : [`${visibleText(name).replaceAll("_", " ")} ${extraText(name, value)}`],
    );
    this._extras.hidden = texts.length === 0;
    const said = texts.join(" · ");
    if (this._shownExtras === said) return;
    this._shownExtras = said;
    fill(
      this._extras,
      h("p", { class: "jp-TrafficLab-note", text: trans.__("Also known of this flow: %1", said) }),
      button(this._context, trans.__("Leave out"), this._actions.dropExtras, {
        title: trans.__("Assess the fields of the form alone"),
      }),
    );
  }

  private _row(field: FormField): HTMLElement {
    const { trans } = this._context;
    const { label, unit } = labelOf(trans, field);
    const id = nextId();
    const fault = h("p", { class: "jp-ThreatWidget-fault", id: nextId(), role: "alert", hidden: true });
    const input = isNumberField(field) ? this._textInput(field, id) : this._select(field, id);
    const slider = isSlidden(field) ? this._slider(field, label) : null;
    this._parts.set(field, { input, slider, fault });
    return h(
      "div",
      { class: `jp-ThreatWidget-field${slider === null ? " jp-mod-optional" : ""}` },
      h("label", { class: "jp-ThreatWidget-label", for: id, text: label }),
      input,
      h("span", { class: "jp-ThreatWidget-unit", text: unit }),
      slider,
      fault,
    );
  }

  private _textInput(field: NumberField, id: string): HTMLInputElement {
    const { trans, delegate } = this._context;
    const input = h("input", {
      id,
      class: "jp-TrafficLab-input jp-ThreatWidget-input",
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: isSlidden(field) ? undefined : trans.__("not known"),
      "aria-required": isSlidden(field) ? "true" : undefined,
    });
    delegate.on(input, "input", () => {
      this._actions.set(field, input.value);
      return true;
    });
    return input;
  }

  private _slider(field: NumberField, label: string): HTMLInputElement {
    const { trans, delegate } = this._context;
    const slider = h("input", {
      class: "jp-ThreatWidget-slider",
      type: "range",
      min: 0,
      max: SLIDER_STEPS,
      step: 1,
      "aria-label": trans.__("%1, slider", label),
    });
    delegate.on(slider, "input", () => {
      if (isSlidden(field)) this._actions.set(field, String(valueAt(field, Number(slider.value))));
      return true;
    });
    return slider;
  }

  private _select(field: ChoiceField, id: string): HTMLSelectElement {
    const { trans, delegate } = this._context;
    const select = h(
      "select",
      { id, class: "jp-TrafficLab-input jp-ThreatWidget-input" },
      ...CHOICES[field].map((value: Cell) =>
        h("option", { value: String(value), text: choiceText(trans, field, String(value)) }),
      ),
    );
    delegate.on(select, "change", () => {
      this._actions.set(field, select.value);
      return true;
    });
    return select;
  }

  private readonly _context: ViewContext;
  private readonly _actions: FormActions;
  private readonly _extras: HTMLElement;
  private readonly _parts = new Map<FormField, FieldParts>();
  private _shownExtras = "";
}

/** A cell that the form has no field for, as it is read: a port is no amount. */
function extraText(name: string, value: Cell | Date): string {
  if (name === "timestamp") return formatTime(Number(value));
  return typeof value === "number" && name !== "src_port" ? formatNumber(value) : visibleText(String(value));
}
