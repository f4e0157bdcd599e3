import type { Sampling } from "../engine/engine.js";
import { thoughtForms, type ThoughtForm } from "../thinking/thoughtForms.js";

/** What stands around a message, as control tokens with their line ends. */
interface Around {
  readonly before: string;
  /** Empty: nothing. */
  readonly after: string;
}

/** How a family of models is spoken to. Pinned here: the template inside of a GGUF file is a program, and is never run. */
export interface ChatForm {
  readonly name: string;
  /** Control tokens that its vocabulary has, all of them. */
  readonly tokens: readonly string[];
  /** The architecture, as GGUF files name it, where the tokens alone do not tell; absent: any. */
  readonly architecture?: string;
  /** Where those do not tell either: one of these stands in the model's own template, if the file has one. */
  readonly template?: readonly string[];
  /** What a conversation begins with, where the vocabulary has it; empty: nothing. */
  readonly begin: string;
  /** What a conversation always has before its first question, where the format wants it; absent: nothing. */
  readonly preamble?: string;
  readonly user: Around;
  readonly assistant: Around;
  /** What stands before an answer of an earlier turn, behind `assistant.before`. */
  readonly earlier?: string;
  /** How it marks its thoughts; absent: it does not think before it answers. */
  readonly thought?: ThoughtForm;
  /** What its authors recommend. */
  readonly sampling: Sampling;
}

/** DeepSeek-R1 README, "Usage Recommendations": temperature 0.5 to 0.7 (0.6 is recommended), top-p 0.95. */
const r1Sampling: Sampling = { temperature: 0.6, topP: 0.95 };
/** For models that answer at once: near enough to what their `generation_config.json` say (0.6 to 0.7, 0.8 to 0.9). */
const plainSampling: Sampling = { temperature: 0.6, topP: 0.9 };

const deepSeek = {
  begin: "<｜begin▁of▁sentence｜>",
  user: { before: "<｜User｜>", after: "" },
  assistant: { before: "<｜Assistant｜>", after: "<｜end▁of▁sentence｜>" },
};

const chatMl = {
  begin: "",
  user: { before: "<|im_start|>user\n", after: "<|im_end|>\n" },
  assistant: { before: "<|im_start|>assistant\n", after: "<|im_end|>\n" },
};

const mistral = {
  begin: "<s>",
  user: { before: "[INST]", after: "[/INST]" },
  assistant: { before: "", after: "</s>" },
};

/** DeepSeek-R1 and its distills. */
export const r1Form: ChatForm = {
  name: "DeepSeek-R1",
  tokens: ["<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"],
  ...deepSeek,
  thought: thoughtForms.think,
  sampling: r1Sampling,
};

/**
 * The forms that are known, the more special ones first. Which one a model has is read from its table of tokens, and
 * where that does not tell, from its architecture; never from its name.
 *
 * Sources: the chat templates in the models' `tokenizer_config.json`, and llama.cpp's `llama-chat.cpp`.
 */
