/* eslint-disable jupyter/prefer-lazy-imports -- JupyterLab makes renderers and documents synchronously, so what draws them is loaded with the plugin. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, MainAreaWidget, WidgetTracker } from "@jupyterlab/apputils";
import { PathExt } from "@jupyterlab/coreutils";
import { ILauncher } from "@jupyterlab/launcher";
import { ITranslator, nullTranslator, type TranslationBundle } from "@jupyterlab/translation";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import { trafficLabIcon } from "../icon.ts";
import { KINDS, type KindName } from "../kinds.ts";
import { PageLease } from "../page-lease.ts";
import type { PageSource } from "../page-source.ts";
import { PageView } from "../page-view.ts";
import { readServerFile } from "../server-file.ts";
import { CommandIds, ITrafficLabSettings, ITrafficLabViews, TRANSLATION_DOMAIN } from "../tokens.ts";

/** The widgets as tabs of their own, from the launcher, the command palette, and other widgets. */
export const panelPlugin: JupyterFrontEndPlugin<ITrafficLabViews> = {
  id: "trafficlab:panel",
  description: "Opens the widgets in tabs that work in this page, without a kernel.",
  autoStart: true,
  requires: [ITrafficLabSettings],
  optional: [ICommandPalette, ILauncher, ILayoutRestorer, ITranslator],
  provides: ITrafficLabViews,
  activate: (
    app: JupyterFrontEnd,
    settings: ITrafficLabSettings,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    given: ITranslator | null,
  ): ITrafficLabViews => {
    const translator = given ?? nullTranslator;
    const trans = translator.load(TRANSLATION_DOMAIN);
    const tracker = new WidgetTracker<MainAreaWidget<PageView>>({ namespace: "trafficlab-views" });
    const { commands, serviceManager, shell } = app;
    const words = wordsOf(trans);
    let made = 0;

    /** Puts a view of the kind into a tab. */
    const show = (kind: KindName, id: string | undefined, options: Partial<PageView.IOptions>): PageView => {
      const content = new PageView({ kind, translator, settings, opener, ...options });
      const widget = new MainAreaWidget({ content });
      widget.id = id ?? `trafficlab-${kind}-${Date.now()}-${++made}`;
      widget.title.icon = trafficLabIcon;
      widget.title.label = words[kind].tab;
      widget.title.closable = true;
      widget.toolbar.hide();
      content.sourceChanged.connect((_, source) => {
        const name = source === null ? "" : nameOf(source, trans.__("Sample capture"));
        widget.title.label = name === "" ? words[kind].tab : trans.__("%1: %2", words[kind].tab, name);
        void tracker.save(widget);
      });
      shell.add(widget, "main");
      void tracker.add(widget);
      shell.activateById(widget.id);
      return content;
    };

    const opener: ITrafficLabViews = {
      open: (kind, flows, wish) => {
        const there = tracker.find(({ content }) => content.kind === kind && content.shows(flows));
        if (there !== undefined) {
          shell.activateById(there.id);
          there.content.take(wish);
          return;
        }
        const { service, table, place, name } = flows;
        const lease = service instanceof PageLease ? service.share(table) : undefined;
        const from = tracker.find(({ content }) => content.shows(flows))?.content.source ?? null;
        const content = show(kind, undefined, { lease, tab: wish.tab });
        content.useFlows(flows, place === "kernel" ? { kind: "kernel", name } : from);
        content.take(wish);
      },
    };

    /** Opens what the arguments name: by a caller's wish, or because the layout held it before the page was loaded. */
    const openAgain = async (content: PageView, args: ReadonlyPartialJSONObject): Promise<void> => {
      const { path, file, kernel, sample } = args;
      if (typeof path === "string") {
        await content.openServerFile(path, (given) => readServerFile(serviceManager.contents, given));
      } else if (sample === true) {
        await content.openSample();
      } else if (typeof file === "string") {
        content.model.fail({
          what: trans.__("“%1” was not opened again.", file),
          why: trans.__(
            "It came from this computer, and a page cannot read such a file by itself after it was reloaded.",
          ),
          remedy: trans.__("Open or drop it again. Files of the file browser come back by themselves."),
        });
      } else if (typeof kernel === "string") {
        content.model.fail({
          what: trans.__("“%1” was not opened again.", kernel),
          why: trans.__("Its flows were in the memory of a notebook's kernel."),
          remedy: trans.__("Go on from the notebook's output once more, or open a file here."),
        });
      }
    };

    const open = (kind: KindName, args: ReadonlyPartialJSONObject): PageView => {
      const id = typeof args["id"] === "string" ? args["id"] : undefined;
      const tab = args["tab"] === "behavior" ? "behavior" : "anomalies";
      const content = show(kind, id, kind === "explorer" ? { tab } : {});
      void openAgain(content, args);
      return content;
    };
    commands.addCommand(CommandIds.openView, {
      label: trans.__("Open a Traffic Lab View"),
      describedBy: { args: { ...ARGUMENTS, required: ["kind"] } },
      execute: (args) =>
        open(KINDS.find(({ name }) => name === args["kind"])?.name ?? "profiler", args).parent,
    });
    KINDS.forEach(({ name: kind }, rank) => {
      const command = COMMANDS[kind];
      commands.addCommand(command, {
        label: words[kind].label,
        caption: words[kind].caption,
        icon: trafficLabIcon,
        describedBy: { args: ARGUMENTS },
        execute: (args) => open(kind, args).parent,
      });
      palette?.addItem({ command, category: trans.__("Traffic Lab") });
      launcher?.add({ command, category: trans.__("Traffic Lab"), rank });
    });
    void restorer?.restore(tracker, {
      command: CommandIds.openView,
      args: ({ id, content }) => ({ kind: content.kind, id, ...argumentsOf(content.source) }),
      name: ({ id }) => id,
    });
    return opener;
  },
};

