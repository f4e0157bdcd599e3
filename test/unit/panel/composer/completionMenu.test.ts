import { beforeEach, describe, expect, it, vi } from "vitest";
import { CompletionMenu } from "../../../../media/panel/composer/completionMenu.js";
import { triggerAt } from "../../../../media/panel/composer/trigger.js";
import { urisIn } from "../../../../media/panel/composer/dropFiles.js";

describe("what can be completed at the caret", () => {
  const at = (marked: string) => {
    const caret = marked.indexOf("|");
    return triggerAt(marked.replace("|", ""), caret);
  };

  it.each([
    ["|", undefined],
    ["/|", { kind: "slash", query: "", start: 0, end: 1 }],
    ["/ex|", { kind: "slash", query: "ex", start: 0, end: 3 }],
    [" /ex|", { kind: "slash", query: "ex", start: 1, end: 4 }],
    ["a /ex|", undefined],
    ["/ex pl|", undefined],
    ["/usr/bin|", undefined],
    ["#|", { kind: "mention", query: "", start: 0, end: 1 }],
    ["Why #fi|le", { kind: "mention", query: "fi", start: 4, end: 7 }],
    ["(#se|)", { kind: "mention", query: "se", start: 1, end: 4 }],
    ["#file:src/ca|", { kind: "mention", query: "file:src/ca", start: 0, end: 12 }],
    ['#file:"my fi|', { kind: "mention", query: 'file:"my fi', start: 0, end: 12 }],
    ["C#|", undefined],
    ["#a b|", undefined],
    ["##|", undefined],
  ])("%j", (marked, trigger) => expect(at(marked)).toEqual(trigger));
});

describe("the completion menu", () => {
  const post = vi.fn();
  let menu: CompletionMenu;
  const write = (text: string) => menu.update(text, text.length, ["explain", "fix", "clear"]);
  const labels = () => menu.open?.items.map(({ label }) => label);
  const suggestion = (path: string) => ({ mention: `#file:${path}`, label: path, detail: "" });

  beforeEach(() => {
    post.mockClear();
    menu = new CompletionMenu(post, () => undefined);
  });

  it("offers the commands that begin so, and completes one", () => {
    write("/");
    expect(labels()).toEqual(["/explain", "/fix", "/clear"]);
    write("/e");
    expect(labels()).toEqual(["/explain"]);
    expect(menu.choose()).toEqual({ text: "/explain ", caret: 9 });
    write("/explain ");
    expect(menu.open).toBeUndefined();
  });

  it("is not there for what is written in full, so that Enter sends", () => {
    write("/clear");
    expect(menu.open).toBeUndefined();
    write("Why #selection");
    post.mock.calls.length = 0;
    menu.take(1, []);
    expect(menu.open).toBeUndefined();
  });

  it("goes round with the arrows", () => {
    write("/");
    menu.move(-1);
    expect(menu.open?.active).toBe(2);
    menu.move(1);
    expect(menu.open?.active).toBe(0);
    menu.move(1);
    expect(menu.choose()?.text).toBe("/fix ");
  });

  it("keeps what stands behind the caret", () => {
    menu.update("Why #sel, then?", 8, []);
    expect(menu.choose()).toEqual({ text: "Why #selection , then?", caret: 15 });
    menu.update("Why #sel then?", 8, []);
    expect(menu.choose()).toEqual({ text: "Why #selection then?", caret: 15 });
  });

  it("asks the host for files, once at a time, and shows what fits the last key", () => {
    write("#car");
    expect(post).toHaveBeenLastCalledWith({ type: "suggest", request: 1, target: "file", query: "car" });
    write("#cart");
    expect(post).toHaveBeenCalledTimes(1);
    menu.take(1, [suggestion("src/car.ts")]);
    expect(labels()).toEqual(["src/car.ts"]);
    expect(post).toHaveBeenLastCalledWith({ type: "suggest", request: 2, target: "file", query: "cart" });
    menu.take(2, [suggestion("src/cart.ts")]);
    expect(labels()).toEqual(["src/cart.ts"]);
    expect(menu.choose()).toEqual({ text: "#file:src/cart.ts ", caret: 18 });
  });

  it("does not mix kinds, nor takes an answer that is out of date", () => {
    write("#file:a");
    menu.take(1, [suggestion("a.ts")]);
    write("#symbol:a");
    expect(menu.open).toBeUndefined();
    expect(post).toHaveBeenLastCalledWith({ type: "suggest", request: 2, target: "symbol", query: "a" });
    menu.take(1, [suggestion("a.ts")]);
    expect(menu.open).toBeUndefined();
  });

  it("goes on with a name when its kind was chosen", () => {
    write("#fi");
    expect(menu.choose()).toEqual({ text: "#file:", caret: 6 });
    write("#file:");
    expect(post).toHaveBeenLastCalledWith({ type: "suggest", request: 1, target: "file", query: "fi" });
    menu.take(1, []);
    expect(post).toHaveBeenLastCalledWith({ type: "suggest", request: 2, target: "file", query: "" });
  });

  it("stays closed until something else is written", () => {
    write("/");
    expect(menu.close()).toBe(true);
    expect(menu.close()).toBe(false);
    write("/f");
    expect(menu.open).toBeUndefined();
    write("");
    write("/f");
    expect(labels()).toEqual(["/fix"]);
  });
});

it("a list of URIs is read line by line", () => {
  expect(urisIn("# comment\r\nfile:///a%20b.ts\r\n\r\nfile:///c.ts\n")).toEqual(["file:///a%20b.ts", "file:///c.ts"]);
  expect(urisIn("file:///a\n".repeat(200))).toHaveLength(100);
});
