import type { PonderError } from "../errors.js";
import type { PromptDefinition, TurnEvent } from "../events.js";
import type { ModelStatus } from "../model.js";
import type { ThinkingEffort, ThoughtDisplay } from "../settings.js";
import type { SlashName } from "./slash.js";
import type {
  CandidateView,
  ContextChip,
  OpenConversation,
  PanelDoctor,
  PanelDownload,
  PanelState,
  ProposalCard,
  QuestionMeasure,
  Turn,
} from "./state.js";

/** Everything that can happen to the panel's state. */
export type PanelAction =
  | { readonly type: "turnAdded"; readonly turn: Turn }
  /** A queued turn begins. */
  | { readonly type: "turnStarted"; readonly turnId: string }
  /** A queued turn was taken back. */
  | { readonly type: "turnRemoved"; readonly turnId: string }
  /** The next turn goes on where this one's answer ends. */
  | { readonly type: "turnContinued"; readonly turnId: string }
  /** `at`: when the host received it, in milliseconds since the epoch. */
  | { readonly type: "turnEvent"; readonly turnId: string; readonly event: TurnEvent; readonly at: number }
  /** More of a text that was too long for one post (see `longTexts.ts`). */
  | {
      readonly type: "textAdded";
      readonly turnId: string;
      readonly part: "thought" | "answer";
      readonly text: string;
    }
  | { readonly type: "turnEnded"; readonly turnId: string; readonly status: "done" | "stopped" }
  | { readonly type: "turnFailed"; readonly turnId: string; readonly error: PonderError }
  /** Whether the files are kept as they were before what was accepted in the turn. */
  | { readonly type: "checkpointChanged"; readonly turnId: string; readonly kept: boolean }
  /** A verified fix is done: what its first answer streamed gives way to the best candidate. */
  | { readonly type: "candidatesRanked"; readonly turnId: string; readonly candidates: readonly CandidateView[] }
  /** Another candidate is looked at. Its proposal follows, if it has one. */
  | { readonly type: "candidateShown"; readonly turnId: string; readonly candidate: number }
  | { readonly type: "proposalAdded"; readonly turnId: string; readonly proposal: ProposalCard }
  /** The proposal with this id is another one now. */
  | { readonly type: "proposalChanged"; readonly proposal: ProposalCard }
  | { readonly type: "contextChanged"; readonly context: readonly ContextChip[]; readonly automaticContext: boolean }
  /** What the next question would take was counted, or is not known any more. */
  | { readonly type: "measured"; readonly measure?: QuestionMeasure }
  | { readonly type: "slashChanged"; readonly slash: readonly SlashName[] }
  | { readonly type: "modelChanged"; readonly model: ModelStatus }
  | { readonly type: "downloadsChanged"; readonly downloads: readonly PanelDownload[] }
  /** The doctor's page is another one now; without one it is closed. */
  | { readonly type: "doctorChanged"; readonly doctor?: PanelDoctor }
  | { readonly type: "thinkingChanged"; readonly effort: ThinkingEffort; readonly display: ThoughtDisplay }
  /** Another conversation, or a new one without turns, takes the place of the open one. */
  | {
      readonly type: "conversationOpened";
      readonly conversation: OpenConversation;
      readonly turns: readonly Turn[];
    }
  /** The open conversation got a title, or an id of its own. */
  | { readonly type: "conversationNamed"; readonly conversation: OpenConversation };

