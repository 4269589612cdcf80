import type { ITranslator } from "@jupyterlab/translation";
import type { Widget } from "@lumino/widgets";
import {
  ANOMALIES_MIME,
  BEHAVIOR_MIME,
  PROFILE_MIME,
  THREAT_MIME,
  TRAINING_MIME,
  type ResultPayload,
  type Row,
} from "../analysis/mod.ts";
import {
  ExplorerModel,
  ExplorerWidget,
  ProfilerModel,
  ProfilerWidget,
  ThreatModel,
  ThreatWidget,
  TrainerModel,
  TrainerWidget,
  type Handover,
  type ResultModel,
  type WidgetActions,
} from "../widgets/mod.ts";
import type { Settings } from "./settings.ts";

/** The widgets. */
export type KindName = "profiler" | "trainer" | "explorer" | "gauge";

/** A model of any widget. */
export type AnyModel = ResultModel<ResultPayload>;

/** What another widget hands over beside the flows. */
export interface Wish extends Handover {
  /** Part of the widget to show. */
  tab?: "anomalies" | "behavior";
  /** A flow to assess; null for none in particular. */
  flow?: Row | null;
}

/** What a view of one kind is made with. */
export interface ViewOptions extends ResultModel.IOptions {
  actions: (model: AnyModel) => WidgetActions;
  translator: ITranslator;
  /** The set-up of first runs, by the settings of the moment. */
  settings: Settings;
  tab?: Wish["tab"];
}

/** A model and the widget that draws it. */
export interface View {
  model: AnyModel;
  widget: Widget;
  /** Takes what another widget hands over beside the flows. */
  take(wish: Wish): void;
}

/** One of the widgets, as the extension knows it. */
export interface Kind {
  name: KindName;
  /** The payloads that it draws. */
  mimes: readonly string[];
  make(options: ViewOptions): View;
}

export const KINDS: readonly Kind[] = [
  {
    name: "profiler",
    mimes: [PROFILE_MIME],
    make: ({ actions, translator, ...options }) => {
      const model = new ProfilerModel({ ...options, translator });
      const widget = new ProfilerWidget({ model, translator, actions: actions(asAny(model)) });
      return { model: asAny(model), widget, take: () => undefined };
    },
  },
  {
    name: "trainer",
    mimes: [TRAINING_MIME],
    make: ({ actions, translator, settings, ...options }) => {
      const setup = {
        seed: String(settings.seed),
        heldOut: String(settings.heldOutPercent),
        oneIn: String(settings.attackOneIn),
        flowsPerDay: String(settings.flowsPerDay),
      };
      const model = new TrainerModel({ ...options, translator, setup });
      const widget = new TrainerWidget({ model, translator, actions: actions(asAny(model)) });
      return { model: asAny(model), widget, take: () => undefined };
    },
  },
  {
    name: "explorer",
    mimes: [ANOMALIES_MIME, BEHAVIOR_MIME],
    make: ({ actions, translator, settings, tab, ...options }) => {
      const seed = String(settings.seed);
      const detection = {
        seed,
        contamination: String(settings.contamination),
        atLeast: String(settings.minimumVotes),
        zThreshold: settings.zThreshold === 0 ? "" : String(settings.zThreshold),
        budget: settings.reviewSize === 0 ? "" : String(settings.reviewSize),
      };
      const model = new ExplorerModel({
        ...options,
        translator,
        detection,
        behavior: { seed },
        ...(tab === undefined ? {} : { tab }),
      });
      const widget = new ExplorerWidget({ model, translator, actions: actions(asAny(model)) });
      return { model: asAny(model), widget, take: ({ tab: wished }) => wished && model.openTab(wished) };
    },
  },
  {
    name: "gauge",
    mimes: [THREAT_MIME],
    make: ({ actions, translator, ...options }) => {
      const model = new ThreatModel({ ...options, translator });
      const widget = new ThreatWidget({ model, translator, actions: actions(asAny(model)) });
      return {
        model: asAny(model),
        widget,
        take: ({ flow, row, model: handle, modelName }) => {
          if (flow) model.setFlow(flow, row ?? null);
          if (handle !== undefined) void model.offerModel({ handle, name: modelName ?? handle }, true);
        },
      };
    },
  },
];

/** Each model is only ever given the payloads of its own MIME types, which it validates. */
function asAny(model: unknown): AnyModel {
  return model as AnyModel;
}

/** @throws {RangeError} For a name that is none. */
export function kindOf(name: KindName): Kind {
  const kind = KINDS.find((one) => one.name === name);
  if (kind === undefined) throw new RangeError(`Cannot open view: there is no "${name}"`);
  return kind;
}
