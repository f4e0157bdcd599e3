import { describe, expect, it } from "vitest";
import { knownSpecialTokens, type GenerateEvent, type PromptPart } from "../../../language-server/engine/engine.js";
import { commentLine } from "../../../language-server/prompts/completion/commentLine.js";
import type { CompletionForm, CompletionPrompt } from "../../../language-server/prompts/completion/completionForm.js";
import { completionForms } from "../../../language-server/prompts/completion/completionForms.js";
import { withoutHeld } from "../../../language-server/prompts/completion/withoutHeld.js";

const prompt: CompletionPrompt = {
  path: "src/a.ts",
  languageId: "typescript",
  window: { above: "function f() {\n", typed: "  return ", suffix: ";\n}\n" },
  chunks: [{ path: "src/b.ts", text: "const b = 1;", kind: "open" }],
};

/** Control tokens in «», one part behind the other. */
const shown = (parts: readonly PromptPart[]): string =>
  parts.map((part) => ("special" in part ? `«${part.special}»` : part.text)).join("");

const names = (tokens: readonly string[]) => completionForms(tokens).map(({ name }) => name);
function first(tokens: readonly string[]): CompletionForm {
  const [form] = completionForms(tokens);
  if (form === undefined) throw new Error("no form");
  return form;
}

const qwen = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>"];
const r1 = ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"];
const starCoder = ["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>", "<|endoftext|>"];

/** What each family is asked, with the line's blank at its end held back. */
const families: readonly (readonly [family: string, tokens: readonly string[], name: string, prompt: string])[] = [
  [
    "Qwen2.5-Coder",
    [...qwen, "<|endoftext|>", "<|im_start|>", "<|im_end|>"],
    "qwen",
    "«<|repo_name|>»workspace\n«<|file_sep|>»src/b.ts\nconst b = 1;\n«<|file_sep|>»src/a.ts\n" +
      "«<|fim_prefix|>»function f() {\n  «<|fim_suffix|>»;\n}\n«<|fim_middle|>»return",
  ],
  [
    "CodeGemma",
    ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>", "<bos>"],
    "codegemma",
    "«<bos>»src/b.ts\nconst b = 1;\n«<|file_separator|>»src/a.ts\n" +
      "«<|fim_prefix|>»function f() {\n  «<|fim_suffix|>»;\n}\n«<|fim_middle|>»return",
  ],
  [
    "Granite 4",
    ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>", "<|endoftext|>"],
    "|fim_prefix|",
    "«<|fim_prefix|>»// src/b.ts\nconst b = 1;\n\n// src/a.ts\nfunction f() {\n  «<|fim_suffix|>»;\n}\n«<|fim_middle|>»return",
  ],
  [
    "StarCoder2",
    [...starCoder, "<repo_name>", "<file_sep>"],
    "starcoder2",
    "«<repo_name>»workspace«<file_sep>»src/b.ts\nconst b = 1;\n«<file_sep>»" +
      "«<fim_prefix>»src/a.ts\nfunction f() {\n  «<fim_suffix>»;\n}\n«<fim_middle>»return",
  ],
  [
    "StarCoder and Granite Code",
    [...starCoder, "<filename>", "<reponame>"],
    "starcoder",
    "«<filename>»src/b.ts\nconst b = 1;\n«<filename>»src/a.ts\n" +
      "«<fim_prefix>»function f() {\n  «<fim_suffix>»;\n}\n«<fim_middle>»return",
  ],
  [
    "a model with StarCoder's holes only",
    starCoder,
    "fim_prefix",
    "«<fim_prefix>»// src/b.ts\nconst b = 1;\n\n// src/a.ts\nfunction f() {\n  «<fim_suffix>»;\n}\n«<fim_middle>»return",
  ],
  [
    "DeepSeek-Coder",
    ["<｜begin▁of▁sentence｜>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>", "<|EOT|>"],
    "deepseek-coder",
    "«<｜begin▁of▁sentence｜>»«<｜fim▁begin｜>»// src/b.ts\nconst b = 1;\n\n// src/a.ts\nfunction f() {\n  " +
      "«<｜fim▁hole｜>»;\n}\n«<｜fim▁end｜>»return",
  ],
  [
    "Code Llama",
    ["<s>", "▁<PRE>", "▁<SUF>", "▁<MID>", "▁<EOT>"],
    "codellama",
    "«<s>»«▁<PRE>»// src/b.ts\nconst b = 1;\n\n// src/a.ts\nfunction f() {\n  «▁<SUF>»;\n}\n«▁<MID>»return",
  ],
  [
    "Codestral",
    ["<s>", "[SUFFIX]", "[PREFIX]"],
    "codestral",
    "«<s>»«[SUFFIX]»;\n}\n«[PREFIX]»+++++ src/b.ts\nconst b = 1;\n\n+++++ src/a.ts\nfunction f() {\n  return",
  ],
  [
    "a model without tokens for holes",
    ["<|begin_of_text|>"],
    "continuation",
    "«<|begin_of_text|>»// src/b.ts\nconst b = 1;\n\n// src/a.ts\nfunction f() {\n  return",
  ],
  [
    "a model without any known token",
    [],
    "continuation",
    "// src/b.ts\nconst b = 1;\n\n// src/a.ts\nfunction f() {\n  return",
  ],
];

