import { cpuBudget } from "../../language-server/completion/layout/windowBudget.js";
import { windowAt } from "../../language-server/completion/layout/windowAt.js";
import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";
import type { CompletionWindow } from "../../language-server/completion/layout/completionWindow.js";
import { infillPrompt, type InfillSizes } from "./peer/infillPrompt.js";
import { llamaVscodeDefaults, splitAt } from "./peer/llamaVscode.js";
import { qwenForm } from "./ponder.js";
import type { Tokenizer } from "./tokenizer.js";
import { languageIdOf } from "./traces/sourceFiles.js";
import { applyEdits, isEnter, isKeystroke, type Trace } from "./traces/trace.js";
import { commonLength } from "./virtual/commonLength.js";
import { reuseCache } from "./virtual/reuseCache.js";

/** Generated tokens that stand in the KV cache behind each prompt. */
const generatedTokens = 24;

/** What a way to lay out prompts costs when each keystroke asks and gets its answer. */
export interface LayoutCost {
  readonly name: string;
  /** Evaluated tokens per keystroke on the same line, and per Enter. */
  readonly line: number;
  readonly enter: number;
  readonly lineKeys: number;
  readonly enterKeys: number;
  /** Share of the prompts' tokens that were in the KV cache. */
  readonly reuse: number;
  /** Tokens of a prompt. */
  readonly promptTokens: number;
}

/** Makes a prompt, and tells how many of its tokens are in the cache. */
interface Layout {
  readonly name: string;
  readonly prompt: (place: CompletionPlace) => readonly number[];
  readonly kept: (cache: readonly number[], prompt: readonly number[]) => number;
}

/** The product's own layout, without chunks of other files. */
export function ponderLayout(tokenizer: Tokenizer): Layout {
  const form = qwenForm();
  let last: { readonly uri: string; readonly window: CompletionWindow } | undefined;
  return {
    name: "Ponder",
    prompt: (place) => {
      const window = windowAt(place, cpuBudget, last?.uri === place.uri ? last.window : undefined);
      last = { uri: place.uri, window };
      const path = place.uri.replace("file:///workspace/", "");
      return tokenizer.encodePrompt(form.render({ path, languageId: place.languageId, window, chunks: [] }));
    },
    kept: (cache, prompt) => Math.min(commonLength(cache, prompt), prompt.length - 1),
  };
}

/** llama.vscode with llama-server. */
export function peerLayout(tokenizer: Tokenizer, sizes: InfillSizes, cacheReuse: number): Layout {
  return {
    name: `llama.vscode, -b ${sizes.batch}, --cache-reuse ${cacheReuse}`,
    prompt: (place) => {
      const { question, indentation } = splitAt(place);
      const { predict } = llamaVscodeDefaults;
      return infillPrompt(tokenizer, { ...question, indentation, inputExtra: [], predict }, sizes);
    },
    kept: (cache, prompt) => reuseCache(cache, prompt, cacheReuse),
  };
}

/** Asks at every keystroke of a trace. The first one at another place is asked, too, but counts for neither kind. */
export function layoutCost(traces: readonly Trace[], { name, prompt, kept }: Layout): LayoutCost {
  const costs = { line: [] as number[], enter: [] as number[] };
  let cache: readonly number[] = [];
  let evaluated = 0;
  let asked = 0;
  let requests = 0;
  for (const { events } of traces) {
    const texts = new Map<string, string>();
    let isElsewhere = true;
    for (const event of events) {
      const { uri, kind } = event;
      if (kind === "open" || kind === "setContent") texts.set(uri, event.text ?? "");
      if (kind !== "edit") {
        isElsewhere ||= kind === "focus" || kind === "pause" || kind === "open";
        continue;
      }
      const text = applyEdits(texts.get(uri) ?? "", event.edits ?? []);
      texts.set(uri, text);
      const tokens = prompt({ uri, languageId: languageIdOf(uri), version: 0, text, offset: event.caret ?? 0 });
      const cost = tokens.length - kept(cache, tokens);
      cache = [...tokens, ...Array.from({ length: generatedTokens }, (_, at) => -1 - at)];
      if (!isElsewhere && isKeystroke(event)) {
        costs[isEnter(event) ? "enter" : "line"].push(cost);
        evaluated += cost;
        asked += tokens.length;
        requests++;
      }
      isElsewhere = false;
    }
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((all, one) => all + one, 0) / Math.max(1, values.length);
  return {
    name,
    line: mean(costs.line),
    enter: mean(costs.enter),
    lineKeys: costs.line.length,
    enterKeys: costs.enter.length,
    reuse: 1 - evaluated / asked,
    promptTokens: asked / requests,
  };
}
