import type { Turn } from "../../../protocol/panel/state.js";
import { GrowingMarkdown } from "./growingMarkdown.js";
import type { RenderedHtml } from "./renderMarkdown.js";

/** The rendered answers of the conversation. */
export class Answers {
  readonly #answers = new Map<string, GrowingMarkdown>();

  /** The blocks of a turn's answer. */
  blocks(turn: Turn): readonly RenderedHtml[] {
    const answer = this.#answers.get(turn.id) ?? new GrowingMarkdown();
    this.#answers.set(turn.id, answer);
    return answer.update(turn.answer);
  }

  /** Forgets the answers of turns that are gone. */
  keepOnly(turns: readonly Turn[]): void {
    const ids = new Set(turns.map(({ id }) => id));
    for (const id of this.#answers.keys()) if (!ids.has(id)) this.#answers.delete(id);
  }
}
