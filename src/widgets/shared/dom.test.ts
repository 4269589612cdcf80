import { h, s } from "./dom.ts";

describe("h()", () => {
  it("sets text as text", () => {
    const node = h("p", { text: "<img src=x onerror=alert(1)>" }, "<b>", h("i"));
    expect(node.innerHTML).toBe("&lt;img src=x onerror=alert(1)&gt;&lt;b&gt;<i></i>");
  });

  it("leaves out attributes that are undefined or false", () => {
    expect(h("p", { title: undefined, hidden: false, tabindex: 0, id: "" }).outerHTML).toBe(
      '<p tabindex="0" id=""></p>',
    );
  });

  it("refuses attributes that would run code", () => {
    expect(() => h("p", { onclick: "alert(1)" })).toThrow('Cannot set attribute "onclick"');
    expect(() => s("svg", { ONLOAD: "alert(1)" })).toThrow(TypeError);
  });
});
