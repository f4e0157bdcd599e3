import {
  ChatMLChatWrapper,
  DeepSeekChatWrapper,
  GemmaChatWrapper,
  HarmonyChatWrapper,
  Llama3ChatWrapper,
  MistralChatWrapper,
  QwenChatWrapper,
  SpecialToken,
  type ChatHistoryItem,
  type ChatWrapper,
} from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { chatForms } from "../../../language-server/prompts/chatForms.js";
import { renderChat } from "../../../language-server/prompts/renderChat.js";

const messages = ["One?", "Two.", "Three?"] as const;

/** Forms that somebody else has written down too, with how a sequence begins and ends there. */
const others: readonly (readonly [form: string, wrapper: ChatWrapper, begin: string, end: string])[] = [
  ["DeepSeek-R1", new DeepSeekChatWrapper(), "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"],
  ["DeepSeek-V3", new DeepSeekChatWrapper(), "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"],
  ["ChatML (Qwen2.5)", new ChatMLChatWrapper(), "", ""],
  ["ChatML with thoughts (Qwen3, QwQ)", new QwenChatWrapper(), "", ""],
  ["Llama 3", new Llama3ChatWrapper(), "<|begin_of_text|>", ""],
  ["Mistral", new MistralChatWrapper(), "<s>", "</s>"],
  ["Gemma", new GemmaChatWrapper(), "<bos>", ""],
  ["gpt-oss", new HarmonyChatWrapper(), "", ""],
];

const textOf = (parts: readonly PromptPart[]) =>
  parts.map((part) => ("text" in part ? part.text : part.special)).join("");

/** What a wrapper of node-llama-cpp writes, without a system prompt. */
function written(wrapper: ChatWrapper, begin: string, end: string): string {
  const [first, answer, second] = messages;
  const chatHistory: readonly ChatHistoryItem[] = [
    { type: "user", text: first },
    { type: "model", response: [answer] },
    { type: "user", text: second },
    { type: "model", response: [] },
  ];
  const { contextText } = wrapper.generateContextState({ chatHistory });
  const texts = contextText.values.map((value) => {
    if (typeof value === "string") return value;
    if (!(value instanceof SpecialToken)) return value.value;
    return value.value === "BOS" ? begin : end;
  });
  return texts.join("").replace(/^Current date: .*\n/m, "");
}

describe("the forms of chats and those of node-llama-cpp", () => {
  it.each(others)("%s is the same", (name, wrapper, begin, end) => {
    const form = chatForms.find((one) => one.name === name);
    if (form === undefined) throw new Error(`no form ${name}`);
    const [first, answer, second] = messages;
    const history = [
      { role: "user", text: first },
      { role: "assistant", text: answer },
    ] as const;
    // The opened thought is ours; theirs leaves it to the model.
    const { thought: _, ...plain } = form;
    expect(textOf(renderChat(plain, history, second))).toBe(written(wrapper, begin, end));
  });
});
