import { beforeEach, describe, expect, it } from "vitest";
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
import { PonderFailure } from "../../../protocol/errors.js";
import { readSettings } from "../../../protocol/settings.js";
import { ManualClock, settled } from "../../support/manualClock.js";

const uri = "file:///work/a.ts";
const defaults = readSettings({}).values;

/** The layout of the product in the plainest way. */
const form: CompletionForm = {
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

let clock: ManualClock;
let engine: ScriptedEngine;
let completer: Completer;
let events: CompletionEvent[];
let state: {
  onBattery: boolean;
  isBusy: boolean;
  model: CompletionModel | { readonly reason: Reason };
  refreshed: string[];
  idle: number;
};

/** A document with its caret at `|`. */
function at(marked: string, languageId = "typescript"): CompletionPlace {
  const offset = marked.indexOf("|");
  return { uri, languageId, version: 1, offset, text: marked.slice(0, offset) + marked.slice(offset + 1) };
}

function ask(marked: string, more: Partial<CompletionRequest> = {}, signal = new AbortController().signal) {
  return completer.complete({ place: at(marked), invoked: false, settings: defaults, ignored: false, ...more }, signal);
}

/** The answer once all is done that needs no time to pass. */
async function shown(marked: string, more: Partial<CompletionRequest> = {}) {
  const answer = ask(marked, more);
  await settled();
  return textOf(await answer);
}

/** The first text and where it came from, or the reason. */
function textOf(answer: CompletionAnswer): readonly [string, string] | string {
  return "reason" in answer ? answer.reason : [answer.items[0]?.text ?? "", answer.source];
}

const promptText = (parts: readonly PromptPart[]) =>
  parts.map((part) => ("special" in part ? part.special : part.text)).join("");
const count = (type: CompletionEvent["type"]) => events.filter((event) => event.type === type).length;
const hanging = (text: string): ScriptedAnswer => ({ text, split: "whole", then: { type: "hangs" } });

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

async function use(script: Script): Promise<void> {
  clock = new ManualClock();
  engine = new ScriptedEngine(scriptOf(script));
  await engine.load(
    { path: "/m.gguf", gpu: "cpu", threads: 1, contextSize: 4096 },
    () => undefined,
    new AbortController().signal,
  );
  events = [];
  state = { onBattery: false, isBusy: false, model: { form, budget: cpuBudget }, refreshed: [], idle: 0 };
  completer = new Completer({
    engine,
    clock,
    model: () => Promise.resolve(state.model),
    context: {
      chunksFor: () => [],
      refresh: (place) => {
        state.refreshed.push(place.uri);
        return Promise.resolve();
      },
      pathOf: () => "a.ts\n",
    },
    onBattery: () => state.onBattery,
    isBusy: () => state.isBusy,
    observe: (event) => events.push(event),
    whenIdle: () => {
      state.idle++;
      return Promise.resolve();
    },
  });
}

/** The first request to an empty KV cache waits; the next ones do not. */
async function warm(marked: string) {
  const answer = ask(marked);
  await settled();
  await clock.pass(250);
  return textOf(await answer);
}

const code = "const numbers = [1, 2, 3];\n";

describe("Completer: gates", () => {
  const settingsWith = (completion: object) => ({ settings: readSettings({ completion }).values });
  beforeEach(() => use([]));

  it.each<[Reason, string, Partial<CompletionRequest>]>([
    ["disabled", `${code}let a = |`, settingsWith({ enabled: false })],
    ["languageOff", `${code}let a = |`, settingsWith({ languages: { typescript: false } })],
    ["languageOff", `${code}let a = |`, settingsWith({ languages: { "*": false } })],
    ["ignoredFile", `${code}let a = |`, { ignored: "ignoredFile" }],
    ["excluded", `${code}let a = |`, { ignored: "excluded" }],
    ["secretsFile", `${code}let a = |`, { ignored: "secretsFile", invoked: true }],
    ["emptyDocument", " \n|", {}],
    ["emptyDocument", " \n|", { invoked: true }],
    ["documentTooSmall", "let a|", {}],
    ["insideWord", `${code}num|bers`, {}],
    ["midLine", `${code}let a = | + 1;`, {}],
    ["inComment", `${code}// it |`, settingsWith({ inComments: false })],
  ])("%s: %j", async (reason, marked, more) => {
    expect(await shown(marked, more)).toBe(reason);
    expect(engine.requests).toHaveLength(0);
    expect(events.at(-1)).toEqual({ type: "none", reason });
  });

  it("onBattery, where the settings say none then", async () => {
    state.onBattery = true;
    expect(await shown(`${code}let a = |`, settingsWith({ onBattery: false }))).toBe("onBattery");
  });

  it("snoozed, until the time is over", async () => {
    await use([{ text: "1;" }]);
    completer.snooze(1000);
    expect(await shown(`${code}let a = |`)).toBe("snoozed");
    await clock.pass(1000);
    expect(await warm(`${code}let a = |`)).toEqual(["1;", "engine"]);
  });

  it("opens them on demand", async () => {
    await use([{ text: "1;" }]);
    const off = readSettings({ completion: { enabled: false, languages: { "*": false } } }).values;
    expect(await shown("let a = |", { invoked: true, settings: off })).toEqual(["1;", "engine"]);
  });

  it.each(["modelLoading", "modelFailed"] as const)("passes on why there is no model: %s", async (reason) => {
    state.model = { reason };
    expect(await shown(`${code}let a = |`)).toBe(reason);
  });

  it("automaticOff for a model that failed its self-test, but not on demand", async () => {
    await use([{ text: "1;" }]);
    state.model = { form, budget: cpuBudget, automaticOff: true };
    expect(await shown(`${code}let a = |`)).toBe("automaticOff");
    expect(await shown(`${code}let a = |`, { invoked: true })).toEqual(["1;", "engine"]);
  });
});

describe("Completer: reuse", () => {
  it("answers the same place from memory, and what the model does not say too", async () => {
    await use([{ text: "value + 1;" }, { text: "  " }]);
    expect(await warm(`${code}let a = |`)).toEqual(["value + 1;", "engine"]);
    expect(await shown(`${code}let a = |`)).toEqual(["value + 1;", "cache"]);
    expect(await shown(`${code}let b = |`)).toBe("blank");
    expect(await shown(`${code}let b = |`)).toBe("blank");
    expect(engine.requests).toHaveLength(2);
  });

  it("follows what is typed or accepted as it was suggested, without a wait", async () => {
    await use([{ text: "value.map((x) => x + 1);" }]);
    await warm(`${code}let a = |`);
    expect(await shown(`${code}let a = v|`)).toEqual(["alue.map((x) => x + 1);", "typed"]);
    expect(await shown(`${code}let a = value.map|`)).toEqual(["((x) => x + 1);", "typed"]);
    // The editor closes what is opened.
    expect(await shown(`${code}let a = value.map(|)`)).toEqual(["(x) => x + 1);", "typed"]);
    expect(await shown(`${code}let a = value.map((|))`)).toEqual(["x) => x + 1);", "typed"]);
    // And types over it.
    expect(await shown(`${code}let a = value.map((x)|)`)).toEqual([" => x + 1);", "typed"]);
    expect(engine.requests).toHaveLength(1);
  });

  it("does not ask again where the model ended, but where it was cut off", async () => {
    await use([{ text: "value;" }, { text: "long", then: { type: "length" } }, { text: "er;" }]);
    await warm(`${code}let a = |`);
    expect(await shown(`${code}let a = value;|`)).toBe("blank");
    expect(engine.requests).toHaveLength(1);
    expect(await shown(`${code}let a = x|`)).toEqual(["long", "engine"]);
    expect(await shown(`${code}let a = xlong|`)).toEqual(["er;", "engine"]);
  });

  it("goes back to it after a mistake was taken back", async () => {
    await use([{ text: "value;" }, { text: "ylophone;" }]);
    await warm(`${code}let a = |`);
    expect(await shown(`${code}let a = x|`)).toEqual(["ylophone;", "engine"]);
    expect(await shown(`${code}let a = |`)).toEqual(["value;", "cache"]);
    expect(engine.requests).toHaveLength(2);
  });

  it("knows the next line over Enter, from more than 128 letters before", async () => {
    const first = `[${Array.from({ length: 40 }, (_, i) => 1000 + i * i).join(", ")}];`;
    await use([{ text: `${first}\nlet next = a.length;\nlet more`, split: "whole" }]);
    expect(await warm(`${code}let a = |`)).toEqual([first, "engine"]);
    expect(await shown(`${code}let a = ${first}\n|`)).toEqual(["let next = a.length;", "typed"]);
    expect(engine.requests).toHaveLength(1);
  });

  it("does not use what was written for another text behind the caret", async () => {
    await use([{ text: "value;" }, { text: "other;" }]);
    await warm(`${code}let a = |\nlet b = 1;`);
    expect(await shown(`${code}let a = v|\nlet b = 2;`)).toEqual(["other;", "engine"]);
  });

  it("follows a generation while the user types what it writes", async () => {
    await use([hanging("value.ma")]);
    const first = ask(`${code}let a = |`);
    await settled();
    await clock.pass(250);
    const second = ask(`${code}let a = v|`);
    expect(textOf(await first)).toBe("superseded");
    const third = ask(`${code}let a = value.|`);
    expect(textOf(await second)).toBe("superseded");
    await settled();
    expect([engine.running, engine.requests.length]).toEqual([1, 1]);
    const fourth = ask(`${code}let a = x|`).catch(() => undefined);
    expect(textOf(await third)).toBe("superseded");
    await settled();
    expect(events).toContainEqual({ type: "aborted", purpose: "completion", generated: 1, evaluated: 6 });
    completer.dispose();
    await fourth;
  });

  it("keeps evaluating a prompt while more of the same line is typed", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    await use([{ text: "value;" }]);
    const generate = engine.generate.bind(engine);
    engine.generate = async function* (request, signal) {
      await gate;
      yield* generate(request, signal);
    };
    const first = ask(`${code}let a = |`);
    await settled();
    await clock.pass(250);
    expect(count("engineStart")).toBe(1);
    const second = ask(`${code}let a = va|`);
    expect(textOf(await first)).toBe("superseded");
    release();
    await settled();
    expect(textOf(await second)).toEqual(["lue;", "inFlight"]);
    expect([count("engineStart"), count("aborted")]).toEqual([1, 0]);
  });

  it("ends the generation at once over Enter, and where the caret goes elsewhere", async () => {
    await use([hanging(""), hanging(""), { text: "1;" }]);
    void ask(`${code}let a =|`).catch(() => undefined);
    await settled();
    await clock.pass(250);
    void ask(`${code}let a =\n|`).catch(() => undefined);
    await settled();
    expect(count("aborted")).toBe(1);
    await clock.pass(250);
    expect(engine.requests).toHaveLength(2);
    const other = ask(`${code}|\nlet a =\n`);
    await settled();
    expect(count("aborted")).toBe(2);
    await clock.pass(250);
    expect(textOf(await other)).toEqual(["1;", "engine"]);
  });

  it("does not end one that later keystrokes followed", async () => {
    await use([hanging("")]);
    for (const typed of ["", "v", "va"]) {
      void ask(`${code}let a = ${typed}|`).catch(() => undefined);
      await settled();
      await clock.pass(100);
    }
    await clock.pass(1000);
    expect([engine.running, engine.requests.length]).toEqual([1, 1]);
    completer.dispose();
  });

  it("ends a generation that nobody wants any more after a moment", async () => {
    await use([hanging("val")]);
    const cancel = new AbortController();
    const request = ask(`${code}let a = |`, {}, cancel.signal).then(textOf, () => "cancelled");
    await settled();
    await clock.pass(250);
    cancel.abort();
    expect(await request).toBe("cancelled");
    expect(engine.running).toBe(1);
    await clock.pass(150);
    expect(engine.running).toBe(0);
  });
});

