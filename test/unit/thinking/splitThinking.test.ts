import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  splitPastedAnswer,
  splitThinking,
  ThinkingSplitter,
  type SplitOutput,
} from "../../../language-server/thinking/splitThinking.js";

interface Case {
  readonly name: string;
  readonly output: string;
  readonly thinking: string;
  readonly answer: string;
}

/** What R1-family models write after a prompt that ends with `<think>\n`. */
const cases: readonly Case[] = [
  { name: "normal form", output: "I count.\n</think>\n\n**3**", thinking: "I count.", answer: "**3**" },
  { name: "opening tag", output: "<think>\nI count.\n</think>\n\n**3**", thinking: "I count.", answer: "**3**" },
  { name: "opening tag after white space", output: "\n <think>I</think>A", thinking: "I", answer: "A" },
  { name: "newline of the prompt repeated", output: "\nI count.\n</think>\nA", thinking: "I count.", answer: "A" },
  { name: "no line ends at the border", output: "I</think>A", thinking: "I", answer: "A" },
  { name: "one space at the border", output: "I </think> A", thinking: "I", answer: "A" },
  { name: "Windows line ends", output: "I\r\n</think>\r\n\r\nA\r\nB", thinking: "I", answer: "A\r\nB" },
  { name: "many blank lines", output: "I\n\n\n</think>\n\n\n\nA", thinking: "I", answer: "A" },
  { name: "empty thought", output: "\n</think>\n\nA", thinking: "", answer: "A" },
  { name: "thought skipped on purpose", output: "</think>A", thinking: "", answer: "A" },
  { name: "opening tag, empty thought", output: "<think>\n\n</think>\n\nA", thinking: "", answer: "A" },
  { name: "never closed", output: "I count and count", thinking: "I count and count", answer: "" },
  { name: "never closed, line end", output: "I count\n", thinking: "I count", answer: "" },
  { name: "ends inside the closing tag", output: "I count\n</thin", thinking: "I count\n</thin", answer: "" },
  { name: "ends inside the opening tag", output: "<thi", thinking: "<thi", answer: "" },
  { name: "nothing after the thought", output: "I\n</think>", thinking: "I", answer: "" },
  { name: "white space after the thought", output: "I\n</think>\n\n ", thinking: "I", answer: "" },
  { name: "nothing", output: "", thinking: "", answer: "" },
  { name: "white space only", output: " \n", thinking: "", answer: "" },
  { name: "second closing tag is answer", output: "I</think>A </think> B", thinking: "I", answer: "A </think> B" },
  {
    name: "opening tag in the answer is answer",
    output: "I</think>Use `<think>`.",
    thinking: "I",
    answer: "Use `<think>`.",
  },
  {
    name: "both tags in the answer",
    output: "I</think><think>x</think>",
    thinking: "I",
    answer: "<think>x</think>",
  },
  { name: "second opening tag is thought", output: "<think><think>I</think>A", thinking: "<think>I", answer: "A" },
  { name: "later opening tag is thought", output: "I <think> B</think>A", thinking: "I <think> B", answer: "A" },
  {
    name: "indented answer keeps its indentation",
    output: "I</think>\n\n    x = 1",
    thinking: "I",
    answer: "    x = 1",
  },
  { name: "white space inside the thought stays", output: "a\n\n  b\n</think>A", thinking: "a\n\n  b", answer: "A" },
  { name: "white space at the end stays", output: "I</think>A\n\n", thinking: "I", answer: "A\n\n" },
  {
    name: "like a tag, but none",
    output: "</ think> </thinking</think>A",
    thinking: "</ think> </thinking",
    answer: "A",
  },
  { name: "other letters are no tag", output: "I </THINK> B</think>A", thinking: "I </THINK> B", answer: "A" },
  { name: "angle brackets", output: "a << b </ c <</think>A", thinking: "a << b </ c <", answer: "A" },
  {
    name: "a fence in the thought stays there",
    output: "```js\nx\n```</think>A",
    thinking: "```js\nx\n```",
    answer: "A",
  },
  { name: "other scripts", output: "数一数 🍓\n</think>\n\n三个 🍓", thinking: "数一数 🍓", answer: "三个 🍓" },
];

function stream(chunks: readonly string[]): SplitOutput {
  const splitter = new ThinkingSplitter();
  const pieces = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  const join = (part: string) =>
    pieces
      .filter((piece) => piece.part === part)
      .map((piece) => piece.text)
      .join("");
  return { thinking: join("thinking"), answer: join("answer") };
}

describe("ThinkingSplitter", () => {
  it.each(cases)("splits: $name", ({ output, thinking, answer }) => {
    expect(splitThinking(output)).toEqual({ thinking, answer });
  });

  it.each(cases)("splits character by character: $name", ({ output, thinking, answer }) => {
    expect(stream(Array.from(output))).toEqual({ thinking, answer });
  });

  it.each(cases)("splits at every single place: $name", ({ output, thinking, answer }) => {
    for (let at = 0; at <= output.length; at++)
      expect(stream([output.slice(0, at), output.slice(at)])).toEqual({ thinking, answer });
  });

  it("does not depend on the chunks", () => {
    const piece = fc.constantFrom(
      "<think>",
      "</think>",
      "<",
      "</",
      "think>",
      "\n",
      "\r\n",
      " ",
      "  x",
      "text",
      "```",
      "ü",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (parts, sizes) => {
          const output = parts.join("");
          const chunks: string[] = [];
          for (let at = 0; at < output.length;) {
            const size = sizes.next().value as number;
            chunks.push(output.slice(at, at + size));
            at += size;
          }
          expect(stream(chunks)).toEqual(splitThinking(output));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("never lets a part of the thought into the answer", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (thought, answer) => {
        fc.pre(!thought.includes("</think>") && !thought.trim().startsWith("<think>") && answer.trim() !== "");
        const split = splitThinking(`${thought}</think>${answer}`);
        expect(split.thinking).toBe(thought.trim());
        expect(answer.endsWith(split.answer)).toBe(true);
        expect(split.answer.trimStart()).toBe(answer.trimStart());
      }),
      { numRuns: 1000 },
    );
  });

  it("holds back no more than may be a tag or white space before one", () => {
    const splitter = new ThinkingSplitter();
    expect(splitter.push("one two ")).toEqual([{ part: "thinking", text: "one two" }]);
    expect(splitter.push("three </th")).toEqual([{ part: "thinking", text: " three" }]);
    expect(splitter.push("ree")).toEqual([{ part: "thinking", text: " </three" }]);
    expect(splitter.closed).toBe(false);
    expect(splitter.push("</think>\n\nyes")).toEqual([{ part: "answer", text: "yes" }]);
    expect(splitter.closed).toBe(true);
  });
});

describe("splitPastedAnswer", () => {
  it.each([
    { name: "no thought", output: "\n  code", thinking: "", answer: "\n  code" },
    { name: "R1's raw form", output: "I think.\n</think>\n\nA", thinking: "I think.", answer: "A" },
    { name: "both tags", output: "<think>\nI think.\n</think>\n\nA", thinking: "I think.", answer: "A" },
    { name: "an open thought is no answer", output: "<think>\n```js\nx\n```", thinking: "```js\nx\n```", answer: "" },
    { name: "a later opening tag is text", output: "Use <think> here", thinking: "", answer: "Use <think> here" },
  ])("splits: $name", ({ output, thinking, answer }) => {
    expect(splitPastedAnswer(output)).toEqual({ thinking, answer });
  });
});
