import type { Clock } from "../../language-server/completion/clock.js";
import { Completer } from "../../language-server/completion/completer.js";
import type { CompletionEvent } from "../../language-server/completion/completionEvent.js";
import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";
import { cpuContextBudget } from "../../language-server/completion/context/contextBudget.js";
import type { OpenDocument } from "../../language-server/completion/context/openDocuments.js";
import { ContextStore } from "../../language-server/completion/context/contextStore.js";
import { cpuBudget } from "../../language-server/completion/layout/windowBudget.js";
import type { SyntaxTrees } from "../../language-server/completion/syntax/syntaxTrees.js";
import type { Engine } from "../../language-server/engine/engine.js";
import type { CompletionForm } from "../../language-server/prompts/completion/completionForm.js";
import { psmForms } from "../../language-server/prompts/completion/psmForms.js";
import { qwenFamily } from "../../language-server/prompts/completion/qwenFamily.js";
import { settings, type Settings } from "../../protocol/settings.js";
import type { CompletionSystem, Suggestion } from "./system.js";

/** The form for models with the control tokens of Qwen2.5-Coder, which R1's Qwen distills have too. */
export function qwenForm(): CompletionForm {
  const [form] = psmForms(qwenFamily);
  if (form === undefined) throw new Error("There is no form for Qwen's tokens.");
  return form;
}

/** The settings as they come. */
const defaults = Object.fromEntries(
  Object.entries(settings).map(([key, { default: value }]) => [key, value]),
) as Settings;

/** What {@link Ponder} is made of. */
export interface PonderParts {
  readonly engine: Pick<Engine, "generate" | "prefill">;
  readonly clock: Clock;
  readonly form: CompletionForm;
  readonly syntax: SyntaxTrees;
  /** Whether chunks of other files go into the prompt. */
  readonly withContext: boolean;
  /** Whether a chat runs. */
  readonly isBusy?: () => boolean;
  readonly observe?: (event: CompletionEvent) => void;
}

/** The product's own pipeline: everything but the wire between editor and server. */
export class Ponder implements CompletionSystem {
  readonly name = "Ponder";
  readonly restsAfterMs = 150;
  readonly #completer: Completer;
  readonly #context: ContextStore;
  readonly #texts = new Map<string, string>();

  constructor(parts: PonderParts) {
    const { engine, clock, form, syntax, withContext } = parts;
    const pathOf = (uri: string): string => uri.replace("file:///workspace/", "");
    this.#context = new ContextStore({
      clock,
      log: { debug: () => undefined },
      budget: () => cpuContextBudget,
      pathOf,
      ignored: () => undefined,
    });
    this.#completer = new Completer({
      engine,
      clock,
      model: () => Promise.resolve({ form, budget: cpuBudget }),
      context: {
        chunksFor: (uri) => (withContext ? this.#context.chunksFor(uri) : []),
        refresh: (place, isElsewhere, signal) =>
          withContext ? this.#context.refresh(place, isElsewhere, signal) : Promise.resolve(),
        pathOf,
      },
      syntaxOf: (place) => syntax.of(place),
      onBattery: () => false,
      isBusy: parts.isBusy ?? (() => false),
      observe: parts.observe ?? (() => undefined),
    });
  }

  opened(place: CompletionPlace): void {
    this.#texts.set(place.uri, place.text);
    this.#context.opened(this.#document(place));
  }

  changed(place: CompletionPlace): void {
    this.#texts.set(place.uri, place.text);
    this.#context.changed(this.#document(place));
  }

  focused(): void {
    // The caret's rest in it is what counts.
  }

  rested(place: CompletionPlace): void {
    void this.#completer.caretRested(place);
  }

  /** Looks for context now, and waits for it. */
  refreshed(place: CompletionPlace): Promise<void> {
    return this.#context.refresh(place, true, new AbortController().signal);
  }

  async complete(place: CompletionPlace, signal: AbortSignal): Promise<Suggestion | undefined> {
    const request = { place, invoked: false, settings: defaults, ignored: false } as const;
    const answer = await this.#completer.complete(request, signal);
    if ("reason" in answer) return undefined;
    const [item] = answer.items;
    if (item === undefined) return undefined;
    return { text: item.text, start: item.start, end: item.end, known: answer.source !== "engine" };
  }

  /** A document as the server holds it: its text is always the latest. */
  #document({ uri, languageId, version }: CompletionPlace): OpenDocument {
    return { uri, languageId, version, getText: () => this.#texts.get(uri) ?? "" };
  }

  dispose(): Promise<void> {
    this.#completer.dispose();
    return Promise.resolve();
  }
}
