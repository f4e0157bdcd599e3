import { describe, expect, it } from "vitest";
import { beginsWithThought, splitPastedAnswer } from "../../../language-server/thinking/splitPastedAnswer.js";

describe("splitPastedAnswer", () => {
  it.each([
    ["no thought", "\n  code", "", "\n  code"],
    ["R1's raw form", "I think.\n</think>\n\nA", "I think.", "A"],
    ["both tags", "<think>\nI think.\n</think>\n\nA", "I think.", "A"],
    ["an open thought is no answer", "<think>\n```js\nx\n```", "```js\nx\n```", ""],
    ["a later opening tag is text", "Use <think> here", "", "Use <think> here"],
    ["a tag that is spoken of", "Look for `</think>`.", "", "Look for `</think>`."],
    ["a tag in a string of the code", 'const end = "</think>";', "", 'const end = "</think>";'],
    ["<thinking>", "<thinking>I</thinking>A", "I", "A"],
    ["[THINK]", "I[/THINK]A", "I", "A"],
    ["channels", "<|channel|>analysis<|message|>I<|end|><|start|>assistant<|channel|>final<|message|>A", "I", "A"],
  ])("%s", (_name, output, thinking, answer) => {
    expect(splitPastedAnswer(output)).toEqual({ thinking, answer });
  });

  it("knows a text that begins with a thought", () => {
    expect(beginsWithThought("\n<think>\nI")).toBe(true);
    expect(beginsWithThought("[THINK]I")).toBe(true);
    expect(beginsWithThought("`<think>` is a tag")).toBe(false);
    expect(beginsWithThought("A </think>")).toBe(false);
  });
});
