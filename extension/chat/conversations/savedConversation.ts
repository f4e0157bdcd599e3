import type { ChatCommand, ContextItem } from "../../../protocol/chat.js";
import type { Turn } from "../../../protocol/panel/state.js";

/** Version of the files. One that does not know a version leaves the file alone. */
export const conversationVersion = 1;

/** A conversation as the history lists it. */
export interface ConversationHead {
  /** A UUID; also the name of the file. */
  readonly id: string;
  readonly title: string;
  /** Who made the title: the first words of the first question, the model, or the user, whose title is never changed. */
  readonly titledBy: "question" | "model" | "user";
  /** The conversation that this one was branched off; it may be gone. */
  readonly branchOf?: string;
  /** In milliseconds since the epoch. */
  readonly createdAt: number;
  /** When the last turn began or ended, in milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** A piece of context with the document it came from; other pieces, such as a terminal's text, have none. */
export interface AttachedItem extends ContextItem {
  readonly uri?: string;
}

/** What is needed to ask a question once more, also after a restart: it with the very context that was sent. */
export interface ChatAsk {
  readonly command: ChatCommand;
  /** As typed; may be empty for `explain`. */
  readonly question: string;
  readonly items: readonly AttachedItem[];
}

/** A turn with what was sent for it. */
export interface SavedTurn {
  readonly turn: Turn;
  /** Absent for a fix, which belongs to one version of a document. */
  readonly ask?: ChatAsk;
}

/** What a file holds. */
export interface SavedConversation extends ConversationHead {
  readonly turns: readonly SavedTurn[];
}

/** Longest title, in characters. */
export const maxTitleLength = 60;

/** A title for as long as there is no better one: the beginning of the question, cut between words. Pure. */
export function titleFromQuestion(question: string): string {
  const line = question.trim().split(/\r?\n/, 1)[0]?.replace(/\s+/g, " ") ?? "";
  const characters = Array.from(line);
  if (characters.length <= maxTitleLength) return line;
  const cut = characters.slice(0, maxTitleLength - 1).join("");
  const space = cut.lastIndexOf(" ");
  return `${space > maxTitleLength / 2 ? cut.slice(0, space) : cut}…`;
}
