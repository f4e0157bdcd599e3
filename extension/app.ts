import { l10n, commands, Uri, window, type ExtensionContext } from "vscode";
import { chatAnswerNowMethod } from "../protocol/chat.js";
import type { EditProposal } from "../protocol/edits.js";
import type { ModelStatus } from "../protocol/model.js";
import type { NextEdit } from "../protocol/nextEdit.js";
import type { PanelState } from "../protocol/panel/state.js";
import { availableSlash } from "./chat/availableSlash.js";
import { ChatContext } from "./chat/chatContext.js";
import { judgeBy } from "./chat/attachments/judgeFiles.js";
import { CodeUse } from "./chat/codeBlocks/codeUse.js";
import { registerElsewhere, type Elsewhere } from "./chat/elsewhere.js";
import { tellOfBrokenFile, tellOfUnsaved } from "./chat/conversations/storageNotices.js";
import { History } from "./chat/conversations/history.js";
import { handleViewMessage, type ViewTargets } from "./chat/handleViewMessage.js";
import { PanelStore } from "./chat/panelStore.js";
import { PanelView, panelViewId } from "./chat/panelView.js";
import { ConversationFiles } from "./chat/conversations/conversationFiles.js";
import { ConversationKeeper } from "./chat/conversations/conversationKeeper.js";
import { TurnActions } from "./chat/conversations/turnActions.js";
import { titleByModel } from "./chat/conversations/titleByModel.js";
import { Questions } from "./chat/questions.js";
import { chatTask } from "./chat/tasks.js";
import { TurnRunner } from "./chat/turnRunner.js";
import { commandTable } from "./commands/commandTable.js";
import { Instructions } from "./commands/instructions.js";
import { loadModel } from "./commands/loadModel.js";
import { registerCommands, showFailure } from "./commands/registerCommands.js";
import { CompletionState } from "./completion/completionState.js";
import type { CompletionView } from "./completion/completionView.js";
import { NextEditOffer } from "./completion/nextEdit/nextEditOffer.js";
import { Snooze } from "./completion/snooze.js";
import {
  chosenModels,
  contextSizeSetting,
  onDidChangeModelPath,
  onDidChangeThinking,
  thinkingSettings,
} from "./config.js";
import { Doctor } from "./doctor.js";
import { CandidateChoice } from "./edits/candidateChoice.js";
import { CheckpointFiles } from "./edits/checkpoints/checkpointFiles.js";
import { TurnRestore } from "./edits/checkpoints/turnRestore.js";
import type { ProposalSource } from "./edits/proposalStore.js";
import { Proposals } from "./edits/proposals.js";
import { TurnProposals } from "./edits/turnProposals.js";
import type { Listen } from "./emitter.js";
import { Lifetime } from "./lifetime.js";
import { describe, taggedLog } from "./log.js";
import { Downloads } from "./models/downloads.js";
import { panelDownload } from "./models/downloadText.js";
import { HubTokens } from "./models/hubTokens.js";
import { GpuOffer } from "./models/gpuOffer.js";
import { watchModel } from "./models/modelWatch.js";
import { ReviewComments } from "./review/reviewComments.js";
import { startClientRun } from "./server/clientRun.js";
import { startWhenUseful } from "./server/startWhenUseful.js";
import { ServerSupervisor } from "./server/supervisor.js";
import { watchSettings } from "./settings/settingsWatch.js";
import { StatusBar } from "./statusBar.js";
import { ShadowProblems } from "./verify/shadowProblems.js";
import { TestConsent } from "./verify/testConsent.js";

/**
 * The extension, put together. It owns everything that lives as long as the extension; what lives as long as one run
 * of the server belongs to that run (`server/clientRun.ts`).
 */
export class App {
  readonly #lifetime = new Lifetime();
  readonly #store = this.#lifetime.own(new PanelStore());
  readonly #server: ServerSupervisor;
  readonly #completions: CompletionState;
  readonly #elsewhere: Elsewhere;
  readonly #nextEdits: NextEditOffer;

