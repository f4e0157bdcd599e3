import { readFileSync } from "node:fs";
import path from "node:path";
import { getLlama, type Llama, type LlamaModel, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CompletionWindow } from "../../../language-server/completion/layout/completionWindow.js";
import { windowAt } from "../../../language-server/completion/layout/windowAt.js";
import { cpuBudget } from "../../../language-server/completion/layout/windowBudget.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { promptTokens } from "../../../language-server/engine/llama/process/promptTokens.js";
import { psmForms } from "../../../language-server/prompts/completion/psmForms.js";
import { qwenFamily } from "../../../language-server/prompts/completion/qwenFamily.js";
import { demoModel, repository } from "../../support/engineProgram.js";

/** Public files of pinned packages, and the line from which on some of their lines are typed anew. */
const sites: readonly (readonly [file: string, line: number])[] = [
  ["commander/lib/command.js", 150],
  ["commander/lib/help.js", 240],
  ["diff/libesm/diff/base.js", 60],
  ["vscode-languageserver-textdocument/lib/esm/main.js", 100],
  ["commander/lib/option.js", 120],
  ["fast-check/lib/fast-check.js", 2000],
];
const linesPerSite = 25;
const pairs: Readonly<Partial<Record<string, string>>> = { "(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`" };

interface Key {
  readonly kind: "letter" | "enter";
  readonly before: string;
  readonly after: string;
}

/** The keys that type some lines of a file, in an editor that indents and closes brackets and quotes. */
function* typing(text: string, from: number): Generator<Key> {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const below = `\n${lines.slice(from + linesPerSite).join("\n")}`;
  let above = lines.slice(0, from).join("\n");
  for (const line of lines.slice(from, from + linesPerSite)) {
    let typed = /^\s*/.exec(line)?.[0] ?? "";
    let closers = "";
    above += "\n";
    yield { kind: "enter", before: above + typed, after: below };
    for (const letter of line.slice(typed.length)) {
      const closer = pairs[letter];
      if (closers.startsWith(letter)) closers = closers.slice(1);
      else if (closer !== undefined) closers = closer + closers;
      typed += letter;
      yield { kind: "letter", before: above + typed, after: closers + below };
    }
    above += typed;
  }
}

/** What a key costs: all of the prompt behind the tokens that the one before has in common with it. */
describe("tokens evaluated for a key, with a request at every key", () => {
  let llama: Llama;
  let model: LlamaModel;
  beforeAll(async () => {
    llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false });
    model = await llama.loadModel({ modelPath: demoModel });
  });
  afterAll(() => llama.dispose());

  it("are at most 5 for a letter and 90 for Enter", () => {
    const [form] = psmForms(qwenFamily);
    if (form === undefined) throw new Error("no form");
    // Parts are tokenised one by one, and most are the same as a key before.
    const known = new Map<string, readonly Token[]>();
    const tokensOf = (parts: readonly PromptPart[]) =>
      parts.flatMap((part) => {
        const key = JSON.stringify(part);
        const tokens = known.get(key) ?? promptTokens(model, [part]);
        known.set(key, tokens);
        return tokens;
      });
    const costs = { letter: [] as number[], enter: [] as number[] };
    let [evaluated, all, moves] = [0, 0, 0];
    for (const [file, line] of sites) {
      const text = readFileSync(path.join(repository, "node_modules", file), "utf8");
      let window: CompletionWindow | undefined;
      let cache: readonly Token[] | undefined;
      for (const { kind, before, after } of typing(text, line)) {
        const place = { uri: file, languageId: "javascript", version: 1, text: before + after, offset: before.length };
        const next = windowAt(place, cpuBudget, window);
        if (window !== undefined && !next.above.startsWith(window.above.slice(0, 100))) moves++;
        window = next;
        const tokens = tokensOf(form.render({ path: file, languageId: "javascript", window, chunks: [] }));
        if (cache !== undefined) {
          const cost = tokens.length - common(tokens, cache);
          costs[kind].push(cost);
          evaluated += cost;
          all += tokens.length;
        }
        cache = tokens;
      }
    }
    console.log(
      `${String(costs.letter.length)} letters: ${mean(costs.letter).toFixed(2)}, ${String(costs.enter.length)} Enters: ` +
        `${mean(costs.enter).toFixed(1)}, KV reuse ${(1 - evaluated / all).toFixed(4)}, ${String(moves)} moves`,
    );
    expect(costs.letter.length).toBeGreaterThan(3000);
    expect(mean(costs.letter)).toBeLessThanOrEqual(5);
    expect(mean(costs.enter)).toBeLessThanOrEqual(90);
    expect(1 - evaluated / all).toBeGreaterThanOrEqual(0.97);
  });
});

/** Length of the common beginning; the last token is always evaluated, as its result is what is asked for. */
function common(tokens: readonly Token[], cache: readonly Token[]): number {
  let length = 0;
  while (length < tokens.length - 1 && tokens[length] === cache[length]) length++;
  return length;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
