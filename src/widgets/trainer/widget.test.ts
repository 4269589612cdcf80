import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { TrainerModel } from "./model.ts";
import { COLUMNS, FakeService, settled } from "./testing/fake-service.ts";
import { makePartial, makeTraining } from "./testing/payload.ts";
import { TrainerWidget } from "./widget.ts";

/** A class of the data. */
const BENIGN = "BENIGN";
const EVIL = '<img src=x onerror="globalThis.wasRun = true"><script>globalThis.wasRun = true</script>';

type Options = NonNullable<ConstructorParameters<typeof TrainerWidget>[0]>;

/** An attached widget with the means to act on it; shows a training unless `data` is null. */
function setUp(options: { service?: FakeService | null; data?: unknown; actions?: Options["actions"] } = {}) {
  const service = options.service === undefined ? new FakeService() : options.service;
  const model = new TrainerModel({ service });
  const widget = new TrainerWidget({ model, ...(options.actions && { actions: options.actions }) });
  if (options.data !== null) model.setPayload(options.data ?? makeTraining());
  document.body.replaceChildren();
  Widget.attach(widget, document.body);
  MessageLoop.flush();
  const { node } = widget;
  const all = (selector: string): HTMLElement[] => Array.from(node.querySelectorAll<HTMLElement>(selector));
  const text = (selector: string): string => all(selector)[0]?.textContent ?? "";
  const draw = async (): Promise<void> => {
    await settled();
    MessageLoop.flush();
  };
  const button = (name: string): HTMLButtonElement => {
    const found = all("button").find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name);
    if (!(found instanceof HTMLButtonElement)) throw new Error(`no button "${name}"`);
    return found;
  };
  const click = async (target: HTMLElement): Promise<void> => {
    target.click();
    await draw();
  };
  const press = async (key: string): Promise<void> => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
    await draw();
  };
  const type = async (label: string, value: string): Promise<HTMLInputElement> => {
    const found = all("label").find((one) => one.textContent.trim() === label) as HTMLLabelElement;
    const input = document.getElementById(found.htmlFor) as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
    await draw();
    return input;
  };
  return {
    service: service as FakeService,
    model,
    widget,
    node,
    all,
    text,
    draw,
    button,
    click,
    press,
    type,
  };
}

async function withFlows(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp({ ...options, data: null });
  all.model.useTable(all.service, "table-1", { name: "tuesday.csv", rowCount: 35_525, columnNames: COLUMNS });
  await all.draw();
  return all;
}

afterEach(() => {
  for (const child of document.body.children) expect(child.querySelector("script, img, iframe")).toBeNull();
  expect((globalThis as { wasRun?: boolean }).wasRun).toBeUndefined();
});

