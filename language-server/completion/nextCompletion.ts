import type { CompleterParts } from "./completerParts.js";
import type { CompletionPlace } from "./completionPlace.js";
import type { Candidate } from "./filters/filter.js";
import type { PromptedEngine } from "./promptedEngine.js";
import { caretTextOf } from "./reuse/caretText.js";
import type { Generation } from "./reuse/generation.js";
import type { KnownCompletions } from "./reuse/knownCompletions.js";

/** Tokens that may be generated behind a shown suggestion while nothing else is to do. */
export const aheadTokens = 16;
/** How long a shown suggestion stands before what would follow it is computed, in milliseconds: longer than one reads it. */
const afterMs = 600;
/** More prompt tokens than this are not evaluated for it: they would take the place of what is typed now. */
const mostPromptTokens = 32;

/** What it works with. */
export interface NextCompletionParts extends Pick<CompleterParts, "clock" | "model"> {
  readonly engine: PromptedEngine;
  readonly known: KnownCompletions;
  /** Nothing is generated now. */
  readonly isFree: () => boolean;
  /** Work that may be in vain is allowed. */
  readonly mayWork: () => boolean;
  /** Told when a generation is over. */
  readonly over: (generation: Generation) => void;
}

/** Computes what will be wanted if a suggestion that was known is accepted. */
export class NextCompletion {
  #waiting: AbortController | undefined;

  constructor(private readonly parts: NextCompletionParts) {}

  /** What was going to be computed is not wanted any more. */
  end(): void {
    this.#waiting?.abort();
  }

  /**
   * Begins to compute ahead, once the suggestion was there for a while and if it costs little. Never throws.
   *
   * @param begun told of the generation.
   */
  async compute(place: CompletionPlace, shown: Candidate, begun: (generation: Generation) => void): Promise<void> {
    const { clock, model, engine, known, isFree, mayWork, over } = this.parts;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    try {
      await clock.sleep(afterMs, signal);
      if (!mayWork() || !isFree()) return;
      const accepted = withAccepted(place, shown);
      const start = caretTextOf(accepted);
      for (const { ended, text } of known.find(start)) if (ended || text.trim() !== "") return;
      const loaded = await model(false, signal);
      signal.throwIfAborted();
      if ("reason" in loaded) return;
      const prompt = engine.promptAt(accepted, loaded);
      if (engine.uncovered(prompt) > mostPromptTokens) return;
      const generation = engine.generate({ start, purpose: "ahead" }, prompt, aheadTokens, over);
      begun(generation);
      generation.endWhen((written) => !mayWork() || hasNextLine(written));
    } catch {
      // The next keystroke ended it, or it fails again when somebody waits for it, who is told then.
    }
  }
}

function withAccepted(place: CompletionPlace, { text, replaces }: Candidate): CompletionPlace {
  const { offset } = place;
  return {
    ...place,
    text: place.text.slice(0, offset) + text + place.text.slice(offset + replaces),
    offset: offset + text.length,
  };
}

/** Whether behind the rest of a line there is another whole one that is not blank. */
export const hasNextLine = (text: string): boolean => /\n[^\n]*\S[^\n]*\n/.test(text);
