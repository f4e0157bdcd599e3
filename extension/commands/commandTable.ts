import { commands, type LogOutputChannel, type Uri } from "vscode";
import type { EditKind } from "../../protocol/edits.js";
import type { ActiveContext } from "../chat/activeContext.js";
import type { ConversationKeeper } from "../chat/conversations/conversationKeeper.js";
import { exportChat } from "../chat/conversations/exportChat.js";
import type { History } from "../chat/conversations/history.js";
import type { PanelView } from "../chat/panelView.js";
import type { Questions } from "../chat/questions.js";
import type { TurnRunner } from "../chat/turnRunner.js";
import type { CompletionState } from "../completion/completionState.js";
import type { NextEditOffer } from "../completion/nextEdit/nextEditOffer.js";
import type { Snooze } from "../completion/snooze.js";
import { toggleCompletions } from "../completion/switches.js";
import type { CandidateChoice } from "../edits/candidateChoice.js";
import type { TurnRestore } from "../edits/checkpoints/turnRestore.js";
import type { Proposals } from "../edits/proposals.js";
import type { Downloads } from "../models/downloads.js";
import type { HubTokens } from "../models/hubTokens.js";
import type { GpuOffer } from "../models/gpuOffer.js";
import type { ModelWatch } from "../models/modelWatch.js";
import type { ReviewComments } from "../review/reviewComments.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import type { TestConsent } from "../verify/testConsent.js";
import { acceptModel } from "./acceptModel.js";
import { applyAnswer } from "./applyAnswer.js";
import { chooseModel } from "./chooseModel.js";
import { commitMessage } from "./commitMessage.js";
import type { CommandTable } from "./commandIds.js";
import type { Doctor } from "../doctor.js";
import { edit } from "./edit.js";
import { explain } from "./explain.js";
import { explainTerminal } from "./explainTerminal.js";
import { generateTests } from "./generateTests.js";
import { getModel } from "./getModel.js";
import type { Instructions } from "./instructions.js";
import { unloadModel } from "./loadModel.js";
import { review } from "./review.js";
import { snoozeCompletions } from "./snoozeCompletions.js";
import { openSamples, tryCompletion, tryFix } from "./samples.js";
import { showStatusMenu } from "./statusMenu.js";
import { suggestNames } from "./suggestNames.js";
import { toggleActiveLanguage } from "./toggleActiveLanguage.js";

/** What the commands act on. */
export interface CommandTargets {
  readonly questions: Questions;
  readonly answerNow: () => Promise<void>;
  readonly newChat: () => Promise<void>;
  readonly history: History;
  readonly keeper: ConversationKeeper;
  readonly server: ServerSupervisor;
  readonly panel: PanelView;
  readonly turns: TurnRunner;
  readonly context: ActiveContext;
  /** Most UTF-16 code units that one piece may have that goes along with a question. */
  readonly pieceLimit: () => number;
  readonly proposals: Proposals;
  readonly restore: TurnRestore;
  readonly choice: CandidateChoice;
  readonly testConsent: TestConsent;
  readonly instructions: Instructions;
  readonly findings: ReviewComments;
  readonly completions: CompletionState;
  readonly snooze: Snooze;
  readonly nextEdits: NextEditOffer;
  readonly model: ModelWatch;
  readonly gpuOffer: GpuOffer;
  readonly downloads: Downloads;
  readonly tokens: HubTokens;
  readonly doctor: Doctor;
  readonly channel: LogOutputChannel;
  readonly extensionUri: Uri;
}

/**
 * The commands. Each answers at once even while the server is down: what needs it becomes a turn in the panel, and
 * the turn says what it waits for or why it failed.
 */
