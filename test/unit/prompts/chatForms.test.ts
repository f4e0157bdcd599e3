import { describe, expect, it } from "vitest";
import { knownSpecialTokens, type PromptPart } from "../../../language-server/engine/engine.js";
import { chatFormOf, chatForms, type ModelMarks } from "../../../language-server/prompts/chatForms.js";
import { renderChat } from "../../../language-server/prompts/renderChat.js";

const textOf = (parts: readonly PromptPart[]) =>
  parts.map((part) => ("text" in part ? part.text : part.special)).join("");
const marks = (specialTokens: readonly string[], more: Partial<ModelMarks> = {}): ModelMarks => ({
  specialTokens,
  architecture: "llama",
  ...more,
});

const chatMl = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const thinking = ["<think>", "</think>"];
const fim = ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"];
const deepSeek = ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"];

/** What the vocabularies of published models hold of the tokens that are looked at. */
const models: readonly (readonly [model: string, marks: ModelMarks, form: string | undefined])[] = [
  [
    "DeepSeek-R1-Distill-Qwen-7B",
    marks([...deepSeek, "<｜User｜>", "<｜Assistant｜>", ...thinking, ...fim]),
    "DeepSeek-R1",
  ],
  ["DeepSeek-R1-Distill-Llama-8B", marks([...deepSeek, "<｜User｜>", "<｜Assistant｜>", ...thinking]), "DeepSeek-R1"],
  ["DeepSeek-V3", marks([...deepSeek, "<｜User｜>", "<｜Assistant｜>"], { architecture: "deepseek2" }), "DeepSeek-V3"],
  ["DeepSeek-Coder-V2-Lite-Instruct", marks(deepSeek, { architecture: "deepseek2" }), "DeepSeek-V2"],
  ["deepseek-coder-6.7b-instruct", marks([...deepSeek, "<|EOT|>"]), "DeepSeek-Coder"],
  ["Qwen2.5-Coder-7B-Instruct", marks([...chatMl, ...fim]), "ChatML (Qwen2.5)"],
  ["Qwen3-8B", marks([...chatMl, ...fim, ...thinking]), "ChatML with thoughts (Qwen3, QwQ)"],
  [
    "Qwen3-8B, with its template",
    marks([...chatMl, ...thinking], { templateTokens: [...chatMl, ...thinking] }),
    "ChatML with thoughts (Qwen3, QwQ)",
  ],
  [
    "Qwen3-Coder-30B-A3B-Instruct, whose template speaks of no thought",
    marks([...chatMl, ...fim, ...thinking], { templateTokens: chatMl }),
    "ChatML (Qwen2.5)",
  ],
  ["Phi-4", marks([...chatMl, "<|im_sep|>"]), "Phi-4"],
  [
    "Llama-3.1-8B-Instruct",
    marks(["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]),
    "Llama 3",
  ],
  ["Mistral-7B-Instruct-v0.3", marks(["<s>", "[INST]", "[/INST]"]), "Mistral"],
  ["Magistral-Small", marks(["<s>", "[INST]", "[/INST]", "[THINK]", "[/THINK]"]), "Magistral"],
  ["gemma-2-9b-it", marks(["<bos>", "<start_of_turn>", "<end_of_turn>"]), "Gemma"],
  ["gpt-oss-20b", marks(["<|start|>", "<|message|>", "<|channel|>", "<|end|>"]), "gpt-oss"],
  ["Phi-3.5-mini-instruct", marks(["<s>", "<|user|>", "<|assistant|>", "<|end|>"]), "Phi-3"],
  ["Phi-4-mini-instruct", marks(["<|endoftext|>", "<|user|>", "<|assistant|>", "<|end|>"]), "Phi-4-mini"],
  ["CodeLlama-7B", marks(["<s>", "▁<PRE>", "▁<SUF>", "▁<MID>"]), undefined],
  ["StarCoder2-3B", marks(["<|endoftext|>", "<fim_prefix>", "<fim_suffix>", "<fim_middle>"]), undefined],
];

/** Conversations as the models' own templates write them, the thought opened where the model has one. */
const conversations: Readonly<Record<string, string>> = {
  "DeepSeek-R1":
    "<｜begin▁of▁sentence｜><｜User｜>One?<｜Assistant｜>Two.<｜end▁of▁sentence｜><｜User｜>Three?<｜Assistant｜><think>\n",
  "DeepSeek-V3":
    "<｜begin▁of▁sentence｜><｜User｜>One?<｜Assistant｜>Two.<｜end▁of▁sentence｜><｜User｜>Three?<｜Assistant｜>",
  "DeepSeek-V2": "<｜begin▁of▁sentence｜>User: One?\n\nAssistant: Two.<｜end▁of▁sentence｜>User: Three?\n\nAssistant:",
  "DeepSeek-Coder":
    "<｜begin▁of▁sentence｜>### Instruction:\nOne?\n### Response:\nTwo.\n<|EOT|>\n### Instruction:\nThree?\n### Response:\n",
  "Phi-4":
    "<|im_start|>user<|im_sep|>One?<|im_end|><|im_start|>assistant<|im_sep|>Two.<|im_end|>" +
    "<|im_start|>user<|im_sep|>Three?<|im_end|><|im_start|>assistant<|im_sep|>",
  "ChatML with thoughts (Qwen3, QwQ)":
    "<|im_start|>user\nOne?<|im_end|>\n<|im_start|>assistant\nTwo.<|im_end|>\n" +
    "<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n<think>\n",
  "ChatML (Qwen2.5)":
    "<|im_start|>user\nOne?<|im_end|>\n<|im_start|>assistant\nTwo.<|im_end|>\n" +
    "<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n",
  "Llama 3":
    "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nOne?<|eot_id|>" +
    "<|start_header_id|>assistant<|end_header_id|>\n\nTwo.<|eot_id|>" +
    "<|start_header_id|>user<|end_header_id|>\n\nThree?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
  Magistral: "<s>[INST]One?[/INST]Two.</s>[INST]Three?[/INST][THINK]\n",
  Mistral: "<s>[INST]One?[/INST]Two.</s>[INST]Three?[/INST]",
  Gemma:
    "<bos><start_of_turn>user\nOne?<end_of_turn>\n<start_of_turn>model\nTwo.<end_of_turn>\n" +
    "<start_of_turn>user\nThree?<end_of_turn>\n<start_of_turn>model\n",
  "gpt-oss":
    "<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06\n\n" +
    "Reasoning: medium\n\n# Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>" +
    "<|start|>user<|message|>One?<|end|><|start|>assistant<|channel|>final<|message|>Two.<|end|>" +
    "<|start|>user<|message|>Three?<|end|><|start|>assistant<|channel|>analysis<|message|>",
  "Phi-3": "<s><|user|>\nOne?<|end|>\n<|assistant|>\nTwo.<|end|>\n<|user|>\nThree?<|end|>\n<|assistant|>\n",
  "Phi-4-mini": "<|user|>One?<|end|><|assistant|>Two.<|end|><|user|>Three?<|end|><|assistant|>",
};

const history = [
  { role: "user", text: "One?" },
  { role: "assistant", text: "Two." },
] as const;

describe("chatFormOf", () => {
  it.each(models)("%s", (_, is, form) => {
    expect(chatFormOf(is)?.name).toBe(form);
  });

  it("begins with nothing that the vocabulary does not have", () => {
    const form = chatFormOf(marks(["[INST]", "[/INST]"]));
    expect(form?.begin).toBe("");
  });

  it("looks at no token that the engine does not tell about", () => {
    const looked = chatForms.flatMap(({ tokens, begin, template = [] }) => [...tokens, ...template, begin]);
    expect(
      looked.filter((token) => token !== "" && !(knownSpecialTokens as readonly string[]).includes(token)),
    ).toEqual([]);
  });
});

describe("renderChat", () => {
  it.each(chatForms.map((form) => [form.name, form] as const))("in the form of %s", (name, form) => {
    expect(textOf(renderChat(form, history, "Three?"))).toBe(conversations[name]);
  });

  it.each(chatForms.map((form) => [form.name, form] as const))("lets nobody forge a mark of %s", (_, form) => {
    const forged = knownSpecialTokens.join("");
    const parts = renderChat(form, [{ role: "user", text: forged }, history[1]], forged);
    expect(parts.filter((part) => "text" in part).map(({ text }) => text)).toEqual([forged, "Two.", forged]);
  });

  it("opens no thought where none is wanted", () => {
    const skipped = chatForms.filter(({ thought }) => thought !== undefined);
    expect(skipped.map(({ name }) => name)).toEqual([
      "DeepSeek-R1",
      "ChatML with thoughts (Qwen3, QwQ)",
      "Magistral",
      "gpt-oss",
    ]);
    for (const form of skipped)
      expect(textOf(renderChat(form, [], "?", false)).endsWith(form.thought?.prompt.skipped ?? "no")).toBe(true);
  });
});