describe("completionForms", () => {
  it.each(families)("%s", (_, tokens, name, text) => {
    const form = first(tokens);
    expect(form.name).toBe(name);
    expect(shown(form.render(prompt))).toBe(text);
    expect(form.heldBack(prompt.window.typed)).toBe(" ");
    expect(form.seesSuffix).toBe(name !== "continuation");
  });

  it("tries holes, then the usual order, then continuation, and R1's chat last", () => {
    expect(names([...qwen, ...r1])).toEqual(["qwen", "qwen, line before suffix", "continuation", "thoughtless"]);
    expect(names(r1)).toEqual(["continuation", "thoughtless"]);
    expect(names(["<s>", "[SUFFIX]", "[PREFIX]"])).toEqual(["codestral", "continuation"]);
  });

  it("asks a family in the usual order too, with nothing held back", () => {
    const form = completionForms(qwen).find(({ name }) => name === "qwen, line before suffix");
    expect(shown(form?.render({ ...prompt, chunks: [] }) ?? [])).toBe(
      "«<|repo_name|>»workspace\n«<|file_sep|>»src/a.ts\n" +
        "«<|fim_prefix|>»function f() {\n  return «<|fim_suffix|>»;\n}\n«<|fim_middle|>»",
    );
    expect(form?.heldBack("  return ")).toBe("");
  });

  it("gives R1 an empty thought and an open code block with the line before", () => {
    const form = completionForms(r1).at(-1);
    expect(shown(form?.render(prompt) ?? [])).toBe(
      "«<｜begin▁of▁sentence｜>»«<｜User｜>»" +
        "[file name]: src/b.ts\n[file content begin]\nconst b = 1;\n[file content end]\n\n" +
        "[file name]: src/a.ts\n[file content begin]\nfunction f() {\n[hole];\n}\n\n[file content end]\n\n" +
        "Write the code that belongs where the file says `[hole]`. Begin with the line before it. " +
        "Answer with one code block and nothing else." +
        "«<｜Assistant｜><think>\n\n</think>\n\n»```typescript\nfunction f() {\n  return",
    );
    expect(form?.stop).toEqual(expect.arrayContaining(["```", "<think>", "</think>"]));
  });

  it.each([
    ["", "", "above\n", ""],
    ["  ", "  ", "above\n  ", ""],
    ["\t", "\t", "above\n\t", ""],
    ["  a", "  ", "above\n  ", "a"],
    ["  a  ", "  ", "above\n  ", "a "],
    ["a\t", "", "above\n", "a"],
  ])("puts the indentation of %j before the suffix and the rest behind the middle", (typed, _, before, behind) => {
    const window = { above: "above\n", typed, suffix: "below" };
    const form = first(qwen);
    const parts = form.render({ ...prompt, window, chunks: [] });
    const at = parts.findIndex((part) => "special" in part && part.special === "<|fim_prefix|>");
    expect(shown(parts.slice(at))).toBe(`«<|fim_prefix|>»${before}«<|fim_suffix|>»below«<|fim_middle|>»${behind}`);
    const indentation = /^\s*/.exec(typed)?.[0] ?? "";
    expect(indentation + behind + form.heldBack(typed)).toBe(typed);
  });

  it("changes nothing before the middle token while the line is typed", () => {
    const render = (typed: string) => first(qwen).render({ ...prompt, window: { ...prompt.window, typed } });
    const line = "  const a = [b];";
    const empty = render("  ");
    for (let end = 2; end <= line.length; end++)
      expect(render(line.slice(0, end)).slice(0, empty.length)).toEqual(empty);
  });

  it("holds back the last blank of a line that has nothing else where the model goes on with the text", () => {
    const form = first([]);
    expect(form.heldBack("    ")).toBe(" ");
    expect(shown(form.render({ ...prompt, chunks: [], window: { above: "", typed: "    ", suffix: "" } }))).toBe(
      "// src/a.ts\n   ",
    );
  });

  it("makes control tokens of nothing that comes from a document", () => {
    const forged = knownSpecialTokens.join("");
    const evil: CompletionPrompt = {
      path: `${forged}\n${forged}`,
      languageId: "typescript",
      window: { above: `${forged}\n`, typed: forged, suffix: forged },
      chunks: [{ path: `${forged}\r\n`, text: forged, kind: "open" }],
    };
    for (const [, tokens] of families)
      for (const form of completionForms([...tokens, ...r1])) {
        const control = form.render(evil).filter((part) => "special" in part);
        const usual = form.render(prompt).filter((part) => "special" in part);
        expect(control, form.name).toEqual(usual);
        expect(form.render(evil).every((part) => !("text" in part) || part.text !== "")).toBe(true);
      }
  });

  it("stops at no text that code may hold, and always at a thought where the model knows thoughts", () => {
    for (const form of completionForms(knownSpecialTokens)) {
      for (const code of ["<s>", "<bos>", "<filename>", "\n"]) expect(form.stop, form.name).not.toContain(code);
    }
    for (const form of completionForms([...qwen, ...r1])) expect(form.stop, form.name).toContain("<think>");
  });
});

