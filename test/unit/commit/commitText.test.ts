import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commitText } from "../../../language-server/commit/commitText.js";

describe("the commit message in an answer", () => {
  it.each([
    ["as it is", "fix: add the missing break", "fix: add the missing break"],
    ["in a fence", "Here is the commit message:\n\n```\nfix: a\n```\nIt says what changed.", "fix: a"],
    ["in a fence with a language, never closed", "```text\nAdd a cart", "Add a cart"],
    ["behind a label", "**Commit message:** Add a cart", "Add a cart"],
    ["behind a label on its own line", "Commit message:\n\nAdd a cart", "Add a cart"],
    ["in quotation marks", '"Add a cart"', "Add a cart"],
    ["in back-ticks", "`Add a cart`", "Add a cart"],
    ["as a command", 'git commit -am "Add a cart"', "Add a cart"],
    ["as a heading in bold", "# **Add a cart**", "Add a cart"],
    ["with a body", "Add a cart\n\nIt holds prices.\n- one\n", "Add a cart\n\nIt holds prices.\n- one"],
    ["with a body that follows at once", "Add a cart\nIt holds prices.", "Add a cart\n\nIt holds prices."],
    ["with code in its body", "fix: a\n\nBefore:\n```\nb\n```", "fix: a\n\nBefore:\n```\nb\n```"],
    ["with Windows line ends", "Add a cart\r\n\r\nBody.\r\n", "Add a cart\n\nBody."],
    ["with characters that cannot be seen", "Add\u200b a \u001b[31mcart\u202e", "Add a [31mcart"],
    ["about the tag of a thought", "Split at </think>", "Split at </think>"],
  ])("%s", (_, answer, message) => {
    expect(commitText(answer)).toBe(message);
  });

  it.each([[""], ["\n\n"], ["```\n```"], ["---"], ['""']])("is not in %j", (answer) => {
    expect(commitText(answer)).toBeUndefined();
  });

  it("goes on in the body where the subject is too long", () => {
    const words = Array.from({ length: 20 }, (_, at) => `word${at}`).join(" ");
    const lines = commitText(`${words}\n\nBody.`)?.split("\n") ?? [];
    expect(lines[0]?.length).toBeLessThanOrEqual(72);
    expect(lines.slice(1, 2)).toEqual([""]);
    expect(lines.join(" ").replace(/ +/g, " ")).toBe(`${words} Body.`);
    expect(lines.slice(-2)).toEqual(["", "Body."]);
  });

  it("breaks long lines of the body below the text of their item", () => {
    const item = `- ${"long ".repeat(20).trim()}`;
    const body = commitText(`Add a cart\n\n${item}`)?.split("\n").slice(2) ?? [];
    expect(body.length).toBe(2);
    expect(body[1]).toMatch(/^ {2}long/);
  });

  it("is never longer than its limits, whatever the answer, unless a word is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (answer) => {
        const lines = commitText(answer.repeat(20))?.split("\n") ?? [];
        expect(lines.join("\n").length).toBeLessThanOrEqual(4_000 + (lines.at(-1)?.length ?? 0));
        for (const line of lines) expect(line.length <= 72 || !/\S \S/.test(line.trim())).toBe(true);
        expect(lines[0]).not.toBe("");
      }),
    );
  });
});
