import { formatCount, formatNumber, type BehaviorPayload } from "../../analysis/mod.ts";
import { button, fill, h, setEnabled, type ViewContext } from "../shared/mod.ts";
import { NumberField, setupBox, type OpenState } from "./form-parts.ts";
import { checkBehavior, type BehaviorSetup } from "./setup.ts";

/** The set-up of an analysis of behavior: the number of clusters, by the silhouette or by hand, and the seed. */
export class BehaviorForm {
  /** @param payload The result that is shown, whose k stands for the silhouette's choice. */
  constructor(
    context: ViewContext,
    payload: BehaviorPayload | null,
    options: BehaviorForm.IOptions,
    ...charts: readonly HTMLElement[]
  ) {
    const { trans } = context;
    this._context = context;
    this._payload = payload;
    const field = (name: "k" | "seed", label: string, about: string): NumberField =>
      new NumberField(context, {
        label,
        about,
        name: `behavior-${name}`,
        onChange: (value) => options.change({ [name]: value }),
        onEnter: () => options.run(),
      });
    this._k = field(
      "k",
      trans.__("clusters (k)"),
      trans.__("How many groups. Empty: as many as separate best by the silhouette."),
    );
    this._seed = field("seed", trans.__("seed"), trans.__("The same seed gives the same result."));
    this._run = button(context, trans.__("Analyze"), options.run, {
      class: "jp-TrafficLab-button jp-mod-primary",
      "data-focus": "run",
    });
    this.node = setupBox(
      context,
      options.state,
      this._summary,
      h(
        "div",
        { class: "jp-ExplorerWidget-form" },
        h(
          "fieldset",
          { class: "jp-ExplorerWidget-group" },
          h("legend", { text: trans.__("Groups of flows") }),
          this._k.node,
          this._seed.node,
        ),
        ...charts,
        h("div", { class: "jp-ExplorerWidget-formBar" }, this._run),
      ),
    );
  }

  readonly node: HTMLElement;

  /** Shows the set-up as it is now and what is wrong with it. */
  draw(setup: BehaviorSetup, rowCount: number | null, canRun: boolean): void {
    const { trans } = this._context;
    const { problems } = checkBehavior(trans, setup, rowCount);
    const shown = this._payload?.behavior;
    const isAuto = shown?.chosenBy === "silhouette";
    this._k.draw(setup.k, problems.k, isAuto ? trans.__("auto: %1", shown.k) : trans.__("auto"));
    this._seed.draw(setup.seed, problems.seed);
    const facts = [
      setup.k.trim() === "" ? trans.__("k by silhouette") : trans.__("k %1 by hand", setup.k),
      ...(shown === undefined
        ? []
        : [
            trans.__(
              "silhouette %1 over %2 flows",
              formatNumber(shown.silhouette),
              formatCount(shown.silhouetteRows),
            ),
          ]),
      trans.__("seed %1", setup.seed),
    ];
    fill(
      this._summary,
      h("span", { class: "jp-TrafficLab-heading", text: trans.__("Set-up") }),
      " ",
      ...facts.map((text) => h("span", { class: "jp-TrafficLab-fact", text })),
    );
    setEnabled(this._run, canRun && Object.keys(problems).length === 0);
  }

  private readonly _context: ViewContext;
  private readonly _payload: BehaviorPayload | null;
  private readonly _k: NumberField;
  private readonly _seed: NumberField;
  private readonly _run: HTMLButtonElement;
  private readonly _summary = h("span", { class: "jp-ExplorerWidget-setupText" });
}

export namespace BehaviorForm {
  export interface IOptions {
    state: OpenState;
    /** The set-up as it is now. */
    setup: () => BehaviorSetup;
    change: (change: Partial<BehaviorSetup>) => void;
    run: () => void;
  }
}