/** The one place where the panel's state changes; the host and the view run the same code. Pure. */
export function reducePanel(state: PanelState, action: PanelAction): PanelState {
  switch (action.type) {
    case "turnAdded":
      // Whoever asks wants to see the answer.
      return { ...withoutDoctor(state), turns: [...state.turns, action.turn] };
    case "turnStarted":
      return withTurn(state, action.turnId, ({ queued: _, ...turn }) => turn);
    case "turnRemoved":
      return { ...state, turns: state.turns.filter(({ id }) => id !== action.turnId) };
    case "turnContinued":
      return withTurn(state, action.turnId, (turn) => ({ ...turn, continued: true }));
    case "turnEvent":
      return withTurn(state, action.turnId, (turn) => applyEvent(turn, action.event, action.at));
    case "textAdded":
      return withTurn(state, action.turnId, ({ thought, answer, ...turn }) =>
        action.part === "answer"
          ? { ...turn, thought, answer: answer + action.text }
          : { ...turn, thought: { ...thought, text: thought.text + action.text }, answer },
      );
    case "turnEnded":
      return withTurn(state, action.turnId, (turn) => closeTurn(turn, action.status));
    case "turnFailed":
      return withTurn(state, action.turnId, (turn) => ({ ...closeTurn(turn, "failed"), error: action.error }));
    case "checkpointChanged":
      return withTurn(state, action.turnId, ({ checkpoint: _, ...turn }) => ({
        ...turn,
        ...(action.kept && { checkpoint: true }),
      }));
    case "candidatesRanked":
      return withTurn(state, action.turnId, (turn) => withCandidate(turn, action.candidates, 0));
    case "candidateShown":
      return withTurn(state, action.turnId, (turn) =>
        withCandidate(turn, turn.candidates?.all ?? [], action.candidate),
      );
    case "proposalAdded":
      return withTurn(state, action.turnId, (turn) => ({ ...turn, proposal: action.proposal }));
    case "proposalChanged":
      return {
        ...state,
        turns: state.turns.map((turn) =>
          turn.proposal?.id === action.proposal.id ? { ...turn, proposal: action.proposal } : turn,
        ),
      };
    case "contextChanged":
      return { ...state, context: action.context, automaticContext: action.automaticContext };
    case "measured": {
      const { measure: _, ...rest } = state;
      return action.measure ? { ...rest, measure: action.measure } : rest;
    }
    case "slashChanged":
      return { ...state, slash: action.slash };
    case "modelChanged":
      return { ...state, model: action.model };
    case "downloadsChanged":
      return { ...state, downloads: action.downloads };
    case "doctorChanged":
      return action.doctor ? { ...state, doctor: action.doctor } : withoutDoctor(state);
    case "thinkingChanged":
      return { ...state, effort: action.effort, display: action.display };
    case "conversationOpened":
      return { ...withoutDoctor(state), conversation: action.conversation, turns: action.turns };
    case "conversationNamed":
      return { ...state, conversation: action.conversation };
  }
}

function withoutDoctor({ doctor: _, ...state }: PanelState): PanelState {
  return state;
}

function withTurn(state: PanelState, id: string, change: (turn: Turn) => Turn): PanelState {
  return { ...state, turns: state.turns.map((turn) => (turn.id === id ? change(turn) : turn)) };
}

/** A turn that shows one of its candidates; one that is no edit has no proposal. */
function withCandidate(turn: Turn, all: readonly CandidateView[], shown: number): Turn {
  const candidate = all[shown];
  if (candidate === undefined) return turn;
  const { proposal, ...rest } = turn;
  const { thought, answer, failure } = candidate;
  return { ...rest, thought, answer, candidates: { shown, all }, ...(proposal && !failure && { proposal }) };
}

function applyEvent(turn: Turn, event: TurnEvent, at: number): Turn {
  switch (event.type) {
    case "phase":
      return {
        ...turn,
        phase: { name: event.phase, ...(event.progress === undefined ? {} : { progress: event.progress }) },
      };
    case "context": {
      const { type: _, ...contextUse } = event;
      return { ...turn, contextUse };
    }
    case "thinking":
      return {
        ...turn,
        status: "thinking",
        thinkingSince: turn.thinkingSince ?? at,
        thought: {
          ...turn.thought,
          text: turn.thought.text + event.text,
          ...(event.tokens !== undefined && { tokens: event.tokens }),
          ...(event.budget !== undefined && { budget: event.budget }),
        },
      };
    case "thinkingDone": {
      const { ms, tokens, closedBy } = event;
      return { ...turn, thought: { ...turn.thought, closed: true, ms, tokens, ...(closedBy && { closedBy }) } };
    }
    case "answer":
      return { ...turn, status: "answering", answer: turn.answer + event.text };
    case "candidates": {
      const { type: _, ...progress } = event;
      return { ...turn, progress };
    }
    case "definitions":
      return { ...turn, definitions: withoutTwins([...(turn.definitions ?? []), ...event.definitions]) };
    case "block": {
      const { type: _, ...block } = event;
      return { ...turn, block };
    }
    case "usage": {
      const { type: _, ...usage } = event;
      return { ...turn, usage };
    }
    case "error": {
      const { type: _, ...error } = event;
      return { ...closeTurn(turn, "failed"), error };
    }
    case "proposal":
      // The host keeps the proposal and adds a card (`proposalAdded`): hunks have no business in the view.
      return turn;
  }
}

/** Blocks of one file use the same names. */
function withoutTwins(definitions: readonly PromptDefinition[]): readonly PromptDefinition[] {
  const key = ({ path, range: { start } }: PromptDefinition) =>
    `${path}:${String(start.line)}:${String(start.character)}`;
  return [...new Map(definitions.map((definition) => [key(definition), definition])).values()];
}

/** An interrupted thought counts as closed: nothing will be added to it. */
export function closeTurn(turn: Turn, status: "done" | "stopped" | "failed"): Turn {
  const { phase: _, queued: __, progress: ___, block: ____, ...rest } = turn;
  return { ...rest, status, thought: { ...turn.thought, closed: true } };
}
