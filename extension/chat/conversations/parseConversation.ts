import { chatCommands } from "../../../protocol/chat.js";
import { editKinds } from "../../../protocol/edits.js";
import { errorCodes } from "../../../protocol/errors.js";
import { thoughtClosedBy } from "../../../protocol/events.js";
import { otherCommands, type Thought, type Turn } from "../../../protocol/panel/state.js";
import { thinkingEfforts } from "../../../protocol/settings.js";
import { conversationVersion, type ChatAsk, type SavedConversation, type SavedTurn } from "./savedConversation.js";

/** The file was written by a newer Ponder: it is not broken, but cannot be read here. */
export class NewerConversation extends Error {}

/**
 * Reads the text of a file, which anything may have written.
 *
 * A field that may be absent and is not what it should be is left out; anything else that is wrong throws.
 *
 * @throws `NewerConversation`, or an `Error` that says what is wrong.
 */
export function parseConversation(text: string, id: string): SavedConversation {
  const raw = record(JSON.parse(text));
  if (!raw) throw new Error("it is no object");
  const version = raw["version"];
  if (typeof version === "number" && version > conversationVersion) throw new NewerConversation();
  if (version !== conversationVersion) throw new Error("it has no version");
  const { title, titledBy, branchOf, createdAt, updatedAt, turns } = raw;
  if (raw["id"] !== id) throw new Error("it is the file of another conversation");
  if (!isText(title) || !isTime(createdAt) || !isTime(updatedAt) || !Array.isArray(turns)) {
    throw new Error("title, times or turns are missing");
  }
  if (titledBy !== "question" && titledBy !== "model" && titledBy !== "user") throw new Error("titledBy is unknown");
  return {
    id,
    title,
    titledBy,
    ...(isText(branchOf) && { branchOf }),
    createdAt,
    updatedAt,
    turns: turns.map(savedTurn),
  };
}

type Check = (value: unknown) => boolean;
/** Every field of `T`, so that a new one does not compile before it is checked here. `required` ones first. */
type Checks<T> = { readonly [K in keyof Required<T>]: Check };

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isTime = isCount;
const isTrue: Check = (value) => value === true;
const isFlag: Check = (value) => typeof value === "boolean";
const oneOf =
  (...choices: readonly string[]): Check =>
  (value) =>
    isText(value) && choices.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** An object with at least these fields. */
const withFields =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) => {
    const object = record(value);
    return object !== undefined && Object.entries(fields).every(([name, check]) => check(object[name]));
  };

const position = withFields({ line: isCount, character: isCount });
const thoughtChecks: Checks<Thought> = {
  text: isText,
  closed: isFlag,
  ms: isCount,
  tokens: isCount,
  budget: isCount,
  closedBy: oneOf(...thoughtClosedBy),
};
const turnChecks: Checks<Turn> = {
  id: isText,
  command: oneOf(...chatCommands, ...editKinds, ...otherCommands),
  question: isText,
  context: listOf(withFields({ id: isText, label: isText, title: isText })),
  status: oneOf("waiting", "thinking", "answering", "done", "stopped", "failed"),
  queued: isTrue,
  // What a turn waits for is over when it is read again.
  phase: () => false,
  progress: () => false,
  block: () => false,
  // Candidates live as long as the process; what was shown of them is kept.
  candidates: () => false,
  thinkingSince: isTime,
  thought: withFields({ text: isText, closed: isFlag }),
  effort: oneOf(...thinkingEfforts),
  answer: isText,
  proposal: withFields({
    id: isText,
    files: listOf(
      withFields({
        path: isText,
        kind: oneOf("edit", "create"),
        added: isCount,
        removed: isCount,
        hunks: isCount,
        accepted: isCount,
        state: oneOf("open", "accepted", "discarded", "stale"),
      }),
    ),
    state: oneOf("open", "accepted", "discarded", "stale", "gone", "restored"),
    warnings: (value) => value === undefined || listOf(isText)(value),
  }),
  usage: withFields({
    promptTokens: isCount,
    evaluatedTokens: isCount,
    generatedTokens: isCount,
    ttftMs: isCount,
    tokensPerSecond: isCount,
    draftedTokens: (value) => value === undefined || isCount(value),
    acceptedTokens: (value) => value === undefined || isCount(value),
  }),
  definitions: listOf(
    withFields({ path: isText, range: withFields({ start: position, end: position }), tokens: isCount }),
  ),
  contextUse: withFields({ leftOutTurns: isCount, promptTokens: isCount, contextSize: isCount }),
  error: withFields({ code: oneOf(...errorCodes), message: isText, hint: isText }),
  checkpoint: isTrue,
  continued: isTrue,
};
const requiredOfTurn: readonly (keyof Turn)[] = ["id", "command", "question", "context", "status", "thought", "answer"];
const requiredOfThought: readonly (keyof Thought)[] = ["text", "closed"];

const isItem = withFields({
  path: isText,
  languageId: isText,
  text: isText,
  uri: (value) => value === undefined || isText(value),
  range: (value) => value === undefined || withFields({ start: position, end: position })(value),
});
const isAsk = withFields({ command: oneOf(...chatCommands), question: isText, items: listOf(isItem) });

function savedTurn(raw: unknown): SavedTurn {
  const saved = record(raw) ?? {};
  const turn = checked<Turn>(saved["turn"], turnChecks, requiredOfTurn, "a turn");
  const thought = checked<Thought>(turn.thought, thoughtChecks, requiredOfThought, "a thought");
  return { turn: { ...turn, thought }, ...(isAsk(saved["ask"]) && { ask: saved["ask"] as ChatAsk }) };
}

function checked<T>(raw: unknown, checks: Checks<T>, required: readonly (keyof T)[], what: string): T {
  const fields = Object.entries(record(raw) ?? {}).filter(
    ([name, value]) => Object.hasOwn(checks, name) && checks[name as keyof T](value),
  );
  const names = new Set(fields.map(([name]) => name));
  const missing = required.filter((name) => !names.has(String(name)));
  if (missing.length > 0) throw new Error(`${what} has no good ${missing.map(String).join(", ")}`);
  return Object.fromEntries(fields) as T;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
