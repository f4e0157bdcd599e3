import { thinkingEfforts, type ThinkingEffort } from "../settings.js";
import { parseMention } from "./mention.js";
import type { PanelState } from "./state.js";
import type { PanelAction } from "./reduce.js";

/** Host → view. A view that just appeared (`ready`) gets a snapshot; from then on only actions, in order. */
export type HostMessage =
  /** All there is to show. Replaces what the view has. */
  | { readonly type: "snapshot"; readonly state: PanelState }
  /** What happened since, in order. */
  | { readonly type: "actions"; readonly actions: readonly PanelAction[] }
  /** Puts the caret into the question field. */
  | { readonly type: "focus" }
  /** The answer to `suggest` with the same number. */
  | { readonly type: "suggestions"; readonly request: number; readonly items: readonly Suggestion[] };

/** What can be mentioned by its name: `#file:…`, `#folder:…`, `#symbol:…`. */
export const mentionTargets = ["file", "folder", "symbol"] as const;
export type MentionTarget = (typeof mentionTargets)[number];

/** Something that a mention can name. */
export interface Suggestion {
  /** What is written into the question, such as `#file:src/cart.ts`. */
  readonly mention: string;
  readonly label: string;
  /** Where it is. */
  readonly detail: string;
}

/** Commands that a button of the panel may run. The host maps them to VS Code commands; nothing else is reachable. */
export const panelCommands = [
  "getModel",
  "chooseModel",
  "acceptModel",
  "runDoctor",
  "tryFix",
  "showLog",
  "restart",
  "newChat",
  "exportChat",
] as const;
export type PanelCommand = (typeof panelCommands)[number];

/** What the buttons of a code block do: into the editor at the cursor, into a new document, as a proposed edit. */
export const codeActions = ["insert", "newFile", "apply"] as const;
export type CodeAction = (typeof codeActions)[number];

/**
 * `showChanges`: what has changed in the file since. `matchAgain`: finds new places for the edits of the same answer, in
 * the files as they are now.
 */
export const proposalActions = ["review", "accept", "discard", "showChanges", "matchAgain"] as const;
export type ProposalAction = (typeof proposalActions)[number];
export const proposalFileActions = ["review", "accept", "discard"] as const;
export type ProposalFileAction = (typeof proposalFileActions)[number];

/** What the buttons of the doctor's page do. `stop` ends the examination, `copy` copies the report to show to others. */
export const doctorActions = ["again", "stop", "copy", "close"] as const;
export type DoctorAction = (typeof doctorActions)[number];

/** A code block of an answer. */
export interface CodeBlock {
  readonly code: string;
  /** What stands behind the opening fence: a language, maybe a path. */
  readonly info: string;
  /** The line above the block, which may name a path. */
  readonly above: string;
}

/** View → host. The host checks each with {@link parseViewMessage} before it looks at it. */
export type ViewMessage =
  /** The view is loaded (also after it was hidden) and wants a snapshot. */
  | { readonly type: "ready" }
  /** Asks a question, with the context that the state shows. */
  | { readonly type: "ask"; readonly text: string }
  /** Stops the running turn. */
  | { readonly type: "stop" }
  /** Closes the thought of the running turn: the model goes on with the answer. */
  | { readonly type: "answerNow" }
  /** Asks the turn's question once more with more effort, in the place of its answer. */
  | { readonly type: "thinkMore"; readonly turnId: string }
  /** How much the model may think from the next question on. */
  | { readonly type: "setEffort"; readonly effort: ThinkingEffort }
  /** What stands in the question field, from time to time: its mentions, and what it would take. */
  | { readonly type: "draft"; readonly text: string }
  /** Leaves a piece of context out of the next question. */
  | { readonly type: "removeContext"; readonly id: string }
  /** Lets the user choose what else goes along. */
  | { readonly type: "addContext" }
  /** Files and folders were dropped onto the panel. */
  | { readonly type: "dropContext"; readonly uris: readonly string[] }
  /** Whether the active editor goes along by itself from now on. */
  | { readonly type: "setAutomaticContext"; readonly on: boolean }
  /** Shows a piece of context as it went along with a turn; with an empty `turnId`, as it would go along now. */
  | { readonly type: "showContext"; readonly id: string; readonly turnId: string }
  /** Asks for what a mention could name. Answered by `suggestions`. */
  | { readonly type: "suggest"; readonly request: number; readonly target: MentionTarget; readonly query: string }
  /** Does something with a proposal. */
  | { readonly type: "proposal"; readonly id: string; readonly action: ProposalAction }
  /** Shows another candidate of a verified fix, counted from 0. */
  | { readonly type: "showCandidate"; readonly turnId: string; readonly candidate: number }
  /** Does something with one file of a proposal, counted from 0. */
  | { readonly type: "proposalFile"; readonly id: string; readonly file: number; readonly action: ProposalFileAction }
  /** Asks the question of a failed or stopped turn again. */
  | { readonly type: "retry"; readonly turnId: string }
  /** Asks another question in the place of this turn's, with the same context; what followed stays in the history. */
  | { readonly type: "editTurn"; readonly turnId: string; readonly text: string }
  /** Asks the turn's question once more, in the place of its answer. */
  | { readonly type: "regenerate"; readonly turnId: string }
  /** Goes on in a new conversation that ends with this turn. */
  | { readonly type: "branch"; readonly turnId: string }
  /** Lets the model go on where its stopped answer ends. */
  | { readonly type: "goOn"; readonly turnId: string }
  /** Puts the files back as they were before the turn, and what was accepted behind it. */
  | { readonly type: "restore"; readonly turnId: string }
  /** Takes a queued question back. */
  | { readonly type: "removeQueued"; readonly turnId: string }
  /** A click on a link of an answer. Only `https:` is accepted; the host asks before it opens it. */
  | { readonly type: "openLink"; readonly href: string }
  /** Shows in the editor what the turn's thought mentions; see `mention.ts`. The host looks for it. */
  | { readonly type: "reveal"; readonly turnId: string; readonly mention: string }
  /** Puts a text on the clipboard. */
  | { readonly type: "copy"; readonly text: string }
  /** Uses a code block of the turn's answer. Nothing is written but what the user asked for: `apply` shows a diff first. */
  | ({ readonly type: "useCode"; readonly turnId: string; readonly action: CodeAction } & CodeBlock)
  /** Ends a download; what was fetched is kept. */
  | { readonly type: "cancelDownload"; readonly uri: string }
  | { readonly type: "doctor"; readonly action: DoctorAction }
  /** Does what helps against a finding of the doctor, counted from 0. */
  | { readonly type: "doctorFix"; readonly finding: number }
  /** Runs a command. */
  | { readonly type: "run"; readonly command: PanelCommand };

