import { stat } from "node:fs/promises";
import type { Engine, LoadedModel } from "../engine/engine.js";
import type { Log } from "../log.js";
import type { CompletionForm } from "../prompts/completion/completionForm.js";
import { completionForms } from "../prompts/completion/completionForms.js";
import { CompletionSelfTest, type SelfTestResult } from "./completionSelfTest.js";
import type { SelfTestStore } from "./selfTestStore.js";

/** A model that fills fewer of the holes than this share guesses. */
const leastExact = 0.3;

/** How a model is asked for completions. */
export interface FormChoice {
  readonly form: CompletionForm;
  /** Why suggestions of this model do not come by themselves, for the user; absent: they do. */
  readonly automaticOff?: string;
}

/** What of a model the choice needs. */
export interface CompletingModel {
  readonly loaded: Pick<LoadedModel, "name" | "path" | "bytes" | "specialTokens">;
  /** SHA-256 of its file, where it is known. */
  readonly sha256?: string;
  /** Name of the form that the model's own card asks for; it is taken without a test. */
  readonly ownForm?: string;
}

/** What a {@link CompletionFormChooser} needs. */
export interface CompletionFormChooserParts {
  readonly engine: Pick<Engine, "generate">;
  readonly store: SelfTestStore;
  readonly log: Log;
}

/** What is known of one load of a model. */
interface Known {
  /** Stands for the file. */
  readonly key: string;
  readonly test: CompletionSelfTest;
  result?: SelfTestResult;
}

/**
 * Decides by which form a model is asked for completions: its token table says which ones are possible, and a
 * self-test, once for each file, which one suits it. Until that is done it is the first.
 */
export class CompletionFormChooser {
  readonly #parts: CompletionFormChooserParts;
  readonly #known = new WeakMap<CompletingModel["loaded"], Promise<Known>>();

  constructor(parts: CompletionFormChooserParts) {
    this.#parts = parts;
  }

  /** The form for a model. Reads a small file the first time a load is asked for. Never throws. */
  async choose(model: CompletingModel): Promise<FormChoice> {
    const forms = completionForms(model.loaded.specialTokens);
    const named = (name: string | undefined) => forms.find((form) => form.name === name);
    const own = named(model.ownForm);
    if (own !== undefined) return { form: own };
    const { result } = await this.#look(model, forms);
    const form = named(result?.form) ?? firstOf(forms);
    if (result === undefined || result.exact >= leastExact * result.holes) return { form };
    const automaticOff =
      `${model.loaded.name} filled ${String(result.exact)} of ${String(result.holes)} small holes in code in its ` +
      "self-test, so suggestions come only when you ask for them.";
    return { form, automaticOff };
  }

  /**
   * Goes on with the self-test, if there is something to test. To be called while nobody waits; it takes the KV cache of
   * completions for itself.
   *
   * @returns whether {@link choose} answers something else now.
   * @throws `signal.reason`; what the engine throws.
   */
  async test(model: CompletingModel, signal: AbortSignal): Promise<boolean> {
    const { store, log } = this.#parts;
    const forms = completionForms(model.loaded.specialTokens);
    if (forms.some((form) => form.name === model.ownForm)) return false;
    const known = await this.#look(model, forms);
    if (known.result !== undefined) return false;
    const result = await known.test.run(signal);
    known.result = result;
    log.info(
      `Self-test of ${model.loaded.name}: ${String(result.exact)} of ${String(result.holes)} holes with the form ` +
        `“${result.form}”`,
    );
    await store.set(known.key, result).catch((error: unknown) => {
      log.warn(`The result of the self-test could not be kept: ${String(error)}`);
    });
    return true;
  }

  #look({ loaded, sha256 }: CompletingModel, forms: readonly CompletionForm[]): Promise<Known> {
    const there = this.#known.get(loaded);
    if (there !== undefined) return there;
    const { engine, store } = this.#parts;
    const known = keyOf(loaded, sha256).then(async (key): Promise<Known> => {
      const test = new CompletionSelfTest(engine, forms);
      const result = await store.get(key);
      const isPossible = forms.some(({ name }) => name === result?.form);
      return { key, test, ...(result !== undefined && isPossible && { result }) };
    });
    this.#known.set(loaded, known);
    return known;
  }
}

/** The hash where it is known; to compute one of several gigabytes for this would be too much. */
async function keyOf({ path, bytes }: CompletingModel["loaded"], sha256: string | undefined): Promise<string> {
  if (sha256 !== undefined) return sha256;
  const changed = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return JSON.stringify([path, bytes, changed]);
}

function firstOf(forms: readonly CompletionForm[]): CompletionForm {
  const [first] = forms;
  if (first === undefined) throw new Error("Every model can at least continue a text");
  return first;
}
