import { chatCommands, type ChatCommand, type ChatMeasure, type ContextKind } from "../chat.js";
import type { EditKind, FileEdit } from "../edits.js";
import type { PonderError } from "../errors.js";
import type {
  BlockEvent,
  CandidatesEvent,
  ContextEvent,
  Phase,
  PromptDefinition,
  ThoughtClosedBy,
  Usage,
} from "../events.js";
import type { Finding } from "../health.js";
import type { ModelStatus } from "../model.js";
import type { ThinkingEffort, ThoughtDisplay } from "../settings.js";
import type { SlashName } from "./slash.js";
import type { ScoreCard } from "../verify.js";

/** A piece of context as the user sees it before and after it is sent. */
export interface ContextChip {
  /** Stable within the state. */
  readonly id: string;
  /** For example `cart.ts 12–31`. */
  readonly label: string;
  /** The full path, for the tooltip. */
  readonly title: string;
  /** Absent: a file, or a piece of one. */
  readonly kind?: ContextKind;
  /** It goes along because of the active editor; the user did not attach it. */
  readonly automatic?: true;
  /** How many tokens it has, as counted by the model that was loaded; absent: not known. */
  readonly tokens?: number;
  /** What the user should know: it was cut, or why it is not sent. */
  readonly note?: string;
  /** It cannot be sent; `note` says why. */
  readonly isMissing?: true;
}

/** What the next question would take of the model's context, counted by the model. */
export interface QuestionMeasure extends Omit<ChatMeasure, "contextTokens"> {
  /** Tokens of what goes along, by the ids of the chips. */
  readonly tokens: Readonly<Record<string, number>>;
}

/** One file of a proposal as the panel shows it. */
export interface ProposalFile {
  /** Path as the user knows it. */
  readonly path: string;
  readonly kind: FileEdit["kind"];
  /** Lines that are added and removed; a changed line counts as both. */
  readonly added: number;
  readonly removed: number;
  /** Changed pieces, and how many of them were accepted. */
  readonly hunks: number;
  readonly accepted: number;
  /** `stale`: a piece of it has no certain place any more. */
  readonly state: "open" | "accepted" | "discarded" | "stale";
}

/** A proposal as the panel shows it. The hunks stay in the host; the panel knows only the id. */
export interface ProposalCard {
  readonly id: string;
  readonly files: readonly ProposalFile[];
  /**
   * `stale`: a file has changed so that a piece has no certain place. `gone`: it was open when VS Code was closed, and
   * cannot be accepted any more. `restored`: it was accepted, and taken back with its turn.
   */
  readonly state: ProposalFile["state"] | "gone" | "restored";
  /** What the user should know before he accepts: blocks that were not placed, checks that failed. Absent: nothing. */
  readonly warnings?: readonly string[];
}

/** `waiting` covers queue, model loading and prompt reading; `phase` says which. */
export type TurnStatus = "waiting" | "thinking" | "answering" | "done" | "stopped" | "failed";

/** The thought of a turn. */
export interface Thought {
  readonly text: string;
  readonly closed: boolean;
  /** How long it took, in milliseconds, once it is closed. */
  readonly ms?: number;
  /** Tokens so far. */
  readonly tokens?: number;
  /** Tokens that it may have. */
  readonly budget?: number;
  /** Why it was closed before the model did it; absent: the model did. */
  readonly closedBy?: ThoughtClosedBy;
}

/** Work of commands that asks for no change of code. `apply`: edits of an answer that the user brought along; no model was asked. */
export const otherCommands = ["review", "tests", "commit", "apply"] as const;
/** What a turn is: a question of the chat, or a piece of work that a command began. */
export type TurnCommand = ChatCommand | EditKind | (typeof otherCommands)[number];

/** A candidate of a verified fix as the panel shows it. */
export interface CandidateView extends Pick<Turn, "thought" | "answer"> {
  readonly score: ScoreCard;
  /** Why it is no edit; absent: it is one. */
  readonly failure?: PonderError;
}