describe("Completer: timing", () => {
  it("waits before an expensive prompt, and not where the cache covers all but a few tokens", async () => {
    await use([{ text: "one;" }, { text: "two;" }]);
    const first = ask(`${code}let a = |`);
    await settled();
    expect(engine.requests).toHaveLength(0);
    await clock.pass(250);
    expect(textOf(await first)).toEqual(["one;", "engine"]);
    expect(await shown(`${code}let a = x|`)).toEqual(["two;", "engine"]);
  });

  it("does not wait on demand", async () => {
    await use([{ text: "one;" }]);
    expect(await shown(`${code}let a = |`, { invoked: true })).toEqual(["one;", "engine"]);
  });

  it("waits where the model guessed wrong several times in a row", async () => {
    await use(() => ({ text: "zzz;" }));
    await warm(`${code}let a = |`);
    for (const typed of ["a", "ab"]) await shown(`${code}let a = ${typed}|`);
    const before = engine.requests.length;
    const next = ask(`${code}let a = abc|`);
    await settled();
    expect(engine.requests).toHaveLength(before);
    await clock.pass(250);
    expect(textOf(await next)).toEqual(["zzz;", "engine"]);
  });
});

describe("Completer: what is shown", () => {
  /** A first suggestion, which is accepted. */
  async function useful(): Promise<void> {
    const answer = await warmAnswer(`${code}let z = |`);
    completer.accepted(answer.items[0]?.id ?? 0);
    expect(completer.usefulness).toBeCloseTo(0.6);
  }

  it("generates a little more behind the shown line, then stops", async () => {
    await use([{ text: "0;" }, { text: "one;\nlet b = two;\nlet c = three;\nlet d = four;\n", split: "worst" }]);
    await useful();
    expect(await warm(`${code}let a = |`)).toEqual(["one;", "engine"]);
    await settled();
    expect(engine.running).toBe(0);
    expect(await shown(`${code}let a = one;\n|`)).toEqual(["let b = two;", "typed"]);
  });

  it.each(["onBattery", "isBusy"] as const)("stops at the shown line: %s", async (what) => {
    await use([{ text: "0;" }, hanging("one;\nlet b")]);
    await useful();
    state[what] = true;
    expect(await warm(`${code}let a = |`)).toEqual(["one;", "engine"]);
    expect(engine.running).toBe(0);
  });

  it("writes the document's line ends, and covers the closers behind the caret", async () => {
    await use([{ text: "\n  return 1;\n}" }]);
    const answer = await warmAnswer("const numbers = [1];\r\nfunction f() {|}\r\n");
    expect(answer.items[0]?.text).toBe("\r\n  return 1;\r\n}");
    expect(answer.items[0]).toMatchObject({ start: 36, end: 37 });
  });

  it("begins with what is selected in the editor's own list, or is not shown", async () => {
    await use([{ text: "gth;" }]);
    const selected = (text: string) => ({ selected: { start: code.length + 8, text }, invoked: true });
    const marked = `${code}numbers.len|`;
    expect(await shown(marked, selected("length"))).toEqual(["length;", "engine"]);
    expect(await shown(marked, selected("lastIndexOf"))).toBe("notSelected");
  });

  it("tries a smaller window where the prompt is too long, then says so", async () => {
    const failure = new PonderFailure("promptTooLong", "Too long.", "Less.");
    await use([{ text: "", then: { type: "fails", failure } }, { text: "1;" }]);
    expect(await warm(`${code}let a = |`)).toEqual(["1;", "engine"]);
    await use(() => ({ text: "", then: { type: "fails", failure } }));
    expect(await warm(`${code}let a = |`)).toBe("promptTooLong");
    expect(engine.requests).toHaveLength(2);
  });

  it("throws what the engine throws, and works on", async () => {
    const failure = new PonderFailure("engineStopped", "It ended.", "Again.");
    await use([{ text: "", then: { type: "fails", failure } }, { text: "1;" }]);
    const request = ask(`${code}let a = |`, { invoked: true });
    await expect(request).rejects.toBe(failure);
    expect(await warm(`${code}let a = |`)).toEqual(["1;", "engine"]);
  });

  it("forgets everything with another model", async () => {
    await use([{ text: "1;" }, { text: "2;" }]);
    await warm(`${code}let a = |`);
    completer.forget();
    expect(await warm(`${code}let a = |`)).toEqual(["2;", "engine"]);
  });

  it.each<[Reason, string, string]>([
    ["blank", "let a = |", " \n"],
    ["duplicateSuffix", "|\nconst b = numbers.map(f);\n", "const b = numbers.map(f);"],
    ["noChange", "f(|);\n", ");"],
  ])("names why a suggestion is dropped: %s", async (reason, marked, text) => {
    await use([{ text }]);
    expect(await warm(code + marked)).toBe(reason);
  });

  async function warmAnswer(marked: string) {
    const request = ask(marked);
    await settled();
    await clock.pass(250);
    const answer = await request;
    if ("reason" in answer) throw new Error(answer.reason);
    return answer;
  }
});