  constructor({ extensionUri, storageUri, globalStorageUri, secrets, workspaceState }: ExtensionContext) {
    const own = this.#lifetime;
    const store = this.#store;
    const channel = own.own(window.createOutputChannel("Ponder", { log: true }));
    const log = taggedLog(channel, "host");

    const snooze = own.own(new Snooze());
    const completions = own.own(new CompletionState(snooze));
    this.#completions = completions;
    const nextEdits = own.own(new NextEditOffer({ view: () => completions.view, log }));
    this.#nextEdits = nextEdits;

    const server = new ServerSupervisor(
      (signal, resume) =>
        startClientRun(
          {
            ...(resume !== undefined && { resume }),
            module: Uri.joinPath(extensionUri, "dist", "server.cjs").fsPath,
            channel,
            log: taggedLog(channel, "client"),
            onModelStatus: (model) => store.dispatch({ type: "modelChanged", model }),
            onCompletionStatus: (status) => completions.note(status),
            onDownloads: (states) => downloads.note(states),
            findProblems: (params) => shadows.find(params),
          },
          signal,
        ),
      log,
    );
    this.#server = own.own(server);
    const downloads: Downloads = own.own(new Downloads(server));

    const proposals = own.own(
      new Proposals({
        ownFolders: [extensionUri, globalStorageUri, ...(storageUri ? [storageUri] : [])],
        onApply: (stored, before) => restore.keep(stored, before),
      }),
    );
    const checkpoints = own.own(
      new CheckpointFiles({ folder: Uri.joinPath(storageUri ?? globalStorageUri, "checkpoints").fsPath, log }),
    );
    const restore = new TurnRestore({ store, files: checkpoints, proposals });
    const turnProposals = new TurnProposals({ store, server, proposals });
    const choice = own.own(new CandidateChoice({ store, proposals, turnProposals }));
    const testConsent = new TestConsent(workspaceState);
    const shadows = own.own(new ShadowProblems());
    const findings = own.own(new ReviewComments());
    const files = new ConversationFiles({
      folder: Uri.joinPath(storageUri ?? globalStorageUri, "conversations").fsPath,
      log,
      onBroken: (file) => tellOfBrokenFile(file),
    });
    const keeper: ConversationKeeper = new ConversationKeeper({
      store,
      files,
      log,
      onTrouble: () => tellOfUnsaved(),
      makeTitle: (turn, signal) => titleByModel(server, turn, keeper.askOf(turn.id), signal),
    });
    own.own(keeper);
    const turns = new TurnRunner({
      store,
      log,
      keeper,
      onProposal: (proposal, source, candidates) => {
        if (candidates) choice.add(candidates, source);
        showProposal(proposal, source);
      },
      onRunning: (running) => void commands.executeCommand("setContext", "ponder.turnRunning", running),
    });
    own.own({ dispose: () => turns.stop() });
    const actions = new TurnActions({
      store,
      runner: turns,
      keeper,
      taskOf: ({ command, question, items }, chips, effort) =>
        chatTask(server, command, question, chips, items, effort),
    });

    const failed = (what: string) => (error: unknown) => showFailure(error, what, log);
    const context: ChatContext = own.own(
      new ChatContext({
        server,
        store,
        log,
        askOf: (turnId) => keeper.askOf(turnId),
        isPanelVisible: () => panel.isVisible,
        onFailure: failed("Context"),
      }),
    );
    this.#elsewhere = registerElsewhere(
      {
        server,
        status: () => store.state.model,
        usualContext: contextSizeSetting,
        judge: judgeBy(server),
        limit: () => context.pieceLimit,
      },
      log,
      own,
    );
    own.own(store.onDidChange(() => this.#elsewhere.models?.statusChanged()));
    const questions = new Questions({ server, context, turns });
    const answerNow = async () => {
      const { state } = server;
      if (state.state === "running")
        await state.run.request(chatAnswerNowMethod, undefined, new AbortController().signal);
    };
    const showProposal = (proposal: EditProposal, source: ProposalSource) => {
      turnProposals.show(proposal, source).catch(failed("Review"));
    };
    /** Leaves the open conversation: nothing of it goes on behind another one. */
    const leave = async (open: () => Promise<unknown>) => {
      const ids = store.state.turns.flatMap(({ proposal }) => (proposal ? [proposal.id] : []));
      turns.stop();
      choice.clear();
      await Promise.all([open(), proposals.clear(ids)]);
    };
    const newChat = () => leave(() => keeper.startNew());
    const history = new History({ files, keeper, show: (id) => leave(() => keeper.show(id)), log });
    const sentWith = (turnId: string) => keeper.askOf(turnId)?.items ?? [];
    const code = new CodeUse({
      server,
      editor: () => context.editor,
      sentWith,
      onProposal: showProposal,
    });
    const doctor = own.own(new Doctor({ server, store, showPanel: () => panel.show(), onFailure: failed("Doctor") }));
    const panel: PanelView = new PanelView({
      extensionUri,
      store,
      log,
      onMessage: (message) => {
        const tell: PanelView["tell"] = (answer) => panel.tell(answer);
        const cancelDownload = (uri: string) => downloads.cancel(uri);
        const showEffort: ViewTargets["showEffort"] = (effort) =>
          store.dispatch({ type: "thinkingChanged", effort, display: store.state.display });
        const targets = {
          questions,
          turns,
          answerNow,
          actions,
          context,
          proposals,
          turnProposals,
          restore,
          choice,
          code,
          sentWith,
          cancelDownload,
          doctor,
          showEffort,
          tell,
        };
        handleViewMessage(message, targets).catch(failed("Panel"));
      },
      onShown: () => context.panelShown(),
    });
    own.own(window.registerWebviewViewProvider(panelViewId, panel));

    const statusBar = own.own(new StatusBar());
    let hasTurns = false;
    const showStatus = () => {
      const { model, turns: shown } = store.state;
      const waiting = shown.filter(({ queued }) => queued === true).map(({ question }) => question);
      statusBar.update(server.state, model, completions.view, downloads.states, waiting);
    };
    const noModel = (): ModelStatus => ({ state: "idle", isDemo: chosenModels().chat === "" });
    own.own(store.onDidChange(showStatus));
    own.own(
      completions.onDidChange(({ snoozedUntil }) => {
        void commands.executeCommand("setContext", "ponder.snoozed", snoozedUntil !== undefined);
        showStatus();
      }),
    );
    own.own(
      server.onDidChange((now) => {
        // A server that is not there has no model; the running one tells about its own.
        if (now.state === "failed") {
          store.dispatch({ type: "modelChanged", model: { state: "failed", error: now.error } });
          offerRestart(() => server.restart()).catch(failed("Restart"));
        } else if (now.state !== "running") store.dispatch({ type: "modelChanged", model: noModel() });
        const run = now.state === "running" ? now.run : undefined;
        snooze.serve(run);
        nextEdits.serve(run);
        if (now.state !== "running") completions.note(undefined);
        if (now.state !== "running") downloads.note([]);
        showStatus();
      }),
    );
    // The store tells the status item.
    own.own(
      downloads.onDidChange((states) =>
        store.dispatch({ type: "downloadsChanged", downloads: states.map(panelDownload) }),
      ),
    );
    own.own(
      onDidChangeModelPath(() => {
        if (store.state.model.state === "idle") store.dispatch({ type: "modelChanged", model: noModel() });
      }),
    );
    own.own(proposals.onDidChange((proposal) => store.dispatch({ type: "proposalChanged", proposal })));
    store.dispatch({ type: "slashChanged", slash: availableSlash });
    store.dispatch({ type: "modelChanged", model: noModel() });
    const showThinking = () => store.dispatch({ type: "thinkingChanged", ...thinkingSettings() });
    own.own(onDidChangeThinking(showThinking));
    showThinking();

    const model = watchModel(store);
    const tryGpu = () => loadModel({ server, model }, { again: true });
    const targets = {
      questions,
      answerNow,
      newChat,
      history,
      keeper,
      server,
      panel,
      turns,
      context: context.active,
      pieceLimit: () => context.pieceLimit,
      proposals,
      restore,
      choice,
      testConsent,
      instructions: own.own(new Instructions()),
      findings,
      completions,
      snooze,
      nextEdits,
      model,
      gpuOffer: own.own(new GpuOffer(model, tryGpu, failed("Model"))),
      downloads,
      tokens: new HubTokens(secrets),
      doctor,
      channel,
      extensionUri,
    };
    own.own(registerCommands(commandTable(targets), log));
    own.own(
      store.onDidChange(({ turns: { length } }) => {
        if (length > 0 === hasTurns) return;
        hasTurns = length > 0;
        void commands.executeCommand("setContext", "ponder.hasTurns", hasTurns);
      }),
    );
    keeper.restore().catch((error: unknown) => log.error(`The last chat was not restored: ${describe(error)}`));
    own.own(startWhenUseful(() => server.start()));
    own.own(watchSettings(failed("Settings")));
  }

  get panelState(): PanelState {
    return this.#store.state;
  }

  get onDidChangePanelState(): Listen<PanelState> {
    return this.#store.onDidChange;
  }

  get completions(): CompletionView {
    return this.#completions.view;
  }

  get onDidChangeCompletions(): Listen<CompletionView> {
    return this.#completions.onDidChange;
  }

  /** What there is of Ponder outside of its panel. */
  get elsewhere(): Elsewhere {
    return this.#elsewhere;
  }

  get nextEdit(): NextEdit | undefined {
    return this.#nextEdits.edit;
  }

  get onDidChangeNextEdit(): Listen<NextEdit | undefined> {
    return this.#nextEdits.onDidChange;
  }

  /** Process of the running server. */
  get serverPid(): number | undefined {
    const now = this.#server.state;
    return now.state === "running" ? now.run.pid : undefined;
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }
}

/** One quiet notice, once per breakdown, with the way out. */
async function offerRestart(restart: () => Promise<void>): Promise<void> {
  const again = l10n.t("Restart");
  const choice = await window.showErrorMessage(
    l10n.t("Ponder's language server stopped several times in a row."),
    again,
  );
  if (choice === again) await restart();
}
