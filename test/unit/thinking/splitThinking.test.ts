import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  joinPieces,
  splitThinking,
  ThinkingSplitter,
  type Piece,
  type SplitOutput,
  type SplitStart,
} from "../../../language-server/thinking/splitThinking.js";
import { thoughtForms, type ThoughtForm } from "../../../language-server/thinking/thoughtForms.js";
import { splitCases } from "./splitCases.js";

function stream(chunks: Iterable<string>, start: SplitStart, form: ThoughtForm): SplitOutput {
  const splitter = new ThinkingSplitter(start, form);
  const pieces: Piece[] = [];
  for (const chunk of chunks) pieces.push(...splitter.push(chunk));
  pieces.push(...splitter.end());
  expectWhole(pieces);
  return joinPieces(pieces);
}

/** No empty piece, and no thought behind a piece of the answer. */
function expectWhole(pieces: readonly Piece[]): void {
  expect(pieces.filter(({ text }) => text === "")).toEqual([]);
  const firstAnswer = pieces.findIndex(({ part }) => part === "answer");
  if (firstAnswer >= 0) expect(pieces.slice(firstAnswer).every(({ part }) => part === "answer")).toBe(true);
}

/** Cuts into pieces of these sizes, over and over. */
function* cut<T extends { readonly length: number; slice(from: number, to: number): T }>(
  whole: T,
  sizes: readonly number[],
): Generator<T> {
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield whole.slice(at, at + size);
    at += size;
  }
}

/** As a socket brings it: cut anywhere within the characters, and decoded as it comes. */
function* cutBytes(text: string, sizes: readonly number[]): Generator<string> {
  const decoder = new TextDecoder();
  for (const bytes of cut(new TextEncoder().encode(text), sizes)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

const runs = 10_000;
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
const formName = fc.constantFrom(...(Object.keys(thoughtForms) as (keyof typeof thoughtForms)[]));
const start = fc.constantFrom<SplitStart>("thought", "answer");

/** Texts that are made of markers, their parts, and what may stand around them. */
const output = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(..."<>[]/`\"' \n".split(""), "\r\n", "  x", "text", "```", "ü", "🍓") },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ...["<think>", "</think>", "</", "think>", "<thinking>", "</thinking>", "[THINK]", "[/THINK]"],
          ...["<|end|>", "<|start|>assistant", "<|channel|>", "analysis", "final", "<|message|>", "<|return|>"],
        ),
      },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 5 }) },
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));

describe("ThinkingSplitter", () => {
  it("has at least 80 cases", () => {
    expect(splitCases.length).toBeGreaterThanOrEqual(80);
    expect(new Set(splitCases.map((each) => JSON.stringify([each.form, each.start, each.output]))).size).toBe(
      splitCases.length,
    );
  });

  it.each(splitCases)("$form, $start first: $name", ({ form: name, start, output, thinking, answer }) => {
    const form = thoughtForms[name];
    const expected = { thinking, answer };
    expect(splitThinking(output, start, form)).toEqual(expected);
    expect(stream(output.split(""), start, form)).toEqual(expected);
    for (let at = 0; at <= output.length; at++)
      expect(stream([output.slice(0, at), output.slice(at)], start, form)).toEqual(expected);
    for (const size of [1, 2, 3, 5]) expect(stream(cutBytes(output, [size]), start, form)).toEqual(expected);
  });

  it("does not depend on the chunks", () => {
    fc.assert(
      fc.property(output, sizes, start, formName, (text, sizes, start, name) => {
        const form = thoughtForms[name];
        expect(stream(cut(text, sizes), start, form)).toEqual(splitThinking(text, start, form));
      }),
      { numRuns: runs },
    );
  });

  it("does not depend on how the bytes came", () => {
    fc.assert(
      fc.property(output, sizes, start, formName, (text, sizes, start, name) => {
        const form = thoughtForms[name];
        expect(stream(cutBytes(text, sizes), start, form)).toEqual(splitThinking(text, start, form));
      }),
      { numRuns: runs },
    );
  });

  it("never lets a part of the thought into the answer, and loses nothing but white space", () => {
    const plain = fc.string({ unit: "grapheme" }).filter((text) => !/[<[]/.test(text));
    fc.assert(
      fc.property(
        plain,
        plain,
        sizes,
        fc.constantFrom("think", "thinking", "brackets"),
        (thought, answer, sizes, name) => {
          const form = thoughtForms[name];
          const split = stream(cut(`${thought}${form.prompt.close}${answer}`, sizes), "thought", form);
          expect(split.thinking).toBe(thought.trim());
          expect(answer.endsWith(split.answer)).toBe(true);
          expect(split.answer.trim()).toBe(answer.trim());
        },
      ),
      { numRuns: runs },
    );
  });

  it("gives out no half of a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-composite" }), sizes, (text, sizes) => {
        const splitter = new ThinkingSplitter();
        for (const chunk of cut(text, sizes))
          for (const piece of splitter.push(chunk)) expect(piece.text).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 1_000 },
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

  it("is closed by somebody else", () => {
    const splitter = new ThinkingSplitter();
    splitter.push("I count </th");
    expect(splitter.close()).toEqual([{ part: "thinking", text: " </th" }]);
    expect(splitter.closed).toBe(true);
    expect(splitter.close()).toEqual([]);
    expect(joinPieces([...splitter.push("\n\nA </think>"), ...splitter.end()]).answer).toBe("A </think>");
  });
});