describe("Completer: while nobody waits", () => {
  it("gathers context and evaluates the prompt where the caret rests; the next key need not wait", async () => {
    await use([{ text: "1;" }]);
    const place = at(`${code}let a = |`);
    await completer.caretRested(place);
    expect([state.refreshed, state.idle]).toEqual([[uri], 1]);
    expect(engine.prefills.map(({ prompt }) => promptText(prompt))).toEqual([`a.ts\n${code}<SUF><MID>let a = `]);
    await completer.caretRested(place);
    expect(engine.prefills).toHaveLength(1);
    expect(await shown(`${code}let a = |`)).toEqual(["1;", "engine"]);
  });

  it("waits until a running request is answered", async () => {
    await use([hanging("one;\n")]);
    const request = ask(`${code}let a = |`);
    await settled();
    const rest = completer.caretRested(at(`${code}let a = |`));
    await settled();
    expect(state.refreshed).toEqual([]);
    await clock.pass(250);
    expect(textOf(await request)).toEqual(["one;", "engine"]);
    completer.forget();
    await rest;
    expect(state.refreshed).toEqual([]);
    const again = completer.caretRested(at(`${code}let a = |`));
    await again;
    expect(state.refreshed).toEqual([uri]);
  });

  it.each(["onBattery", "isBusy"] as const)("does nothing: %s", async (what) => {
    await use([]);
    state[what] = true;
    await completer.caretRested(at(`${code}let a = |`));
    expect([state.refreshed, engine.prefills]).toEqual([[], []]);
  });

  it("goes on while more of the line is typed, and is ended by a request elsewhere", async () => {
    await use([{ text: "1;" }]);
    let aborted = 0;
    engine.prefill = (request, signal) => {
      engine.prefills.push(request);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted++;
          reject(signal.reason as Error);
        });
      });
    };
    const rest = completer.caretRested(at(`${code}let a = |`));
    await settled();
    const typed = ask(`${code}let a = n|`);
    await settled();
    await completer.caretRested(at(`${code}let a = n|`));
    expect([aborted, engine.prefills.length]).toEqual([0, 1]);
    const elsewhere = ask(`${code}let a = n;\n|`);
    await rest;
    expect(aborted).toBe(1);
    expect(textOf(await typed)).toBe("superseded");
    await clock.pass(250);
    expect(textOf(await elsewhere)).toEqual(["1;", "engine"]);
  });

  it("is ended by a generation, which goes on from there", async () => {
    await use([{ text: "1;" }]);
    let aborted = false;
    engine.prefill = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      });
    const rest = completer.caretRested(at(`${code}let a = |`));
    await settled();
    expect(await shown(`${code}let a = |`, { invoked: true })).toEqual(["1;", "engine"]);
    await rest;
    expect(aborted).toBe(true);
  });

  it("writes on behind what is shown once a suggestion was of use, and no more when one was not", async () => {
    await use([hanging("first();\n"), hanging("second();\n"), hanging("third();\n")]);
    expect(await warm(`${code}let a = |`)).toEqual(["first();", "engine"]);
    expect(count("aborted")).toBe(1);
    expect(await warm(`${code}let a = first();\n|`)).toEqual(["second();", "engine"]);
    expect([count("aborted"), completer.usefulness]).toEqual([1, expect.closeTo(0.6)]);
    expect(await warm(`${code}let a = first();\nx|`)).toEqual(["third();", "engine"]);
    expect([count("aborted"), completer.usefulness]).toEqual([3, expect.closeTo(0.48)]);
  });

  it("computes what would follow a known suggestion, once the caret rests on it", async () => {
    await use([hanging("first();\nsecond();\nthi"), { text: "\nthird();\n" }]);
    state.isBusy = true;
    await warm(`${code}let a = |`);
    state.isBusy = false;
    expect(await shown(`${code}let a = first();\n|`)).toEqual(["second();", "typed"]);
    expect(engine.requests).toHaveLength(1);
    await clock.pass(600);
    expect(events.at(-1)).toMatchObject({ type: "aborted", purpose: "ahead" });
    expect(promptText(engine.requests[1]?.prompt ?? [])).toContain("<MID>second();");
    expect(await shown(`${code}let a = first();\nsecond();\n|`)).toEqual(["third();", "typed"]);
    expect(engine.requests).toHaveLength(2);
  });

  it("tells about acceptance", async () => {
    await use([]);
    completer.accepted(7);
    expect(events).toEqual([{ type: "accepted", id: 7 }]);
  });
});

