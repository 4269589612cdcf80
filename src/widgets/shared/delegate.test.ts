import { Delegate } from "./delegate.ts";
import { h } from "./dom.ts";

function setUp() {
  const inner = h("i");
  const middle = h("p", {}, inner);
  const root = h("div", {}, middle);
  const outside = h("div", {}, root);
  const delegate = new Delegate();
  const heard: string[] = [];
  root.addEventListener("click", (event) => delegate.dispatch(event, root));
  return { inner, middle, root, outside, delegate, heard };
}

describe("Delegate", () => {
  it("runs handlers from the target outwards, up to the widget's node", () => {
    const { inner, middle, root, outside, delegate, heard } = setUp();
    for (const [node, name] of [
      [inner, "inner"],
      [middle, "middle"],
      [root, "root"],
      [outside, "outside"],
    ] as const) {
      delegate.on(node, "click", () => void heard.push(name));
    }
    inner.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(heard).toEqual(["inner", "middle", "root"]);
  });

  it("stops at a handler that says it has handled the event, and knows types apart", () => {
    const { inner, middle, delegate, heard } = setUp();
    delegate.on(inner, "click", () => heard.push("inner") > 0);
    delegate.on(inner, "keydown", () => void heard.push("key"));
    delegate.on(middle, "click", () => void heard.push("middle"));
    inner.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(heard).toEqual(["inner"]);
  });
});
