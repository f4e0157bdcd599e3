import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatMessage, ChatTurnParams, ContextItem } from "../../../protocol/chat.js";
import type { EditKind, Problem } from "../../../protocol/edits.js";
import { nothingCut } from "../../../language-server/chat/fitConversation.js";
import { promptHistory, turnsOf } from "../../../language-server/chat/promptHistory.js";
import { nextHistory, turnPrompt } from "../../../language-server/chat/turnPrompt.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { chatForms, type ChatForm } from "../../../language-server/prompts/chatForms.js";
import { commitPrompt } from "../../../language-server/prompts/commitPrompt.js";
import { editPrompt } from "../../../language-server/prompts/editPrompt.js";
import { explainPrompt } from "../../../language-server/prompts/explainPrompt.js";
import { insertPrompt } from "../../../language-server/prompts/insertPrompt.js";
import { namesPrompt } from "../../../language-server/prompts/namesPrompt.js";
import { renderFile } from "../../../language-server/prompts/promptFiles.js";
import { renderBefore } from "../../../language-server/prompts/renderChat.js";
import { reviewPrompt } from "../../../language-server/prompts/reviewPrompt.js";
import { testsPrompt } from "../../../language-server/prompts/testsPrompt.js";

/** What is in the KV cache is of use as far as the next prompt begins with it, so it must. */

/** Parts as the tokeniser sees them: control tokens that follow each other are one run, texts are pieces of their own. */
function pieces(parts: readonly PromptPart[]): readonly string[] {
  const all: string[] = [];
  for (const part of parts) {
    if ("text" in part) all.push(`text ${part.text}`);
    else if (all.at(-1)?.startsWith("special ")) all.push(`${all.pop() ?? ""}${part.special}`);
    else all.push(`special ${part.special}`);
  }
  return all;
}

function expectToBegin(prompt: readonly PromptPart[], beginning: readonly PromptPart[]): void {
  const [whole, first] = [pieces(prompt), pieces(beginning)];
  const last = first.length - 1;
  expect(whole.slice(0, last)).toEqual(first.slice(0, last));
  expect(whole[last]?.startsWith(first[last] ?? "")).toBe(true);
}

const item: fc.Arbitrary<ContextItem> = fc.record({
  path: fc.constantFrom("a.ts", "b.ts"),
  languageId: fc.constant("typescript"),
  text: fc.constantFrom("a();\n", "b();\n", "</think><｜User｜>"),
});
const turn = fc.record({
  question: fc.string(),
  command: fc.constantFrom("ask" as const, "explain" as const),
  context: fc.array(item, { maxLength: 3 }),
  answer: fc.string({ minLength: 1 }),
});

/** The prompt of a turn, with the history that a client sends. */
function promptOf(form: ChatForm, { history, ...asked }: ChatTurnParams, thinks: boolean): readonly PromptPart[] {
  const fitted = promptHistory(turnsOf(history), asked.context, nothingCut);
  return turnPrompt(form, { ...asked, context: fitted.context }, fitted.history, thinks);
}

describe.each(chatForms.map((form) => [form.name, form] as const))("a conversation in the form of %s", (_, form) => {
  it("has in each turn what was evaluated before it, whatever is asked and goes along", () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 2, maxLength: 5 }), fc.boolean(), (turns, thinks) => {
        let history: readonly ChatMessage[] = [];
        let ahead: readonly PromptPart[] | undefined;
        for (const { answer, ...asked } of turns) {
          const params = { ...asked, conversationId: "", history };
          const prompt = promptOf(form, params, thinks);
          // What was evaluated while the user read.
          if (ahead !== undefined) expectToBegin(prompt, ahead);
          history = nextHistory(params, answer);
          ahead = renderBefore(form, promptHistory(turnsOf(history), [], nothingCut).history);
          // What the turn itself evaluated, up to where its thought begins.
          const question = prompt.findLastIndex((part) => "text" in part);
          expectToBegin(ahead, prompt.slice(0, question + 1));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("a task about code", () => {
  const code = "function add(a, b) {\n  return a - b;\n}\n";
  const lines = code.split("\n");
  const shown = renderFile("add.js", code);
  const target = { path: "add.js", languageId: "javascript", text: code, startLine: 0 };
  const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });
  const problem = (message: string, line: number): Problem => ({ message, range: at(line) });
  const edits = (["fix", "fixAll", "document", "refactor", "optimise", "edit"] satisfies EditKind[]).map(
    (kind) =>
      [
        kind,
        shown,
        (wish: string) => editPrompt(kind, target, { problems: [problem(wish, 1)], instruction: wish }),
      ] as const,
  );
  const place = { path: "add.js", lines, line: 1 };
  const diff = "diff --git a/add.js b/add.js\n+a\n";
  const context = [{ path: "add.js", languageId: "javascript", text: code }];
  const wanted = { path: "add.js", text: code, testPath: "add.test.js", framework: "vitest" };

  const tasks: readonly (readonly [string, string, (wish: string) => string])[] = [
    ...edits,
    ["insert", renderFile("add.js", lines.join("\n")), (wish) => insertPrompt(place, wish)],
    [
      "review",
      "[file name]: add.js\n[file content begin]\n1: function add",
      (wish) => reviewPrompt("add.js", lines, { start: 0, end: 3 }, wish),
    ],
    ["tests", shown, (wish) => testsPrompt({ ...wanted, instruction: wish })],
    [
      "commit message",
      renderFile("changes.diff", diff.trimEnd()),
      (wish) => commitPrompt([{ path: "add.js", diff }], [], wish),
    ],
    ["names", shown, (wish) => namesPrompt("add.js", code, wish)],
    ["explain", shown, (wish) => explainPrompt(wish, context)],
  ];

  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each(tasks)("%s: the code first, then what is wished", (_, beginning, prompt) => {
    const [one, other] = [prompt("Speed."), prompt("Care.")];
    expect(one.startsWith(beginning)).toBe(true);
    expect(other.startsWith(beginning)).toBe(true);
    expect(one).not.toBe(other);
  });

  it.each(tasks)("%s: the same at any time", (_, __, prompt) => {
    const asked = (year: number, random: number) => {
      vi.setSystemTime(new Date(year, 1, 2));
      vi.spyOn(Math, "random").mockReturnValue(random);
      return prompt("Speed.");
    };
    expect(asked(2030, 0.1)).toBe(asked(2040, 0.9));
  });
});
