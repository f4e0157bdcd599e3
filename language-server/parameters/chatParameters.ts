import {
  chatCommands,
  contextKinds,
  type ChatMeasureParams,
  type ChatMessage,
  type ChatTitleParams,
  type ChatTurnParams,
  type ContextItem,
} from "../../protocol/chat.js";
import type { ContextJudgeParams } from "../../protocol/context.js";
import { readEffort } from "./readEffort.js";
import { Fields, readText } from "./fields.js";
import { readRange } from "./places.js";

export function readChatTurn(raw: unknown): ChatTurnParams {
  const fields = new Fields(raw);
  return {
    conversationId: fields.text("conversationId"),
    ...readAsked(fields),
    ...fields.partialResultToken(),
  };
}

export function readChatMeasure(raw: unknown): ChatMeasureParams {
  const fields = new Fields(raw);
  return { conversationId: fields.text("conversationId"), ...readAsked(fields), load: fields.get("load") === true };
}

function readAsked(fields: Fields): Omit<ChatTurnParams, "conversationId" | "partialResultToken"> {
  return {
    command: fields.oneOf("command", chatCommands),
    history: fields.list("history", readMessage),
    question: fields.text("question"),
    context: fields.list("context", readContextItem),
    ...readEffort(fields),
  };
}

export function readContextJudge(raw: unknown): ContextJudgeParams {
  return { uris: new Fields(raw).list("uris", readText) };
}

export function readChatTitle(raw: unknown): ChatTitleParams {
  return { history: new Fields(raw).list("history", readMessage) };
}

function readMessage(raw: unknown, at: string): ChatMessage {
  const fields = new Fields(raw, at);
  return {
    role: fields.oneOf("role", ["user", "assistant"]),
    text: fields.text("text"),
    ...(fields.get("command") === undefined ? {} : { command: fields.oneOf("command", chatCommands) }),
    ...(fields.get("context") === undefined ? {} : { context: fields.list("context", readContextItem) }),
  };
}

function readContextItem(raw: unknown, at: string): ContextItem {
  const fields = new Fields(raw, at);
  const range = fields.get("range");
  return {
    ...(fields.get("kind") === undefined ? {} : { kind: fields.oneOf("kind", contextKinds) }),
    path: fields.text("path"),
    languageId: fields.text("languageId"),
    text: fields.text("text"),
    ...(range === undefined ? {} : { range: readRange(range, `${at}.range`) }),
  };
}
