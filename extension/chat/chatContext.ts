import { workspace, type TextEditor } from "vscode";
import type { MentionTarget, Suggestion } from "../../protocol/panel/messages.js";
import { automaticContext, chooseAutomaticContext, onDidChangeAutomaticContext } from "../config.js";
import { Lifetime } from "../lifetime.js";
import type { LogSink } from "../log.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { ActiveContext, type ContextPiece } from "./activeContext.js";
import { ContextMeter, type MeasuredQuestion } from "./attachments/contextMeter.js";
import { droppedSources } from "./attachments/droppedSources.js";
import { judgeBy, type JudgeFiles } from "./attachments/judgeFiles.js";
import { pickAttachment } from "./attachments/pickAttachment.js";
import { QuestionContext } from "./attachments/questionContext.js";
import { contextScheme, ShownContext } from "./attachments/shownContext.js";
import { suggestionsFor } from "./attachments/suggestions.js";
import { WorkspaceFiles } from "./attachments/workspaceFiles.js";
import type { ChatAsk } from "./conversations/savedConversation.js";
import { historyOf } from "./history.js";
import type { PanelStore } from "./panelStore.js";

/** One piece has at least this many UTF-16 code units, however small the context is. */
const smallestLimit = 16_000;
/** Code has about this many UTF-16 code units a token: a piece may take most of the context, but not more. */
const unitsPerToken = 3;

/** What {@link ChatContext} needs. */
export interface ChatContextParts {
  readonly server: ServerSupervisor;
  readonly store: PanelStore;
  readonly log: LogSink;
  readonly askOf: (turnId: string) => ChatAsk | undefined;
  /** Whether anybody sees what is measured. */
  readonly isPanelVisible: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

/** Everything around what goes along with a question: chosen, read, shown, measured. */
export class ChatContext {
  /** The editor that questions are about. */
  readonly active: ActiveContext;
  readonly #parts: ChatContextParts;
  readonly #lifetime = new Lifetime();
  readonly #files = new WorkspaceFiles();
  readonly #shown = new ShownContext();
  readonly #judge: JudgeFiles;
  readonly #question: QuestionContext;
  readonly #meter: ContextMeter;

  constructor(parts: ChatContextParts) {
    const { server, store, log, onFailure } = parts;
    const own = this.#lifetime;
    this.#parts = parts;
    this.active = own.own(new ActiveContext());
    this.#judge = judgeBy(server);
    this.#question = own.own(
      new QuestionContext({
        active: this.active,
        files: this.#files,
        judge: this.#judge,
        judgeIfRunning: (uris) =>
          server.state.state === "running" ? this.#judge(uris) : Promise.resolve(uris.map(() => null)),
        limit: () => this.pieceLimit,
        isAutomatic: automaticContext,
        onFailure,
      }),
    );
    this.#meter = own.own(
      new ContextMeter({
        server,
        log,
        question: () => this.#measured(),
        onMeasure: (measure) => store.dispatch({ type: "measured", ...(measure && { measure }) }),
      }),
    );
    own.own(workspace.registerTextDocumentContentProvider(contextScheme, this.#shown));
    own.own(this.#question.onDidChange(() => this.#changed()));
    own.own(onDidChangeAutomaticContext(() => void this.#question.refresh()));
    own.own(
      server.onDidChange(({ state }) => {
        if (state === "running") void this.#question.refresh();
      }),
    );
    own.own(this.#measureAfterChanges());
    this.#show();
  }

  get editor(): TextEditor | undefined {
    return this.active.editor;
  }

  /** What goes along with this question, which is asked now. Each chip has its tokens, where they are known. */
  async take(question: string): Promise<readonly ContextPiece[]> {
    const tokens = this.#parts.store.state.measure?.tokens ?? {};
    const pieces = await this.#question.take(question);
    return pieces.map(({ chip, item }) => {
      const count = tokens[chip.id];
      return { chip: count === undefined ? chip : { ...chip, tokens: count }, item };
    });
  }

  setDraft(text: string): void {
    this.#question.setDraft(text);
    this.#meter.changed();
  }

  remove(id: string): void {
    this.#question.remove(id);
  }

  async pick(): Promise<void> {
    await pickAttachment({
      context: this.#question,
      files: this.#files,
      isAutomatic: automaticContext,
      setAutomatic: chooseAutomaticContext,
    });
  }

  async drop(uris: readonly string[]): Promise<void> {
    for (const source of await droppedSources(uris)) await this.#question.attach(source);
  }

  /** Shows a piece as it went along with a turn; with an empty `turnId`, as it would go along now. */
  async show(id: string, turnId: string): Promise<void> {
    const turn = this.#parts.store.state.turns.find((each) => each.id === turnId);
    const at = turn?.context.findIndex((chip) => chip.id === id) ?? -1;
    const item = turn
      ? this.#parts.askOf(turnId)?.items[at]
      : this.#question.pieces.find(({ chip }) => chip.id === id)?.item;
    if (item) await this.#shown.show(item);
  }

  suggest(target: MentionTarget, query: string): Promise<readonly Suggestion[]> {
    return suggestionsFor(target, query, this.#files, this.#judge);
  }

  /** The panel was shown: what it shows is measured. */
  panelShown(): void {
    this.#meter.changed();
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  #changed(): void {
    this.#show();
    this.#meter.changed();
  }

  #show(): void {
    const { store } = this.#parts;
    const context = this.#question.pieces.map(({ chip }) => chip);
    const isAutomatic = automaticContext();
    const { state } = store;
    if (isAutomatic === state.automaticContext && JSON.stringify(context) === JSON.stringify(state.context)) return;
    store.dispatch({ type: "contextChanged", context, automaticContext: isAutomatic });
  }

  /** Another conversation, another answer, another model or effort: the same question takes something else. */
  #measureAfterChanges() {
    const { store } = this.#parts;
    const key = () => {
      const { conversation, turns, model, effort } = store.state;
      const path = model.state === "ready" ? `${model.model.path} ${model.model.contextSize}` : model.state;
      return [conversation.id, path, effort, ...turns.map(({ id, status }) => `${id} ${status}`)].join("\n");
    };
    let before = key();
    return store.onDidChange(() => {
      const now = key();
      if (now === before) return;
      before = now;
      this.#meter.changed();
    });
  }

  #measured(): MeasuredQuestion | undefined {
    const { store, askOf, isPanelVisible } = this.#parts;
    const { conversation, turns, effort } = store.state;
    const { draft, pieces, isPrepared } = this.#question;
    if (!isPanelVisible() || (draft === "" && pieces.length === 0 && turns.length === 0)) return undefined;
    return {
      conversationId: conversation.id,
      command: "ask",
      history: historyOf(turns, askOf),
      question: draft,
      pieces,
      effort,
      // Whoever attaches something is about to ask, and the model will be needed in any case.
      load: isPrepared,
    };
  }

  /** Most UTF-16 code units of one piece. */
  get pieceLimit(): number {
    const { model } = this.#parts.store.state;
    return model.state === "ready" ? Math.max(smallestLimit, model.model.contextSize * unitsPerToken) : smallestLimit;
  }
}
