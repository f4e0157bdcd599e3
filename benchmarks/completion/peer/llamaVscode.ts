import type { Clock } from "../../../language-server/completion/clock.js";
import type { CompletionPlace } from "../../../language-server/completion/completionPlace.js";
import type { CompletionSystem, Suggestion } from "../system.js";
import type { InfillRequest } from "./infillPrompt.js";
import type { InfillServer } from "./infillServer.js";
import { LeastRecentlyUsed } from "./leastRecentlyUsed.js";
import { isDiscarded, linesOf, shortened } from "./llamaVscodeFilters.js";
import { RingContext } from "./ringContext.js";

/** Its settings, as they come. */
export const llamaVscodeDefaults = {
  prefixLines: 256,
  suffixLines: 64,
  predict: 128,
  maxLineSuffix: 8,
  cachedKeys: 250,
  /** Between two looks whether the request before is over, in milliseconds. */
  retryMs: 150,
} as const;

interface Question {
  readonly inputPrefix: string;
  readonly inputSuffix: string;
  readonly prompt: string;
}

/**
 * The policy of llama.vscode 0.0.63 (`src/completion.ts`, `src/extra-context.ts`), written anew: no debounce, one
 * request at a time which is never cancelled, a cache that looks back over the caret's line, a request ahead as if the
 * suggestion was accepted, a ring of chunks that is evaluated while idle.
 */
export class LlamaVscode implements CompletionSystem {
  readonly name = "llama.vscode";
  /** It has its own notion of idle; see {@link RingContext}. */
  readonly restsAfterMs = Infinity;
  readonly #cache = new LeastRecentlyUsed(llamaVscodeDefaults.cachedKeys);
  readonly #ring: RingContext;
  #busy = false;

  constructor(
    private readonly server: InfillServer,
    private readonly clock: Clock,
    random: () => number,
  ) {
    this.#ring = new RingContext({
      clock,
      random,
      evaluate: async (chunks) => {
        const nothing = { inputPrefix: "", prompt: "", inputSuffix: "", indentation: 0, predict: 0 };
        await server.infill({ ...nothing, inputExtra: chunks }, false);
      },
    });
  }

  opened(): void {
    // Chunks come from documents that are looked at.
  }

  changed(): void {
    // Nothing is remembered about a document.
  }

  focused(place: CompletionPlace): void {
    this.#ring.focused(place);
  }

  rested(): void {
    // Never asked for.
  }

  async complete(place: CompletionPlace, signal: AbortSignal): Promise<Suggestion | undefined> {
    const { maxLineSuffix, retryMs } = llamaVscodeDefaults;
    while (this.#busy) {
      await this.clock.sleep(retryMs, never);
      if (signal.aborted) return undefined;
    }
    this.#busy = true;
    this.#ring.completionStarted();
    try {
      const at = splitAt(place);
      if (at.lineSuffix.length > maxLineSuffix) return undefined;
      const question = at.question;
      const cached = this.#cached(question);
      if (cached === undefined && signal.aborted) return undefined;
      const answer = cached ?? (await this.#ask(question, at.indentation, true));
      if (answer.trim() === "") return undefined;
      const lines = linesOf(answer);
      if (isDiscarded(lines, at)) return undefined;
      const text = shortened(lines, at.lineSuffix);
      if (cached === undefined) this.#cache.put(keyOf(question), text);
      void this.#afterwards(question, lines, at, signal, place);
      // Spaces that stand before the caret already: it asked as if they did not.
      const spaces = question.prompt === "" ? at.linePrefix.length : 0;
      const said = withoutLeadingSpaces(text, spaces);
      return { text: said, start: place.offset, end: place.offset, known: cached !== undefined };
    } finally {
      this.#busy = false;
    }
  }

  async dispose(): Promise<void> {
    await this.#ring.dispose();
  }

  async #ask(question: Question, indentation: number, foreground: boolean): Promise<string> {
    const request: InfillRequest = {
      ...question,
      inputExtra: this.#ring.chunks,
      indentation,
      predict: llamaVscodeDefaults.predict,
    };
    return (await this.server.infill(request, foreground)).content;
  }

  /** The same question, or a shorter line whose answer goes on with what was typed since. */
  #cached(question: Question): string | undefined {
    const exact = this.#cache.get(keyOf(question));
    if (exact !== undefined) return exact;
    const { prompt } = question;
    for (let length = prompt.length; length >= 0; length--) {
      const answer = this.#cache.get(keyOf({ ...question, prompt: prompt.slice(0, length) }));
      const typed = prompt.slice(length);
      if (answer?.startsWith(typed) === true) return answer.slice(typed.length);
    }
    return undefined;
  }

  /** What it does once the suggestion is shown, unless the next key came. */
  async #afterwards(
    question: Question,
    lines: readonly string[],
    at: SplitPlace,
    signal: AbortSignal,
    place: CompletionPlace,
  ): Promise<void> {
    await this.clock.sleep(0, never);
    if (!signal.aborted && at.lineSuffix.trim() === "") {
      await this.#askAhead(question, lines);
      this.#rememberLine(question, lines);
    }
    if (!signal.aborted) this.#ring.caretAt(place);
  }

  /** The question that comes if the suggestion is accepted. */
  async #askAhead(question: Question, lines: readonly string[]): Promise<void> {
    const { inputPrefix, inputSuffix, prompt } = question;
    let future: Question = { inputPrefix, inputSuffix, prompt: prompt + (lines[0] ?? "") };
    if (lines.length > 1) {
      const above = `${inputPrefix}${prompt}${lines.slice(0, -1).join("\n")}\n`;
      future = { inputPrefix: lastLines(above), inputSuffix, prompt: lines.at(-1) ?? "" };
    }
    if (this.#cache.get(keyOf(future)) !== undefined) return;
    const answer = await this.#ask(future, prompt.length - prompt.trimStart().length, false);
    if (answer.trim() !== "") this.#cache.put(keyOf(future), linesOf(answer).join("\n"));
  }

  /** Once the first line is accepted the others are the answer. */
  #rememberLine({ inputPrefix, inputSuffix, prompt }: Question, lines: readonly string[]): void {
    if (lines.length < 2) return;
    const future = { inputPrefix: `${inputPrefix}${prompt}${lines[0] ?? ""}\n`, inputSuffix, prompt: "" };
    if (this.#cache.get(keyOf(future)) === undefined) this.#cache.put(keyOf(future), lines.slice(1).join("\n"));
  }
}

