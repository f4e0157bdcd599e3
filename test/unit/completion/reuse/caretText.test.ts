import { describe, expect, it } from "vitest";
import { caretTextOf, typedSince } from "../../../../language-server/completion/reuse/caretText.js";

const at = (marked: string, uri = "file:///a") => {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return caretTextOf({ uri, languageId: "typescript", version: 1, text, offset });
};
const since = (now: string, from: string) => typedSince(at(now), at(from));

describe("typedSince", () => {
  it.each([
    ["nothing", "a|b", "a|b", ""],
    ["letters", "x = va|\ny", "x = |\ny", "va"],
    ["several lines", "a\nb\nc|\ny", "a|\ny", "\nb\nc"],
    ["with other line ends", "a\r\nb|\r\ny", "a|\ny", "\nb"],
    ["a bracket that the editor closes", "f(|)\ny", "f|\ny", "("],
    ["two of them", "f({|})\ny", "f|\ny", "({"],
    ["a quote that the editor closes", "f('|')\ny", "f(|)\ny", "'"],
    ["a closer that was typed over", "f(a)|\ny", "f(|)\ny", "a)"],
    ["an accepted text that held the closers", "f(a, [b]);|\ny", "f(a, [|]);\ny", "b]);"],
    ["Enter between two brackets", "{\n  |\n}\ny", "{|}\ny", "\n  "],
  ])("%s", (_, now, from, typed) => expect(since(now, from)).toBe(typed));

  it.each([
    ["another document", () => typedSince(at("ab|", "file:///b"), at("a|"))],
    ["the caret went back", () => since("a|b", "ab|")],
    ["something else was deleted first", () => since("xb|", "a|")],
    ["another text behind the caret", () => since("ab|\nz", "a|\ny")],
    ["a text that came behind the caret", () => since("ab| + 1", "a|")],
    ["a closer without its opener", () => since("ab|)", "a|")],
    ["a closer that is gone and was not typed", () => since("f(a|\ny", "f(|)\ny")],
    ["code that is gone", () => since("ab|\ny", "a|b\ny")],
    ["more than anybody types at once", () => since(`${"b".repeat(3000)}|`, "|")],
  ])("not: %s", (_, typed) => expect(typed()).toBeUndefined());

  it("does not keep a large document", () => {
    const caret = at(`${"line\n".repeat(10_000)}|${"line\n".repeat(10_000)}`);
    expect([caret.before.length, caret.after.length]).toEqual([4096, 1024]);
    expect([caret.beforeLength, caret.afterLength]).toEqual([50_000, 50_000]);
  });
});