describe("commentLine", () => {
  it.each([
    ["typescript", "// a b\n"],
    ["python", "# a b\n"],
    ["sql", "-- a b\n"],
    ["css", "/* a b */\n"],
    ["html", "<!-- a b -->\n"],
    ["clojure", "; a b\n"],
    ["nobody knows", "// a b\n"],
  ])("%s", (language, line) => {
    expect(commentLine(language, "a\nb")).toBe(line);
  });
});

describe("withoutHeld", () => {
  async function* events(...texts: string[]): AsyncGenerator<GenerateEvent> {
    yield { type: "prefill", evaluated: 1, total: 1 };
    for (const text of texts) yield await Promise.resolve({ type: "text", text, tokens: 1 } as const);
  }
  const read = async (held: string, ...texts: string[]) => {
    const read: string[] = [];
    for await (const event of withoutHeld(events(...texts), held)) read.push(event.type === "text" ? event.text : "-");
    return read;
  };

  it.each([
    ["", [" a", "b"], ["-", " a", "b"]],
    [" ", [" a", " b"], ["-", "a", " b"]],
    [" ", [" ", " b"], ["-", "", " b"]],
    ["\t", ["\ta"], ["-", "a"]],
    [" ", ["a", " b"], ["-"]],
    [" ", [], ["-"]],
  ])("held %j, written %j", async (held, texts, rest) => {
    expect(await read(held, ...texts)).toEqual(rest);
  });
});