const never = new AbortController().signal;

/** A place as the policy sees it. */
export interface SplitPlace {
  readonly linePrefix: string;
  readonly lineSuffix: string;
  readonly indentation: number;
  /** All lines below. */
  readonly below: readonly string[];
  readonly question: Question;
}

/** Cuts a document at the caret into what is asked. */
export function splitAt({ text, offset }: CompletionPlace): SplitPlace {
  const { prefixLines, suffixLines } = llamaVscodeDefaults;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset) < 0 ? text.length : text.indexOf("\n", offset);
  const linePrefix = text.slice(start, offset);
  const lineSuffix = text.slice(offset, end);
  const above =
    start === 0
      ? []
      : text
          .slice(0, start - 1)
          .split("\n")
          .slice(-prefixLines);
  const below = end === text.length ? [] : text.slice(end + 1).split("\n");
  const line = linePrefix + lineSuffix;
  return {
    linePrefix,
    lineSuffix,
    below,
    indentation: line.length - line.trimStart().length,
    question: {
      inputPrefix: `${above.join("\n")}\n`,
      inputSuffix: `${lineSuffix}\n${below.slice(0, suffixLines).join("\n")}\n`,
      prompt: linePrefix.trim() === "" ? "" : linePrefix,
    },
  };
}

const keyOf = ({ inputPrefix, inputSuffix, prompt }: Question): string => `${inputPrefix}|${inputSuffix}|${prompt}`;

function lastLines(text: string): string {
  const lines = text.slice(0, -1).split("\n");
  return `${lines.slice(-llamaVscodeDefaults.prefixLines).join("\n")}\n`;
}

function withoutLeadingSpaces(text: string, count: number): string {
  let at = 0;
  while ((at < count && text[at] === " ") || text[at] === "\t") at++;
  return text.slice(at);
}