/** Most files that are taken at once. */
export const maxDropped = 100;

/** Longest text that a view message may carry, in UTF-16 code units. */
export const maxViewText = 1_000_000;

/**
 * Checks a message from the view, which may be hostile: unknown types, further fields, wrong types and oversized
 * texts give `undefined`.
 */
export function parseViewMessage(raw: unknown): ViewMessage | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return undefined;
  const message = raw as Record<string, unknown>;
  const type = message["type"];
  if (typeof type !== "string" || !Object.hasOwn(viewFields, type)) return undefined;
  const fields = viewFields[type as ViewMessage["type"]];
  if (Object.keys(message).length !== Object.keys(fields).length + 1) return undefined;
  for (const [name, isValid] of Object.entries(fields)) {
    if (!Object.hasOwn(message, name) || !isValid(message[name])) return undefined;
  }
  return message as unknown as ViewMessage;
}

type Check = (value: unknown) => boolean;
const aBoolean: Check = (value) => typeof value === "boolean";
const aNumber: Check = (value) => Number.isSafeInteger(value);
const texts: Check = (value) => Array.isArray(value) && value.length <= maxDropped && value.every(text);
const text: Check = (value) => typeof value === "string" && value.length <= maxViewText;
const index: Check = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;
const oneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && choices.includes(value);

const viewFields: Record<ViewMessage["type"], Record<string, Check>> = {
  ready: {},
  ask: { text },
  stop: {},
  answerNow: {},
  thinkMore: { turnId: text },
  setEffort: { effort: oneOf(thinkingEfforts) },
  draft: { text },
  removeContext: { id: text },
  addContext: {},
  dropContext: { uris: texts },
  setAutomaticContext: { on: aBoolean },
  showContext: { id: text, turnId: text },
  suggest: { request: aNumber, target: oneOf(mentionTargets), query: text },
  proposal: { id: text, action: oneOf(proposalActions) },
  proposalFile: { id: text, file: index, action: oneOf(proposalFileActions) },
  showCandidate: { turnId: text, candidate: index },
  retry: { turnId: text },
  editTurn: { turnId: text, text },
  regenerate: { turnId: text },
  branch: { turnId: text },
  goOn: { turnId: text },
  restore: { turnId: text },
  removeQueued: { turnId: text },
  openLink: { href: (value) => text(value) && isHttps(value as string) },
  reveal: { turnId: text, mention: (value) => text(value) && parseMention(value as string) !== undefined },
  copy: { text },
  useCode: { turnId: text, action: oneOf(codeActions), code: text, info: text, above: text },
  cancelDownload: { uri: text },
  doctor: { action: oneOf(doctorActions) },
  doctorFix: { finding: index },
  run: { command: oneOf(panelCommands) },
};

/** Tells whether a link is plain `https:`. Everything else (`command:`, `file:`, `data:` …) stays inert. */
export function isHttps(href: string): boolean {
  return /^https:\/\/[^\s/\\@]+(?:[/?#][^\s\\]*)?$/i.test(href);
}