/** The candidates of a verified fix. */
export interface ShownCandidates {
  /** Which of them is shown, from 0. */
  readonly shown: number;
  /** Best first. */
  readonly all: readonly CandidateView[];
}

export interface Turn {
  readonly id: string;
  readonly command: TurnCommand;
  /** What the user asked, as it is shown. */
  readonly question: string;
  readonly context: readonly ContextChip[];
  /** Of a fix: what the editor found of the names in the code; absent: nothing. */
  readonly definitions?: readonly PromptDefinition[];
  readonly status: TurnStatus;
  /** It waits until the turns before it are over, and can still be taken back. */
  readonly queued?: true;
  readonly phase?: { readonly name: Phase; readonly progress?: number };
  /** When the first token of the thought came, in milliseconds since the epoch, for the running clock. */
  readonly thinkingSince?: number;
  readonly thought: Thought;
  /** How much the model was to think. */
  readonly effort?: ThinkingEffort;
  /** Markdown. */
  readonly answer: string;
  readonly proposal?: ProposalCard;
  /** What was accepted of it can be taken back: the files are kept as they were. */
  readonly checkpoint?: true;
  /** Of a verified fix; `thought`, `answer` and `proposal` are those of the candidate that is shown. */
  readonly candidates?: ShownCandidates;
  /** How far the candidates of a verified fix are; absent: there is one, or they are done. */
  readonly progress?: Omit<CandidatesEvent, "type">;
  /** Of a `fixAll`: which block is looked at; absent: there is one, or they are done. */
  readonly block?: Omit<BlockEvent, "type">;
  readonly usage?: Usage;
  /** How the conversation fits into the model's context. */
  readonly contextUse?: Omit<ContextEvent, "type">;
  readonly error?: PonderError;
  /** It was stopped, and the next turn goes on where its answer ends: half an answer that counts as one. */
  readonly continued?: true;
}

/** Whether a turn is a question of the chat. Other work belongs to a text as it was then, and cannot be asked again. */
export function isChat({ command }: Pick<Turn, "command">): boolean {
  return (chatCommands as readonly string[]).includes(command);
}

/** Whether something of a turn is still to come. */
export function isUnfinished({ status }: Pick<Turn, "status">): boolean {
  return status === "waiting" || status === "thinking" || status === "answering";
}

/** The conversation that is open. */
export interface OpenConversation {
  /** Of its file; later turns of the same conversation reuse what the model has read of it. */
  readonly id: string;
  /** Empty while nothing was asked. */
  readonly title: string;
}

/** A download as the panel shows it. */
export interface PanelDownload {
  readonly uri: string;
  readonly name: string;
  /** How it stands, in the user's language. */
  readonly text: string;
  /** Share that is there, 0 to 1; absent while the size is not known. */
  readonly share?: number;
}

/** The doctor's page: it is looking, or this is what it found. */
export type PanelDoctor =
  { readonly state: "running" } | { readonly state: "done"; readonly findings: readonly Finding[] };

/** All that the panel shows. Owned by the host; the view holds a copy and never changes it by itself. */
export interface PanelState {
  readonly conversation: OpenConversation;
  readonly turns: readonly Turn[];
  /** What goes along with the next question. */
  readonly context: readonly ContextChip[];
  /** Whether the active editor goes along by itself. */
  readonly automaticContext: boolean;
  /** What the next question would take; absent: not known. */
  readonly measure?: QuestionMeasure;
  /** Commands that can be written at the beginning of a question. */
  readonly slash: readonly SlashName[];
  readonly model: ModelStatus;
  /** Models that are being downloaded. */
  readonly downloads: readonly PanelDownload[];
  /** How much the model may think about the next question. */
  readonly effort: ThinkingEffort;
  readonly display: ThoughtDisplay;
  /** Shown in the place of the conversation; absent: closed. */
  readonly doctor?: PanelDoctor;
}

export const emptyPanelState: PanelState = {
  conversation: { id: "", title: "" },
  turns: [],
  context: [],
  automaticContext: true,
  slash: [],
  model: { state: "idle", isDemo: true },
  downloads: [],
  effort: "medium",
  display: "auto",
};
