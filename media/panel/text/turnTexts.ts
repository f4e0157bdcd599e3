import type { PanelAction } from "../../../protocol/panel/reduce.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { GrowingMarkdown } from "../markdown/growingMarkdown.js";
import { GrowingThought } from "../thought/growingThought.js";

/** The two texts of a turn, taken apart. */
export interface TurnText {
  readonly thought: GrowingThought;
  readonly answer: GrowingMarkdown;
}

/** How long a text is taken apart when it is first asked for, in milliseconds. */
const firstMs = 2;

/**
 * The texts of the turns, which grow along with the state. A text of the state is a string that was put together of
 * thousands of pieces: to read it in each frame would copy it in each frame. So it is read once, and from then on only
 * the pieces that come are.
 */
export class TurnTexts {
  readonly #texts = new Map<string, TurnText>();
  /** What was there when they were first asked for. */
  readonly #firstVersions = new Map<string, number>();

  /** The texts of a turn; taken apart as far as {@link TurnTexts.advance} came. */
  of(turn: Turn): TurnText {
    const known = this.#texts.get(turn.id);
    if (known) return known;
    const text = { thought: new GrowingThought(), answer: new GrowingMarkdown() };
    text.thought.append(turn.thought.text);
    text.answer.append(turn.answer);
    text.thought.advance(performance.now() + firstMs);
    text.answer.advance(performance.now() + firstMs);
    this.#texts.set(turn.id, text);
    this.#firstVersions.set(turn.id, versionOf(text));
    return text;
  }

  /** Changes whenever more of the turn's texts can be shown than when they were first asked for. */
  version({ id }: Pick<Turn, "id">): number {
    const known = this.#texts.get(id);
    return known ? versionOf(known) - (this.#firstVersions.get(id) ?? 0) : 0;
  }

  /** A snapshot came: it need not go on from what is known. */
  clear(): void {
    this.#texts.clear();
  }

  /**
   * Follows the state.
   *
   * @param turns after the actions.
   */
  follow(turns: readonly Turn[], actions: readonly PanelAction[]): void {
    for (const action of actions) this.#append(action);
    const byId = new Map(turns.map((turn) => [turn.id, turn]));
    for (const [id, { thought, answer }] of this.#texts) {
      const turn = byId.get(id);
      // Gone, or another text has its place.
      if (turn?.thought.text.length !== thought.length || turn.answer.length !== answer.length) this.#texts.delete(id);
    }
  }

  /**
   * Takes apart what came, until a time on the page's clock.
   *
   * @returns whether there is more to do.
   */
  advance(until: number): boolean {
    for (const { thought, answer } of this.#texts.values()) {
      for (const text of [thought, answer]) {
        if (text.isSettled) continue;
        text.advance(until);
        if (performance.now() >= until) return true;
      }
    }
    return false;
  }

  #append(action: PanelAction): void {
    if (action.type === "conversationOpened") this.clear();
    // Another candidate: all of it is another text, which may be as long.
    if (action.type === "candidatesRanked" || action.type === "candidateShown") this.#texts.delete(action.turnId);
    if (action.type === "textAdded") this.#texts.get(action.turnId)?.[action.part].append(action.text);
    if (action.type !== "turnEvent") return;
    const known = this.#texts.get(action.turnId);
    if (action.event.type === "thinking") known?.thought.append(action.event.text);
    if (action.event.type === "answer") known?.answer.append(action.event.text);
  }
}

function versionOf({ thought, answer }: TurnText): number {
  return thought.version + answer.version;
}