export const chatForms: readonly ChatForm[] = [
  r1Form,
  { name: "DeepSeek-V3", tokens: ["<｜User｜>", "<｜Assistant｜>"], ...deepSeek, sampling: plainSampling },
  {
    name: "DeepSeek-V2",
    tokens: ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"],
    architecture: "deepseek2",
    begin: "<｜begin▁of▁sentence｜>",
    user: { before: "User: ", after: "\n\n" },
    assistant: { before: "Assistant:", after: "<｜end▁of▁sentence｜>" },
    earlier: " ",
    sampling: plainSampling,
  },
  {
    name: "DeepSeek-Coder",
    tokens: ["<｜begin▁of▁sentence｜>", "<|EOT|>"],
    begin: "<｜begin▁of▁sentence｜>",
    user: { before: "### Instruction:\n", after: "\n" },
    assistant: { before: "### Response:\n", after: "\n<|EOT|>\n" },
    sampling: plainSampling,
  },
  {
    name: "Phi-4",
    tokens: ["<|im_start|>", "<|im_sep|>", "<|im_end|>"],
    begin: "",
    user: { before: "<|im_start|>user<|im_sep|>", after: "<|im_end|>" },
    assistant: { before: "<|im_start|>assistant<|im_sep|>", after: "<|im_end|>" },
    sampling: plainSampling,
  },
  {
    name: "ChatML with thoughts (Qwen3, QwQ)",
    tokens: ["<|im_start|>", "<|im_end|>", "<think>", "</think>"],
    // The models of the same family that answer at once have these tokens too.
    template: ["<think>", "</think>"],
    ...chatMl,
    thought: thoughtForms.think,
    sampling: r1Sampling,
  },
  { name: "ChatML (Qwen2.5)", tokens: ["<|im_start|>", "<|im_end|>"], ...chatMl, sampling: plainSampling },
  {
    name: "Llama 3",
    tokens: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
    begin: "<|begin_of_text|>",
    user: { before: "<|start_header_id|>user<|end_header_id|>\n\n", after: "<|eot_id|>" },
    assistant: { before: "<|start_header_id|>assistant<|end_header_id|>\n\n", after: "<|eot_id|>" },
    sampling: plainSampling,
  },
  {
    name: "Magistral",
    tokens: ["[INST]", "[/INST]", "[THINK]", "[/THINK]"],
    ...mistral,
    thought: thoughtForms.brackets,
    sampling: { temperature: 0.7, topP: 0.95 },
  },
  { name: "Mistral", tokens: ["[INST]", "[/INST]"], ...mistral, sampling: plainSampling },
  {
    name: "Gemma",
    tokens: ["<start_of_turn>", "<end_of_turn>"],
    begin: "<bos>",
    user: { before: "<start_of_turn>user\n", after: "<end_of_turn>\n" },
    assistant: { before: "<start_of_turn>model\n", after: "<end_of_turn>\n" },
    sampling: plainSampling,
  },
  {
    name: "gpt-oss",
    tokens: ["<|start|>", "<|message|>", "<|channel|>", "<|end|>"],
    begin: "",
    // Without the date of today: a prompt that changes each day leaves nothing in the KV cache.
    preamble:
      "<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.\n" +
      "Knowledge cutoff: 2024-06\n\nReasoning: medium\n\n" +
      "# Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>",
    user: { before: "<|start|>user<|message|>", after: "<|end|>" },
    assistant: { before: "<|start|>assistant", after: "<|end|>" },
    earlier: thoughtForms.channels.prompt.skipped,
    thought: thoughtForms.channels,
    sampling: { temperature: 1, topP: 1 },
  },
  {
    name: "Phi-3",
    tokens: ["<s>", "<|user|>", "<|assistant|>", "<|end|>"],
    begin: "<s>",
    user: { before: "<|user|>\n", after: "<|end|>\n" },
    assistant: { before: "<|assistant|>\n", after: "<|end|>\n" },
    sampling: plainSampling,
  },
  {
    name: "Phi-4-mini",
    tokens: ["<|user|>", "<|assistant|>", "<|end|>"],
    begin: "",
    user: { before: "<|user|>", after: "<|end|>" },
    assistant: { before: "<|assistant|>", after: "<|end|>" },
    sampling: plainSampling,
  },
];

/** What decides which form a model has. */
export interface ModelMarks {
  readonly specialTokens: readonly string[];
  readonly architecture: string;
  /** See `LoadedModel.templateTokens`. */
  readonly templateTokens?: readonly string[];
}

/** The form of a model; undefined: none that is known, so it cannot be talked with. */
export function chatFormOf({ specialTokens, architecture, templateTokens }: ModelMarks): ChatForm | undefined {
  const has = (token: string) => specialTokens.includes(token);
  const form = chatForms.find(
    (one) =>
      (one.architecture ?? architecture) === architecture &&
      one.tokens.every(has) &&
      (!one.template || !templateTokens || one.template.some((token) => templateTokens.includes(token))),
  );
  return form === undefined || has(form.begin) ? form : { ...form, begin: "" };
}