describe("a thought that the sender tells from the answer", () => {
  /** Pieces of `reasoning_content` and `content`, as a server's deltas bring them. */
  type Delta = readonly ["reasoning" | "content", string];

  function told(deltas: readonly Delta[], start: SplitStart = "answer"): SplitOutput {
    const splitter = new ThinkingSplitter(start);
    const pieces = deltas.flatMap(([field, text]) =>
      field === "reasoning" ? splitter.pushThought(text) : splitter.push(text),
    );
    pieces.push(...splitter.end());
    expectWhole(pieces);
    return joinPieces(pieces);
  }

  it.each<[name: string, deltas: readonly Delta[], thinking: string, answer: string]>([
    [
      "thought, then answer",
      [
        ["reasoning", "I "],
        ["reasoning", "count.\n"],
        ["content", "\n\n3"],
      ],
      "I count.",
      "3",
    ],
    ["only an answer", [["content", "3"]], "", "3"],
    ["only a thought", [["reasoning", "I count."]], "I count.", ""],
    [
      "empty pieces between",
      [
        ["reasoning", "I"],
        ["content", ""],
        ["reasoning", " count"],
        ["content", "3"],
      ],
      "I count",
      "3",
    ],
    [
      "blank pieces between",
      [
        ["content", "\n"],
        ["reasoning", "I"],
        ["content", "\n"],
        ["reasoning", " c"],
        ["content", "3"],
      ],
      "I c",
      "3",
    ],
    [
      "tags in the thought are text",
      [
        ["reasoning", "<think>a</think>b"],
        ["content", "3"],
      ],
      "<think>a</think>b",
      "3",
    ],
    [
      "tags in the answer are text",
      [
        ["reasoning", "I"],
        ["content", "<think>3</think>"],
      ],
      "I",
      "<think>3</think>",
    ],
    [
      "a late thought is dropped",
      [
        ["reasoning", "I"],
        ["content", "3"],
        ["reasoning", "J"],
        ["content", "4"],
      ],
      "I",
      "34",
    ],
    [
      "an indented answer",
      [
        ["reasoning", "I"],
        ["content", "\n"],
        ["content", "    x"],
      ],
      "I",
      "    x",
    ],
    [
      "a server that does not tell them apart",
      [
        ["content", "<think>I"],
        ["content", "</think>3"],
      ],
      "I",
      "3",
    ],
  ])("%s", (_name, deltas, thinking, answer) => expect(told(deltas)).toEqual({ thinking, answer }));

  it("does not depend on the chunks", () => {
    const delta = fc.tuple(fc.constantFrom("reasoning", "content"), output);
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 5 }), sizes, start, (deltas, sizes, start) => {
        const small = deltas.flatMap(([field, text]) => Array.from(cut(text, sizes), (part): Delta => [field, part]));
        expect(told(small, start)).toEqual(told(deltas, start));
      }),
      { numRuns: runs },
    );
  });
});
