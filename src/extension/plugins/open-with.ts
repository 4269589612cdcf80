/* eslint-disable jupyter/prefer-lazy-imports -- JupyterLab makes renderers and documents synchronously, so what draws them is loaded with the plugin. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { WidgetTracker } from "@jupyterlab/apputils";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { registerFileTypes } from "../file-types.ts";
import { PageView } from "../page-view.ts";
import { type FlowDocument, FlowDocumentFactory, FlowFileModelFactory } from "../flow-document.ts";
import { ITrafficLabSettings, ITrafficLabViews, TRANSLATION_DOMAIN } from "../tokens.ts";

/** The name of the document factory, which a restored layout refers to: never translated. */
const FACTORY = "Traffic Lab";

/** "Open With → Traffic Lab" on files that may hold flows: profiled in this page, with no kernel. */
export const openWithPlugin: JupyterFrontEndPlugin<void> = {
  id: "trafficlab:open-with",
  description: "Opens flow tables and logs of the file browser in a profiler.",
  autoStart: true,
  requires: [ITrafficLabSettings],
  optional: [ITrafficLabViews, ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    settings: ITrafficLabSettings,
    views: ITrafficLabViews | null,
    restorer: ILayoutRestorer | null,
    given: ITranslator | null,
  ): void => {
    const translator = given ?? nullTranslator;
    const trans = translator.load(TRANSLATION_DOMAIN);
    const { docRegistry, serviceManager } = app;
    const models = new FlowFileModelFactory();
    const factory = new FlowDocumentFactory({
      name: FACTORY,
      label: trans.__("Traffic Lab"),
      modelName: models.name,
      fileTypes: registerFileTypes(docRegistry),
      readOnly: true,
      translator,
      contents: serviceManager.contents,
      makeContent: () =>
        new PageView({
          kind: "profiler",
          translator,
          settings,
          opener: views ?? undefined,
        }),
    });
    docRegistry.addModelFactory(models);
    docRegistry.addWidgetFactory(factory);

    const tracker = new WidgetTracker<FlowDocument>({ namespace: "trafficlab-documents" });
    factory.widgetCreated.connect((_, document) => {
      document.context.pathChanged.connect(() => void tracker.save(document));
      void tracker.add(document);
    });
    void restorer?.restore(tracker, {
      command: "docmanager:open",
      args: (document) => ({ path: document.context.path, factory: FACTORY }),
      name: (document) => document.context.path,
    });
  },
};