const COMMANDS: Record<KindName, string> = {
  profiler: CommandIds.openProfiler,
  trainer: CommandIds.openTrainer,
  explorer: CommandIds.openExplorer,
  gauge: CommandIds.openGauge,
};

/** What the commands take; `file`, `kernel` and `id` are for the restored layout. */
const ARGUMENTS = {
  type: "object",
  properties: {
    kind: { enum: KINDS.map(({ name }) => name), description: "Which widget" },
    path: { type: "string", description: "A file of the file browser to open" },
    sample: { type: "boolean", description: "Whether to open the sample capture" },
    tab: { enum: ["anomalies", "behavior"], description: "Part of the explorer to show" },
    file: { type: "string", description: "Name of a file that was opened from the computer" },
    kernel: { type: "string", description: "Name of flows that were in a kernel" },
    id: { type: "string", description: "Id of the tab" },
  },
};

interface Words {
  /** In the launcher and the palette. */
  label: string;
  caption: string;
  /** On the tab. */
  tab: string;
}

function wordsOf(trans: TranslationBundle): Record<KindName, Words> {
  return {
    profiler: {
      label: trans.__("Traffic Lab Profiler"),
      caption: trans.__("Profile network flows in this page, without a kernel"),
      tab: trans.__("Profile"),
    },
    trainer: {
      label: trans.__("Traffic Lab Model Trainer"),
      caption: trans.__("Train and compare classifiers of network flows in this page, without a kernel"),
      tab: trans.__("Models"),
    },
    explorer: {
      label: trans.__("Traffic Lab Anomaly Explorer"),
      caption: trans.__("Find unusual flows and patterns of behavior in this page, without a kernel"),
      tab: trans.__("Anomalies"),
    },
    gauge: {
      label: trans.__("Traffic Lab Threat Gauge"),
      caption: trans.__("Assess single flows, or a capture as a live feed, in this page, without a kernel"),
      tab: trans.__("Threat"),
    },
  };
}

function argumentsOf(source: PageSource | null): Record<string, string | boolean> {
  switch (source?.kind) {
    case undefined:
      return {};
    case "server":
      return { path: source.path };
    case "sample":
      return { sample: true };
    case "kernel":
      return { kernel: source.name };
    case "computer":
      return { file: source.name };
  }
}

function nameOf(source: PageSource, sample: string): string {
  if (source.kind === "sample") return sample;
  return source.kind === "server" ? PathExt.basename(source.path) : source.name.slice(0, 60);
}
