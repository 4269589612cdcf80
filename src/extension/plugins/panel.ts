/* eslint-disable jupyter/prefer-lazy-imports -- JupyterLab makes renderers and documents synchronously, so what draws them is loaded with the plugin. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, MainAreaWidget, WidgetTracker } from "@jupyterlab/apputils";
import { PathExt } from "@jupyterlab/coreutils";
import { ILauncher } from "@jupyterlab/launcher";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import { trafficLabIcon } from "../icon.ts";
import { PageProfiler, type PageSource } from "../page-profiler.ts";
import { readServerFile } from "../server-file.ts";
import { CommandIds, ITrafficLabSettings, TRANSLATION_DOMAIN } from "../tokens.ts";
import { sampleOf } from "./settings.ts";

/** The profiler as a tab of its own, from the launcher and the command palette. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: "trafficlab:panel",
  description: "Opens a profiler that works in this page, without a kernel.",
  autoStart: true,
  requires: [ITrafficLabSettings],
  optional: [ICommandPalette, ILauncher, ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    settings: ITrafficLabSettings,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    given: ITranslator | null,
  ): void => {
    const translator = given ?? nullTranslator;
    const trans = translator.load(TRANSLATION_DOMAIN);
    const tracker = new WidgetTracker<MainAreaWidget<PageProfiler>>({ namespace: "trafficlab-profilers" });
    const { commands, serviceManager, shell } = app;
    let made = 0;

    commands.addCommand(CommandIds.openProfiler, {
      label: trans.__("Traffic Lab Profiler"),
      caption: trans.__("Profile network flows in this page, without a kernel"),
      icon: trafficLabIcon,
      describedBy: { args: ARGUMENTS },
      execute: (args) => {
        const content = new PageProfiler({ translator, sample: sampleOf(settings) });
        const widget = new MainAreaWidget({ content });
        const id =
          typeof args["id"] === "string" ? args["id"] : `trafficlab-profiler-${Date.now()}-${++made}`;
        widget.id = id;
        widget.title.icon = trafficLabIcon;
        widget.title.label = trans.__("Traffic Lab");
        widget.title.closable = true;
        widget.toolbar.hide();
        content.sourceChanged.connect((_, source) => {
          widget.title.label =
            source === null ? trans.__("Traffic Lab") : titleOf(source, trans.__("Sample capture"));
          void tracker.save(widget);
        });
        shell.add(widget, "main");
        void tracker.add(widget);
        shell.activateById(id);
        void openAgain(content, args);
        return widget;
      },
    });

    /** Opens what the arguments name: by a caller's wish, or because the layout held it before the page was loaded. */
    const openAgain = async (content: PageProfiler, args: ReadonlyPartialJSONObject): Promise<void> => {
      const { path, file, sample } = args;
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
      }
    };

    palette?.addItem({ command: CommandIds.openProfiler, category: trans.__("Traffic Lab") });
    launcher?.add({ command: CommandIds.openProfiler, category: trans.__("Traffic Lab") });
    void restorer?.restore(tracker, {
      command: CommandIds.openProfiler,
      args: (widget) => ({ id: widget.id, ...argumentsOf(widget.content.source) }),
      name: (widget) => widget.id,
    });
  },
};

/** What the command takes; `file` and `id` are for the restored layout. */
const ARGUMENTS = {
  type: "object",
  properties: {
    path: { type: "string", description: "A file of the file browser to open" },
    sample: { type: "boolean", description: "Whether to open the sample capture" },
    file: { type: "string", description: "Name of a file that was opened from the computer" },
    id: { type: "string", description: "Id of the tab" },
  },
} as const;

function argumentsOf(source: PageSource | null): { path?: string; file?: string; sample?: boolean } {
  if (source === null) return {};
  if (source.kind === "server") return { path: source.path };
  return source.kind === "sample" ? { sample: true } : { file: source.name };
}

function titleOf(source: PageSource, sample: string): string {
  if (source.kind === "sample") return sample;
  return source.kind === "server" ? PathExt.basename(source.path) : source.name.slice(0, 60);
}
