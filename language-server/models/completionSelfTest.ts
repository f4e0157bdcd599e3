import { PonderFailure } from "../../protocol/errors.js";
import { lineSimilarity } from "../edits/match/lineSimilarity.js";
import type { Engine } from "../engine/engine.js";
import type { CompletionForm } from "../prompts/completion/completionForm.js";
import { withoutHeld } from "../prompts/completion/withoutHeld.js";
import { greedy } from "../prompts/family.js";
import { completionHoles, holePrompt, type CompletionHole } from "./completionHoles.js";

/** Tokens of one answer: the longest has about ten. */
const maxTokens = 24;
/** A form that fills so many of the holes is taken, and the forms behind it are not tried. */
const enough = 0.6;
/** A later form costs more while one types, or sees less: it has to fill so many holes more. */
const margin = 2;
/** After so many holes a form is given up when nothing fits and nothing comes near. */
const glance = 8;
const nothingNear = 0.3;

/** How well a model fills holes with the form that suits it best. */
export interface SelfTestResult {
  /** Name of the form. */
  readonly form: string;
  /** Holes that were filled exactly. */
  readonly exact: number;
  readonly holes: number;
}

/** A form while it is tried. */
interface Trial {
  readonly form: CompletionForm;
  answered: number;
  exact: number;
  similarity: number;
}

/**
 * Tries the forms on built-in holes, greedily and best first. It can be interrupted at any time and goes on where it
 * was; an interrupted answer is asked again.
 */
export class CompletionSelfTest {
  readonly #engine: Pick<Engine, "generate">;
  readonly #holes: readonly CompletionHole[];
  readonly #trials: readonly Trial[];

  constructor(
    engine: Pick<Engine, "generate">,
    forms: readonly CompletionForm[],
    holes: readonly CompletionHole[] = completionHoles,
  ) {
    this.#engine = engine;
    this.#holes = holes;
    this.#trials = forms.map((form) => ({ form, answered: 0, exact: 0, similarity: 0 }));
  }

  /**
   * Tries what was not tried yet.
   *
   * @throws `signal.reason`; what the engine throws.
   */
  async run(signal: AbortSignal): Promise<SelfTestResult> {
    const holes = this.#holes.length;
    for (const trial of this.#trials) {
      for (const hole of this.#holes.slice(trial.answered)) {
        if (isHopeless(trial)) break;
        signal.throwIfAborted();
        const answer = await this.#answer(hole, trial.form, signal);
        trial.answered++;
        trial.similarity += lineSimilarity(answer, hole.answer);
        if (answer === hole.answer) trial.exact++;
      }
      if (trial.exact >= enough * holes) break;
    }
    const best = this.#trials.reduce((chosen, trial) => (trial.exact >= chosen.exact + margin ? trial : chosen));
    return { form: best.form.name, exact: best.exact, holes };
  }

  /** The first line that the model writes, without white space and semicolons at its end. */
  async #answer(hole: CompletionHole, form: CompletionForm, signal: AbortSignal): Promise<string> {
    const prompt = holePrompt(hole);
    const request = {
      lane: "completion",
      prompt: form.render(prompt),
      maxTokens,
      sampling: greedy,
      stop: ["\n", ...form.stop],
      // A key ends it; a chat that begins meanwhile goes before it.
      background: true,
    } as const;
    let text = "";
    try {
      const events = this.#engine.generate(request, signal);
      for await (const event of withoutHeld(events, form.heldBack(prompt.window.typed)))
        if (event.type === "text") text += event.text;
    } catch (error) {
      // A model with so small a context cannot complete.
      if (!PonderFailure.is(error, "promptTooLong")) throw error;
    }
    return text.trimEnd().replace(/;$/, "");
  }
}

const isHopeless = ({ answered, exact, similarity }: Trial): boolean =>
  answered >= glance && exact === 0 && similarity < nothingNear * answered;
