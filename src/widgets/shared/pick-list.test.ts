import type { TranslationBundle } from "@jupyterlab/translation";
import { Delegate } from "./delegate.ts";
import { h } from "./dom.ts";
import { PickList } from "./pick-list.ts";

const label = "Three marks";

function setUp() {
  const marks = [0, 1, 2].map(() => h("span"));
  const node = h("div", {}, ...marks);
  document.body.replaceChildren(node);
  const delegate = new Delegate();
  const picked: (number | null)[] = [];
  const previewed: (number | null)[] = [];
  const list: PickList = new PickList(
    { delegate, trans: {} as TranslationBundle, announce: () => undefined },
    {
      node,
      marks,
      label,
      orientation: "horizontal",
      describe: (index) => `mark ${index}`,
      indexAt: (event) => {
        const at = marks.indexOf(event.target as HTMLSpanElement);
        return at < 0 ? null : at;
      },
      onPreview: (index) => previewed.push(index),
      onPick: (index) => {
        picked.push(index);
        list.setPicked(index);
      },
    },
  );
  const events = ["keydown", "click", "pointermove", "pointerout", "focusin", "focusout"];
  for (const type of events) node.addEventListener(type, (event) => delegate.dispatch(event, node));
  const press = (...keys: string[]): KeyboardEvent[] =>
    keys.map((key) => {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      node.dispatchEvent(event);
      return event;
    });
  const active = (): string | null => {
    const id = node.getAttribute("aria-activedescendant");
    return id === null ? null : (document.getElementById(id)?.getAttribute("aria-label") ?? null);
  };
  return { node, marks, list, picked, previewed, press, active };
}

describe("PickList", () => {
  it("is one tab stop with a name and named options", () => {
    const { node, marks } = setUp();
    expect([node.getAttribute("role"), node.tabIndex, node.getAttribute("aria-label")]).toEqual([
      "listbox",
      0,
      label,
    ]);
    expect(marks.map((mark) => mark.getAttribute("aria-label"))).toEqual(["mark 0", "mark 1", "mark 2"]);
  });

  it("moves with the arrow keys, Home and End, stops at the ends, and picks nothing by moving", () => {
    const { node, press, active, picked, previewed } = setUp();
    node.focus();
    expect(active()).toBe("mark 0");
    press("ArrowRight");
    expect(active()).toBe("mark 1");
    press("End", "ArrowDown");
    expect(active()).toBe("mark 2");
    press("ArrowUp", "Home", "ArrowLeft");
    expect(active()).toBe("mark 0");
    expect(picked).toEqual([]);
    expect(previewed.at(-1)).toBe(0);
  });

  it("picks with Enter or Space, gives up with the same key or with Escape", () => {
    const { node, marks, press, picked } = setUp();
    node.focus();
    press("ArrowRight", "Enter");
    expect(marks.map((mark) => mark.getAttribute("aria-selected"))).toEqual(["false", "true", "false"]);
    press("Enter", " ", "Escape");
    expect(picked).toEqual([1, null, 1, null]);
    expect(document.activeElement).toBe(node);
  });

  it("keeps the keys it uses from the page, and leaves it all others", () => {
    const { node, press } = setUp();
    node.focus();
    expect(press("ArrowRight", "Escape", "a", "Tab").map((event) => event.defaultPrevented)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const save = new KeyboardEvent("keydown", {
      key: "Home",
      ctrlKey: true,
      bubbles: true,
      cancelable: true,
    });
    node.dispatchEvent(save);
    expect(save.defaultPrevented).toBe(false);
  });

  it("previews under the pointer, and what has the focus when the pointer leaves", () => {
    const { node, marks, press, previewed } = setUp();
    node.focus();
    press("ArrowRight");
    marks[2]?.dispatchEvent(new MouseEvent("pointermove", { bubbles: true }));
    expect(previewed.at(-1)).toBe(2);
    marks[2]?.dispatchEvent(new MouseEvent("pointerout", { bubbles: true }));
    expect(previewed.at(-1)).toBe(1);
    node.blur();
    expect(previewed.at(-1)).toBeNull();
    expect(node.hasAttribute("aria-activedescendant")).toBe(false);
  });

  it("picks by click and takes the focus", () => {
    const { node, marks, picked } = setUp();
    marks[2]?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(picked).toEqual([2]);
    expect(document.activeElement).toBe(node);
  });
});