describe("TrainerWidget", () => {
  it("draws finding, leaderboard, matrix, classes, curves, warnings, importance and base rate", () => {
    const { text, all } = setUp();
    expect(text(".jp-TrafficLab-finding")).toContain("Random forest is best, tied with Neural network");
    expect(all(".jp-TrainerWidget-leaderboard tbody tr")).toHaveLength(5);
    expect(text(".jp-TrainerWidget-leaderboard tbody tr")).toMatch(/Random forestbest, tied0\.\d{4}/);
    expect(text(".jp-mod-failed")).toContain("Cannot fit: the kernel matrix");
    expect(
      all("[role=gridcell]")
        .map((cell) => cell.textContent)
        .slice(0, 3),
    ).toEqual(["9,601", "3", "6"]);
    expect(all(".jp-TrainerWidget-classes tbody tr")).toHaveLength(3);
    expect(text(".jp-TrafficLab-chartSummary")).toContain("Area under the ROC curve");
    expect(all(".jp-TrainerWidget-warning")).toHaveLength(3);
    expect(text(".jp-TrainerWidget-importance")).toContain("dst_port0.3100 ± 0.0120");
    expect(text(".jp-TrainerWidget-baseRate")).toContain("Random forest would raise");
    expect(text(".jp-TrafficLab-footer")).toContain("seed 7trafficlab 0.1.0");
  });

  it("never tells a tie as a win", () => {
    const { all } = setUp();
    const standings = all(".jp-TrainerWidget-standing").map(({ textContent }) => textContent);
    expect(standings.slice(0, 3)).toEqual(["best, tied", "tied with the best", "baseline"]);
    const alone = makeTraining();
    for (const row of alone.training.leaderboard) row.tiedWithBest = false;
    expect(setUp({ data: alone }).text(".jp-TrainerWidget-standing")).toBe("best");
    const beaten = makeTraining();
    const logistic = beaten.training.leaderboard.splice(2, 1)[0]!;
    logistic.tiedWithBest = true;
    beaten.training.leaderboard.unshift(logistic);
    const words = setUp({ data: beaten }).all(".jp-TrainerWidget-standing");
    expect(words.slice(0, 2).map(({ textContent }) => textContent)).toEqual([
      "baseline, tied with the best",
      "best model, but a baseline is above it",
    ]);
  });

  it("offers the set-up for new flows and trains by mouse", async () => {
    const { text, all, button, click, service, model } = await withFlows();
    expect(all("details")[0]?.hasAttribute("open")).toBe(true);
    expect(text(".jp-TrainerWidget-digest")).toBe(
      "label · 3 models · 30 % held out at random · macro F1 · seed 42 · attacks 1 in 10,000",
    );
    await click(button("Train"));
    expect(service.last("train")).toMatchObject({ table: "table-1", options: { target: "label" } });
    expect(all("details")[0]?.hasAttribute("open")).toBe(false);
    expect(model.payload).not.toBeNull();
    expect(all(".jp-TrainerWidget-leaderboard")).toHaveLength(1);
  });

  it("trains by keyboard and puts the focus where the result begins", async () => {
    const { type, press, node, service } = await withFlows();
    const folds = await type("Folds of the training part", "3");
    folds.focus();
    await press("Enter");
    expect(service.last("train")).toMatchObject({ options: { split: { folds: 3 } } });
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Leaderboard");
    expect(node.contains(document.activeElement)).toBe(true);
  });

  it("says beside the field what is wrong with it and puts the focus there", async () => {
    const { type, button, click, all, service } = await withFlows();
    const seed = await type("Seed", "many");
    await click(button("Train"));
    expect(service.last("train")).toBeUndefined();
    expect(seed.getAttribute("aria-invalid")).toBe("true");
    const problem = document.getElementById(seed.getAttribute("aria-describedby") ?? "");
    expect(problem?.textContent).toBe("Give a whole number from 0 to 4,294,967,295, not “many”.");
    expect(document.activeElement).toBe(seed);
    await type("Seed", "3");
    expect(all(".jp-TrainerWidget-problem").every((node) => node.hidden)).toBe(true);
  });

  it("asks for the group's column with the group split only", async () => {
    const { type, all } = await withFlows();
    const field = (): HTMLElement =>
      all("label").find((one) => one.textContent === "Group by")!.parentElement!;
    expect(field().hidden).toBe(true);
    await type("Hold out", "group");
    expect(field().hidden).toBe(false);
    expect(field().querySelector("select")?.value).toBe("src_ip");
  });

  it("draws a line a model while it trains, and keeps what is done when Cancel is pressed", async () => {
    const { button, click, service, text, all, draw } = await withFlows();
    service.held.add("train");
    await click(button("Train"));
    const { onProgress } = service.pending[0]!.run!;
    onProgress?.({ phase: "forest", done: 6, total: 6, unit: "folds" });
    onProgress?.({ phase: "dummy", done: 1, total: 6, unit: "folds", message: "best so far forest" });
    await draw();
    expect(all(".jp-TrainerWidget-line").map(({ textContent }) => textContent)).toEqual([
      "✓Random forest6 of 6 folds, done",
      "◐Most frequent class1 of 6 folds",
    ]);
    expect(text(".jp-TrainerWidget-progress p")).toBe("best so far forest");
    await click(button("Cancel"));
    expect(text("[role=status]")).toBe("Stopping; models that are done are kept.");
    service.pending[0]!.resolve({ report: makePartial(), model: "model-1" });
    await draw();
    expect(text(".jp-TrainerWidget-partial")).toContain("1 model was done (Random forest)");
    expect(all(".jp-TrainerWidget-line")).toEqual([]);
  });

  it("shows another model's details", async () => {
    const { button, click, all, text } = setUp();
    await click(button("Neural network (MLP)"));
    expect(all("[role=gridcell]")[0]?.textContent).toBe("9,588");
    expect(text(".jp-TrainerWidget-details .jp-TrafficLab-heading")).toBe(
      "Neural network (MLP) on the held-out flows",
    );
    expect(button("Neural network (MLP)").getAttribute("aria-pressed")).toBe("true");
    expect(button("Random forest").getAttribute("aria-pressed")).toBe("false");
  });

  it("shows the flows of a cell by keyboard, assesses one, and gives them up with Escape", async () => {
    const assess = jest.fn();
    const { all, press, text, button, click, model } = setUp({ actions: { next: { assess } } });
    const cell = all("[role=gridcell]")[1]!;
    cell.focus();
    await press("Enter");
    expect(text(".jp-TrainerWidget-flows .jp-TrafficLab-heading")).toBe(
      "3 held-out flows that are BENIGN, called FTP-Patator by Random forest",
    );
    expect(all(".jp-TrainerWidget-flows tbody tr")).toHaveLength(2);
    expect(text(".jp-TrainerWidget-flows .jp-TrafficLab-note")).toBe("The first 2 of 3 are listed.");
    await click(button("Assess the flow of row 17"));
    expect(assess).toHaveBeenCalledWith(
      { duration: 17.5, packet_count: 17, label: BENIGN, src_ip: "10.0.0.1", dst_port: 443 },
      {
        row: 17,
        model: "model-1",
        modelName: "Random forest",
      },
    );
    all(".jp-TrainerWidget-flows .jp-TrafficLab-scroll")[0]?.focus();
    await press("Escape");
    expect(model.cell).toBeNull();
    expect(all(".jp-TrainerWidget-flows")).toEqual([]);
    expect(document.activeElement).toBe(cell);
  });

  it("says that the flows are out of reach in a view-only notebook, where all else can be read", async () => {
    const { all, click, text, button } = setUp({ service: null });
    expect(text(".jp-TrafficLab-chip")).toContain("view only");
    await click(all("[role=gridcell]")[1]!);
    expect(text(".jp-TrainerWidget-flows .jp-TrafficLab-note")).toContain(
      "View only: the flows are in the kernel",
    );
    expect(button("Train").getAttribute("aria-disabled")).toBe("true");
    expect(button("Save model…").getAttribute("aria-disabled")).toBe("true");
    expect(all("button").map(({ textContent }) => textContent)).not.toContain("Re-run without dst_port");
  });

  it("re-runs without a leaking column and shows both scores", async () => {
    const { button, click, service, text } = setUp();
    await click(button("Re-run without dst_port"));
    expect(service.last("train")).toMatchObject({ options: { exclude: ["dst_port"], seed: 7 } });
    expect(text(".jp-TrainerWidget-view")).toMatch(
      /Without dst_port: macro F1 0\.\d{4} \(Random forest\)\. With it: 0\.\d{4}/,
    );
  });

  it("uses an excluded field again", async () => {
    const { model, button, click, draw } = await withFlows();
    model.change({ exclude: ["dst_port", "service"] });
    await draw();
    await click(button("Use dst_port again"));
    expect(model.setup.exclude).toEqual(["service"]);
  });

  it("saves the model that is shown, and hands it on to the gauge", async () => {
    const saveFile = jest.fn();
    const assess = jest.fn();
    const { button, click, service } = setUp({ actions: { saveFile, next: { assess } } });
    await click(button("Save model…"));
    expect(service.last("save")).toEqual({ model: "model-1" });
    expect(saveFile).toHaveBeenCalledWith("model-1.trafficmodel", expect.any(Blob));
    await click(button("Neural network (MLP)"));
    await click(button("Assess with it"));
    expect(assess).toHaveBeenCalledWith(null, { model: "model-2", modelName: "Neural network (MLP)" });
  });

  it("loads a model and shows what it says of these flows", async () => {
    const { node, draw, button, click, text, all } = await withFlows();
    const input = node.querySelectorAll<HTMLInputElement>(".jp-TrainerWidget-shelf input[type=file]")[0]!;
    Object.defineProperty(input, "files", { value: [new File(["m"], "m.tlmodel")] });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await draw();
    expect(text(".jp-TrainerWidget-shelfRow")).toContain(
      "RandomForestClassifierloaded; 2 classes; trained on monday.csv",
    );
    await click(button("Predict these flows"));
    expect(text(".jp-TrainerWidget-prediction")).toContain(
      "Of its 1,200 labeled flows 82 % are right; macro F1 0.7012.",
    );
    expect(all(".jp-TrainerWidget-prediction [role=gridcell]")).toHaveLength(4);
    expect(text("[role=status]")).toContain("RandomForestClassifier on tuesday.csv (35,525 flows)");
  });

  it("exports the leaderboard and all numbers", async () => {
    const saved: string[] = [];
    const { button, click, all } = setUp({ actions: { saveFile: (name) => void saved.push(name) } });
    await click(button("Export"));
    for (const label of ["Leaderboard (CSV)", "All numbers (JSON)"]) {
      if (!all("button").some((one) => one.textContent === label)) await click(button("Export"));
      await click(button(label));
    }
    expect(saved).toEqual(["leaderboard.csv", "training.json"]);
  });

  it("shows hostile names as text", () => {
    const evil = makeTraining();
    const { training } = evil;
    training.target = EVIL;
    training.classes[0] = EVIL;
    for (const row of training.leaderboard) {
      row.name = row.model === "forest" ? EVIL : row.name;
      if (row.perClass[0]) row.perClass[0].label = EVIL;
      if (row.failed !== undefined) row.failed = EVIL;
    }
    training.bestName = EVIL;
    training.confusion = { [EVIL]: training.confusion["forest"]! };
    training.roc = {};
    training.pr = {};
    training.calibration = {};
    training.warnings[0]!.message = EVIL;
    training.importance[0]!.feature = EVIL;
    training.notes = [EVIL];
    training.baseRate!.rows[0]!.name = EVIL;
    evil.models = { [EVIL]: "model-1" };
    delete evil.examples;
    const { text, all } = setUp({ data: evil });
    for (const part of [
      "leaderboard",
      "confusion",
      "classes",
      "warnings",
      "importance",
      "baseRate",
      "shelf",
      "footer",
    ])
      expect([part, text(`.jp-TrainerWidget-${part}`).includes("<img src=x")]).toEqual([part, true]);
    expect(all(".jp-TrainerWidget-leaderboard tbody tr")).toHaveLength(5);
  });

  it("refuses what is no training and draws nothing of it", () => {
    const { text, all } = setUp({ data: { type: "training", version: EVIL } });
    expect(text("[role=alert]")).toContain("version must be 1");
    expect(all(".jp-TrainerWidget-leaderboard")).toEqual([]);
  });

  it("invites to open a file while it is empty, and draws nothing without a model", () => {
    const { text, widget, all } = setUp({ data: null });
    expect(text(".jp-TrafficLab-empty")).toContain("Drop a capture's flow log here");
    expect(all(".jp-TrainerWidget-setup")).toEqual([]);
    widget.model = null;
    MessageLoop.flush();
    expect(all(".jp-TrainerWidget-body")).toEqual([]);
    widget.dispose();
    widget.dispose();
  });

  it("keeps the result and says what to do when a training fails", async () => {
    const { service, click, button, text, all } = setUp({
      service: new FakeService({
        train: () => {
          throw Object.assign(new Error("Cannot train classifiers: two classes are needed, got 1"), {
            code: "BAD_INPUT",
          });
        },
      }),
    });
    expect(service.calls.length).toBeGreaterThan(0);
    await click(button("Train"));
    expect(text("[role=alert]")).toContain("two classes are needed");
    expect(all(".jp-TrainerWidget-leaderboard")).toHaveLength(1);
    await click(button("Dismiss"));
    expect(all("[role=alert]")).toEqual([]);
  });

  it("has a label for every control, and names for every button and region", () => {
    const { all } = setUp();
    for (const input of all("input:not([type=file]), select"))
      expect(input.closest("label") ?? document.querySelector(`label[for="${input.id}"]`)).not.toBeNull();
    for (const one of all("button"))
      expect((one.getAttribute("aria-label") ?? one.textContent).trim()).not.toBe("");
    for (const one of all("[role=region], [role=grid]"))
      expect(one.getAttribute("aria-label") ?? one.getAttribute("aria-labelledby")).toBeTruthy();
  });
});
