import { commands, env } from "vscode";
import type { ViewMessage } from "../../protocol/panel/messages.js";
import type { ThinkingEffort } from "../../protocol/settings.js";
import type { CommandId } from "../commands/commandIds.js";
import { chooseAutomaticContext, chooseEffort } from "../config.js";
import type { Doctor } from "../doctor.js";
import type { CandidateChoice } from "../edits/candidateChoice.js";
import type { TurnRestore } from "../edits/checkpoints/turnRestore.js";
import type { Proposals } from "../edits/proposals.js";
import type { TurnProposals } from "../edits/turnProposals.js";
import type { ChatContext } from "./chatContext.js";
import type { CodeUse } from "./codeBlocks/codeUse.js";
import type { AttachedItem } from "./conversations/savedConversation.js";
import { revealMention } from "./mentions/revealMention.js";
import { openLink } from "./openLink.js";
import type { TurnActions } from "./conversations/turnActions.js";
import type { PanelView } from "./panelView.js";
import type { Questions } from "./questions.js";
import type { TurnRunner } from "./turnRunner.js";

/** What the panel's messages act on. */
export interface ViewTargets {
  readonly questions: Questions;
  readonly turns: TurnRunner;
  readonly answerNow: () => Promise<void>;
  readonly actions: TurnActions;
  readonly context: ChatContext;
  readonly proposals: Proposals;
  readonly turnProposals: TurnProposals;
  readonly restore: TurnRestore;
  readonly choice: CandidateChoice;
  readonly code: CodeUse;
  readonly cancelDownload: (uri: string) => void;
  readonly doctor: Doctor;
  /** Makes it the effort of the next question. */
  readonly showEffort: (effort: ThinkingEffort) => void;
  /** Answers the view. */
  readonly tell: PanelView["tell"];
  /** What was sent with a turn's question. */
  readonly sentWith: (turnId: string) => readonly AttachedItem[];
}

/** Does what the user did in the panel. The message was checked; a `ready` never comes here. */
export async function handleViewMessage(message: ViewMessage, targets: ViewTargets): Promise<void> {
  switch (message.type) {
    case "ready":
      return;
    case "ask":
      await targets.questions.ask(message.text);
      return;
    case "stop":
      targets.turns.stop();
      return;
    case "answerNow":
      await targets.answerNow();
      return;
    case "thinkMore":
      await targets.actions.thinkMore(message.turnId);
      return;
    case "setEffort":
      // A question that is sent right behind it is asked with it, too: the setting takes a moment.
      targets.showEffort(message.effort);
      await chooseEffort(message.effort);
      return;
    case "draft":
      targets.context.setDraft(message.text);
      return;
    case "removeContext":
      targets.context.remove(message.id);
      return;
    case "addContext":
      await targets.context.pick();
      return;
    case "dropContext":
      await targets.context.drop(message.uris);
      return;
    case "setAutomaticContext":
      await chooseAutomaticContext(message.on);
      return;
    case "showContext":
      await targets.context.show(message.id, message.turnId);
      return;
    case "suggest": {
      const { request, target, query } = message;
      targets.tell({ type: "suggestions", request, items: await targets.context.suggest(target, query) });
      return;
    }
    case "proposal":
      await (message.action === "matchAgain"
        ? targets.turnProposals.matchAgain(message.id)
        : targets.proposals[message.action](message.id));
      return;
    case "showCandidate":
      await targets.choice.show(message.turnId, message.candidate);
      return;
    case "proposalFile":
      await onFile(targets.proposals, message);
      return;
    case "restore":
      await targets.restore.restore(message.turnId);
      return;
    case "retry":
      targets.actions.retry(message.turnId);
      return;
    case "editTurn":
      await targets.actions.edit(message.turnId, message.text);
      return;
    case "regenerate":
      await targets.actions.regenerate(message.turnId);
      return;
    case "branch":
      await targets.actions.branch(message.turnId);
      return;
    case "goOn":
      targets.actions.goOn(message.turnId);
      return;
    case "removeQueued":
      targets.turns.removeQueued(message.turnId);
      return;
    case "openLink":
      await openLink(message.href);
      return;
    case "reveal":
      await revealMention(message.mention, targets.sentWith(message.turnId));
      return;
    case "copy":
      await env.clipboard.writeText(message.text);
      return;
    case "useCode":
      await targets.code.use(message.turnId, message.action, message);
      return;
    case "cancelDownload":
      targets.cancelDownload(message.uri);
      return;
    case "doctor":
      await targets.doctor.act(message.action);
      return;
    case "doctorFix":
      await targets.doctor.fix(message.finding);
      return;
    case "run":
      await commands.executeCommand(`ponder.${message.command}` satisfies CommandId);
      return;
  }
}

async function onFile(
  proposals: Proposals,
  { id, file, action }: Extract<ViewMessage, { readonly type: "proposalFile" }>,
): Promise<void> {
  await (action === "review" ? proposals.review(id, file) : proposals[action]({ id, file }));
}