export function commandTable(on: CommandTargets): CommandTable {
  const change =
    (kind: EditKind, isVerified = false) =>
    async (argument: unknown) => {
      const task = await edit(kind, on, argument, isVerified);
      if (!task) return;
      on.turns.add(task);
      await on.panel.focus();
    };
  return {
    // With a text (from a keybinding or another extension) it is asked; else the question field gets the caret.
    "ponder.ask": async (question) => {
      await on.panel.focus();
      if (typeof question === "string") await on.questions.ask(question);
    },
    "ponder.explain": async (argument) => {
      on.turns.add(explain(on.server, on.context, argument));
      await on.panel.focus();
    },
    "ponder.fix": change("fix"),
    "ponder.fixVerified": change("fix", true),
    "ponder.fixAll": change("fixAll"),
    "ponder.edit": change("edit"),
    "ponder.submitInstruction": (reply) => on.instructions.submit(reply),
    "ponder.repeatInstruction": () => on.instructions.repeat(),
    "ponder.cancelInstruction": () => on.instructions.cancel(),
    "ponder.document": change("document"),
    "ponder.refactor": change("refactor"),
    "ponder.optimise": change("optimise"),
    "ponder.generateTests": async (argument) => {
      on.turns.add(await generateTests(on.server, on.context, argument));
      await on.panel.focus();
    },
    "ponder.suggestNames": () => suggestNames(on.server, on.context),
    "ponder.review": async (argument) => {
      const over = review(on, argument);
      await Promise.all([over, on.panel.focus()]);
    },
    "ponder.commitMessage": (argument) => commitMessage(on.server, on.context, argument),
    "ponder.explainTerminal": async (argument) => {
      on.turns.add(await explainTerminal(on.server, on.pieceLimit(), argument));
      await on.panel.focus();
    },
    "ponder.fixFinding": async (named) => {
      const place = on.findings.placeOf(named);
      if (place) await change("fix")(place);
    },
    "ponder.dismissFinding": (named) => on.findings.clear((thread) => thread === named),
    "ponder.dismissFindings": () => on.findings.clear(),
    "ponder.newChat": async () => {
      await on.newChat();
      await on.panel.focus();
    },
    "ponder.showHistory": async () => {
      if (await on.history.pick()) await on.panel.focus();
    },
    "ponder.exportChat": (thoughts) => exportChat(on.keeper.open, thoughts),
    "ponder.stop": () => on.turns.stop(),
    "ponder.answerNow": () => on.answerNow(),
    "ponder.acceptProposal": (named) => on.proposals.accept(named),
    "ponder.discardProposal": (named) => on.proposals.discard(named),
    "ponder.acceptFile": (named) => on.proposals.accept(on.proposals.fileOf(named)),
    "ponder.discardFile": (named) => on.proposals.discard(on.proposals.fileOf(named)),
    "ponder.previousCandidate": () => on.choice.step(-1),
    "ponder.nextCandidate": () => on.choice.step(1),
    "ponder.acceptHunk": (named) => on.proposals.accept(on.proposals.hunkOf(named)),
    "ponder.discardHunk": (named) => on.proposals.discard(on.proposals.hunkOf(named)),
    "ponder.nextHunk": () => on.proposals.goToHunk(1),
    "ponder.previousHunk": () => on.proposals.goToHunk(-1),
    "ponder.showInFile": (named) => on.proposals.showInFile(named),
    "ponder.showAsDiff": (named) => on.proposals.showAsDiff(named),
    // With the id of a turn (from the panel) that one.
    "ponder.restoreTurn": (turnId) => (typeof turnId === "string" ? on.restore.restore(turnId) : on.restore.pick()),
    // With a text (from another extension or a keybinding) that one.
    "ponder.applyAnswer": async (answer) => {
      on.turns.add(await applyAnswer(on.server, on.context, answer));
      await on.panel.focus();
    },
    "ponder.statusMenu": () => showStatusMenu(on.completions.view, on.model.status),
    "ponder.toggleCompletions": toggleCompletions,
    "ponder.toggleCompletionsForLanguage": toggleActiveLanguage,
    "ponder.snoozeCompletions": (minutes) => snoozeCompletions(on.snooze, minutes),
    "ponder.endSnooze": () => on.snooze.end(),
    "ponder.nextEdit": () => on.nextEdits.go(),
    "ponder.declineNextEdit": () => on.nextEdits.decline(),
    "ponder.getModel": () => getModel(on),
    "ponder.chooseModel": (role) => chooseModel(on, role),
    "ponder.unloadModel": () => unloadModel(on.server),
    "ponder.acceptModel": () => acceptModel(on),
    "ponder.tryGpu": () => on.gpuOffer.tryGpu(),
    "ponder.restart": () => on.server.restart(),
    "ponder.showLog": () => on.channel.show(true),
    "ponder.runDoctor": () => on.doctor.run(),
    "ponder.getStarted": () => openWalkthrough(),
    "ponder.tryFix": () => tryFix(on.extensionUri),
    "ponder.tryCompletion": () => tryCompletion(on.extensionUri),
    "ponder.openSamples": () => openSamples(on.extensionUri),
  };
}

/** The pages that VS Code shows after the installation; the id is the manifest's. */
async function openWalkthrough(): Promise<void> {
  await commands.executeCommand("workbench.action.openWalkthrough", "ponder.ponder#start");
}
