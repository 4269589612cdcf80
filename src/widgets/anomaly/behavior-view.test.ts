import { makeBehavior } from "./testing/payloads.ts";
import { expectHarmless, setUp } from "./testing/set-up.ts";

afterEach(expectHarmless);

describe("ExplorerWidget, behavior", () => {
  it("shows clusters with their statistics, the map, and when flows happen", () => {
    const { all, text } = setUp({ data: makeBehavior() });
    expect(text(".jp-TrafficLab-finding")).toContain("60 flows in 3 patterns");
    expect(text("[role=tab][aria-selected=true]")).toBe("Behavior");
    expect(all(".jp-ExplorerWidget-card h4").map((it) => it.textContent)).toEqual([
      "●Short light DNS exchanges",
      "■Long heavy uploads",
      "▲Mid-size web exchanges",
    ]);
    expect(text(".jp-ExplorerWidget-card tbody")).toBe("duration1.5 s1 s−1.0 σbytes_sent1.2 kB1 kB+1.0 σ");
    expect(all("figure h4").map((it) => it.textContent)).toEqual([
      "Silhouette",
      "Inertia (elbow)",
      "Map of the clusters",
      "Clusters over time",
      "Hour and weekday",
      "Hour of the day",
      "Weekday",
    ]);
    const summaries = all(".jp-TrafficLab-chartSummary").map((it) => it.textContent);
    expect(summaries).toContain(
      "Highest rate at 00: 30 flows an hour, from 30 in all. The capture covers 2 of 24; the others are left empty. Hours are UTC.",
    );
    expect(summaries).toContain(
      "Highest rate at Mon: 720 flows a day, from 60 in all. The capture covers 1 of 7; the others are left empty.",
    );
  });

  it("picks a cluster out and gives it up with Escape", async () => {
    const { click, press, button, all, model, node } = setUp({ data: makeBehavior() });
    const pick = button("Pick out “Long heavy uploads” in the charts");
    await click(pick);
    expect([model.cluster, pick.getAttribute("aria-pressed")]).toEqual([1, "true"]);
    expect(all(".jp-ExplorerWidget-card.jp-mod-faded")).toHaveLength(2);
    await press(node, "Escape");
    expect([model.cluster, pick.getAttribute("aria-pressed")]).toEqual([null, "false"]);
  });

  it("runs with k by hand, by Enter in its field, and refuses a k that is none", async () => {
    const { type, one, press, service, button } = setUp({ data: makeBehavior() });
    expect((one('[data-focus="behavior-k"]') as HTMLInputElement).placeholder).toBe("auto: 3");
    await type("behavior-k", "five");
    expect(button("Analyze").getAttribute("aria-disabled")).toBe("true");
    const field = one('[data-focus="behavior-k"]') as HTMLInputElement;
    field.value = "5";
    await press(field, "Enter");
    expect(service?.last("behavior")).toEqual({ table: "table-1", options: { k: 5, seed: 7 } });
  });
});
