import type { ChatMessage, ChatTurnParams } from "../../protocol/chat.js";
import type { ConversationCut } from "../../protocol/health.js";
import type { Engine } from "../engine/engine.js";
import { renderContext } from "../prompts/promptFiles.js";
import type { ChatForm } from "../prompts/chatForms.js";
import { renderBefore, renderMessage } from "../prompts/renderChat.js";
import { costOf, Cuts, fitConversation, type Cut, type TurnCost } from "./fitConversation.js";
import { keyOf, promptHistory, turnsOf, type PromptHistory } from "./promptHistory.js";
import { TokenCounts } from "./tokenCounts.js";
import { turnPrompt } from "./turnPrompt.js";

/** What is to be asked, with what was said before. */
export type Asked = Pick<ChatTurnParams, "conversationId" | "command" | "question" | "context" | "history">;

/** The piece of a conversation that goes into the prompt. */
export interface Fitted extends PromptHistory {
  readonly cut: Cut;
  /** Turns that are in the prompt without the files that went along with them. */
  readonly leftOutFiles: number;
  /** Tokens of the whole prompt. */
  readonly promptTokens: number;
  /** Tokens of each piece that goes along with the question, in its order. */
  readonly contextTokens: readonly number[];
}

/** Leaves out of a conversation what does not fit into the model's context, and remembers what that was. */
export class ConversationFitter {
  readonly #counts: TokenCounts;
  readonly #cuts = new Cuts();

  constructor(engine: Pick<Engine, "countTokens" | "model">) {
    this.#counts = new TokenCounts(engine);
  }

  /**
   * What the prompt of a question would hold. Remembers nothing.
   *
   * @param limit most tokens that the prompt may have.
   * @param thinks see `renderChat`.
   */
  async measure(form: ChatForm, asked: Asked, limit: number, thinks: boolean, signal: AbortSignal): Promise<Fitted> {
    const bare = turnPrompt(form, { ...asked, context: [] }, [], thinks);
    return this.#fit(form, asked, await this.#countSaid([bare], signal), limit, signal);
  }

  /** The same for what comes before the next question. */
  async measureBefore(
    form: ChatForm,
    conversationId: string,
    history: readonly ChatMessage[],
    limit: number,
    signal: AbortSignal,
  ): Promise<Fitted> {
    const said = await this.#countSaid([renderBefore(form, [])], signal);
    return this.#fit(form, { conversationId, history, context: [] }, said, limit, signal);
  }

  /** From now on this is left out of the conversation. @returns whether that is something else than before. */
  remember(conversationId: string, { cut }: Fitted): boolean {
    const before = this.#cuts.get(conversationId);
    if (before.turns === cut.turns && before.files === cut.files) return false;
    this.#cuts.set(conversationId, cut);
    return true;
  }

  /** What is left out of each conversation, for another server to {@link resume}. */
  get cuts(): readonly ConversationCut[] {
    return this.#cuts.all;
  }

  /** Leaves out what the server before this one left out, so that prompts begin as its prompts began. */
  resume(cuts: readonly ConversationCut[]): void {
    for (const { conversationId, turns, files } of cuts) this.#cuts.set(conversationId, { turns, files });
  }

  async #fit(
    form: ChatForm,
    { conversationId, history, context }: Pick<Asked, "conversationId" | "history" | "context">,
    said: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<Fitted> {
    const turns = turnsOf(history);
    const costs = await this.#costsOf(form, turns, signal);
    const question: TurnCost = { said, files: await this.#filesOf(context, signal) };
    const cut = fitConversation(costs, question, limit, this.#cuts.get(conversationId));
    return {
      ...promptHistory(turns, context, cut),
      cut,
      leftOutFiles: costs.slice(cut.turns, cut.files).filter(({ files }) => files.length > 0).length,
      promptTokens: costOf(costs, question, cut),
      contextTokens: question.files.map(({ tokens }) => tokens),
    };
  }

  async #costsOf(
    form: ChatForm,
    turns: readonly (readonly ChatMessage[])[],
    signal: AbortSignal,
  ): Promise<readonly TurnCost[]> {
    const prompts = turns.map((turn) => turn.flatMap(({ context: _, ...message }) => renderMessage(form, message)));
    const said = await this.#counts.count(prompts, signal);
    const items = turns.map((turn) => turn.flatMap(({ context = [] }) => context));
    const files = [...(await this.#filesOf(items.flat(), signal))];
    return items.map(({ length }, at) => ({ said: said[at] ?? 0, files: files.splice(0, length) }));
  }

  async #filesOf(items: ChatTurnParams["context"], signal: AbortSignal): Promise<TurnCost["files"]> {
    if (items.length === 0) return [];
    const tokens = await this.#counts.count(
      items.map((item) => [{ text: renderContext([item]) }]),
      signal,
    );
    return items.map((item, at) => ({ key: keyOf(item), tokens: tokens[at] ?? 0 }));
  }

  async #countSaid(prompts: Parameters<TokenCounts["count"]>[0], signal: AbortSignal): Promise<number> {
    const [tokens = 0] = await this.#counts.count(prompts, signal);
    return tokens;
  }
}
