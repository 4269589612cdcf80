import type { JSONValue } from "../core/mod.ts";
import { modelBundle } from "./model-bundle.ts";

function shown(summary: JSONValue): { html: string; text: string } {
  const bundle = modelBundle({ estimator: "IsolationForest", toJSON: () => summary });
  return { html: bundle["text/html"] as string, text: bundle["text/plain"] as string };
}

describe("modelBundle()", () => {
  it("has a row for each option and each figure, in both forms", () => {
    const { html, text } = shown({
      estimator: "IsolationForest",
      options: { nEstimators: 100, contamination: null },
      featureNames: ["duration", "bytes_sent"],
    });
    expect(text.split("\n")[0]).toBe("IsolationForest, fitted");
    expect(text).toMatch(/^option nEstimators +100$/m);
    expect(text).toMatch(/^option contamination +null$/m);
    expect(text).toMatch(/^featureNames +duration, bytes_sent$/m);
    expect(text).not.toMatch(/^estimator/m);
    expect(html).toContain("<caption");
    expect(html).toContain("duration, bytes_sent");
  });

  it("cuts long lists and says how long they are", () => {
    const { text } = shown({ classes: Array.from({ length: 30 }, (_, at) => `c${at}`) });
    expect(text).toContain("c11, … (30 items)");
    expect(text).not.toContain("c12");
  });

  it("shows hostile names as text", () => {
    const { html } = shown({ classes: ["<img src=x onerror=alert(1)>", "__proto__"] });
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img");
    expect(html).toContain("__proto__");
  });
});
