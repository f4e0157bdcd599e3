import { Completer } from "../../../language-server/completion/completer.js";
import type { CompletionEvent } from "../../../language-server/completion/completionEvent.js";
import type { CompletionPlace } from "../../../language-server/completion/completionPlace.js";
import type { CompletionAnswer, CompletionRequest } from "../../../language-server/completion/completionRequest.js";
import { cpuBudget } from "../../../language-server/completion/layout/windowBudget.js";
import type { CompletionModel } from "../../../language-server/completion/promptedEngine.js";
import type { Reason } from "../../../language-server/completion/reasons.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import {
  ScriptedEngine,
  type Script,
  type ScriptedAnswer,
} from "../../../language-server/engine/scripted/scriptedEngine.js";
import type { CompletionForm } from "../../../language-server/prompts/completion/completionForm.js";
import { readSettings } from "../../../protocol/settings.js";
import { ManualClock, settled } from "../../support/manualClock.js";

export const uri = "file:///work/a.ts";

/** A first line, so that the document is not too small. */
export const code = "const numbers = [1, 2, 3];\n";

/** The layout of the product in the plainest way. */
export const form: CompletionForm = {
  name: "plain",
  stop: ["<|end|>"],
  seesSuffix: true,
  heldBack: () => "",
  render: ({ path, window, chunks }) => [
    { text: chunks.map(({ text }) => text).join("") + path },
    { text: window.above },
    { special: "<SUF>" },
    { text: window.suffix },
    { special: "<MID>" },
    { text: window.typed },
  ],
};

/** What is around a completer: what it asks for, and what it was told to do. */
interface Surroundings {
  onBattery: boolean;
  isBusy: boolean;
  model: CompletionModel | { readonly reason: Reason };
  /** Documents whose context was gathered anew. */
  readonly refreshed: string[];
  /** How often it waited for an idle machine. */
  idle: number;
}

const freshState = (): Surroundings => ({
  ...{ onBattery: false, isBusy: false, refreshed: [], idle: 0 },
  model: { form, budget: cpuBudget },
});

/** A completer with a scripted engine, a clock of ours, and what happens around it. */
export class CompleterBench {
  clock = new ManualClock();
  engine = new ScriptedEngine([]);
  completer = this.#makeCompleter();
  events: CompletionEvent[] = [];
  state = freshState();

  /** Begins anew, with an engine that answers by this script. */
  async use(script: Script): Promise<void> {
    this.clock = new ManualClock();
    this.engine = new ScriptedEngine(scriptOf(script));
    await this.engine.load(
      { path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 4096 },
      () => undefined,
      new AbortController().signal,
    );
    this.events = [];
    this.state = freshState();
    this.completer = this.#makeCompleter();
  }

  ask(
    marked: string,
    more: Partial<CompletionRequest> = {},
    signal = new AbortController().signal,
  ): Promise<CompletionAnswer> {
    const settings = readSettings({}).values;
    return this.completer.complete({ place: at(marked), invoked: false, settings, ignored: false, ...more }, signal);
  }

  /** The answer once all is done that needs no time to pass. */
  async shown(marked: string, more: Partial<CompletionRequest> = {}) {
    const answer = this.ask(marked, more);
    await settled();
    return textOf(await answer);
  }

  /** The first request to an empty KV cache waits; the next ones do not. */
  async warm(marked: string) {
    const answer = this.ask(marked);
    await settled();
    await this.clock.pass(250);
    return textOf(await answer);
  }

  /** How many events there were of a kind. */
  count(type: CompletionEvent["type"]): number {
    return this.events.filter((event) => event.type === type).length;
  }

  #makeCompleter(): Completer {
    return new Completer({
      engine: this.engine,
      clock: this.clock,
      model: () => Promise.resolve(this.state.model),
      context: {
        chunksFor: () => [],
        refresh: (place) => {
          this.state.refreshed.push(place.uri);
          return Promise.resolve();
        },
        pathOf: () => "a.ts\n",
      },
      onBattery: () => this.state.onBattery,
      isBusy: () => this.state.isBusy,
      observe: (event) => this.events.push(event),
      whenIdle: () => {
        this.state.idle++;
        return Promise.resolve();
      },
    });
  }
}

/** A document with its caret at `|`. */
export function at(marked: string, languageId = "typescript"): CompletionPlace {
  const offset = marked.indexOf("|");
  return { uri, languageId, version: 1, offset, text: marked.slice(0, offset) + marked.slice(offset + 1) };
}

/** The first text and where it came from, or the reason. */
export function textOf(answer: CompletionAnswer): readonly [string, string] | string {
  return "reason" in answer ? answer.reason : [answer.items[0]?.text ?? "", answer.source];
}

export const promptText = (parts: readonly PromptPart[]): string =>
  parts.map((part) => ("special" in part ? part.special : part.text)).join("");

/** Says this, and never ends. */
export const hanging = (text: string): ScriptedAnswer => ({ text, split: "whole", then: { type: "hangs" } });

/** Answers in order; the candidates of a group all say the same as the answer before. */
function scriptOf(script: Script): Script {
  if (typeof script === "function") return script;
  const answers = [...script];
  let last: ScriptedAnswer | undefined;
  return (request) => {
    if (!("count" in request)) last = answers.shift();
    if (last === undefined) throw new Error(`One more answer was asked for: ${promptText(request.prompt)}`);
    return last;
  };
}