describe("Completer: alternatives on demand", () => {
  const group = (...texts: readonly string[]): Script => {
    const answers = texts.map((text): ScriptedAnswer => ({ text }));
    return (request, candidate) => {
      const answer = answers["count" in request ? candidate : 0];
      if (answer === undefined) throw new Error(`There is no candidate ${String(candidate)}`);
      return answer;
    };
  };
  const texts = async (marked: string) => {
    const answer = await ask(marked, { invoked: true });
    return "reason" in answer ? answer.reason : answer.items.map(({ text }) => text);
  };

  it("come behind the first one, each once, without those that the filters drop", async () => {
    await use(group("one;", "two;\nthree", "one;", " \n"));
    expect(await texts(`${code}let a = |`)).toEqual(["one;", "two;"]);
    expect(engine.groups).toMatchObject([{ lane: "completion", count: 4, sampling: { temperature: 0 } }]);
    expect(events.filter((event) => "purpose" in event && event.purpose === "alternatives")).toHaveLength(2);
  });

  it("do not come while one types", async () => {
    await use(group("one;", "two;", "three;", "four;"));
    expect(await warm(`${code}let a = |`)).toEqual(["one;", "engine"]);
    expect(engine.groups).toEqual([]);
  });

  it("that take too long are left out", async () => {
    await use((request, candidate) =>
      "count" in request && candidate > 1 ? hanging("th") : { text: candidate === 1 ? "two;" : "one;" },
    );
    const answer = texts(`${code}let a = |`);
    await settled();
    await clock.pass(2000);
    expect(await answer).toEqual(["one;", "two;"]);
  });

  it("that fail cost nothing", async () => {
    const failure = new PonderFailure("modelLoadFailed", "No memory.", "Less.");
    await use((request) => ("count" in request ? { text: "", then: { type: "fails", failure } } : { text: "one;" }));
    expect(await texts(`${code}let a = |`)).toEqual(["one;"]);
  });
});
