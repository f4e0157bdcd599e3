import type { Clock } from "../../language-server/completion/clock.js";
import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";
import { acceptable } from "./accepting.js";
import type { EngineLog } from "./engineLog.js";
import { chance, type Oracle } from "./oracle.js";
import type { PlannedEvent, PlannedTrace } from "./plannedTrace.js";
import type { CompletionSystem } from "./system.js";
import { languageIdOf } from "./traces/sourceFiles.js";
import { applyEdits, isEnter, isKeystroke } from "./traces/trace.js";
import { violations, type Violation } from "./violations.js";

/** For so long a suggestion has to be seen before somebody accepts it, in milliseconds. */
const reactionMs = 500;
/** Share of the good suggestions that are accepted once they were seen. */
const acceptShare = 0.85;

/** The event of calls that belong to no step: the caret was moved, or another document is looked at. */
export const noStep = -1;

/** What may follow the caret where a suggestion is wanted: closers and a sign that ends a piece of code. */
const onlyClosers = /^\s*[)>}\]"'`]*\s*[:{;,]?\s*$/;

/** How a trace is replayed. */
export interface ReplayOptions {
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly oracle: Oracle;
  /** Between two events passes so long whatever the trace says, in milliseconds; nothing is accepted then. */
  readonly settleMs?: number;
}

/** What happened at one event after which the editor asks. */
export interface Step {
  /** `jump`: the first key after the caret was moved to another place. */
  readonly kind: "line" | "enter" | "jump" | "edit" | "accept";
  readonly at: number;
  /** A suggestion is wanted here. */
  readonly opportunity: boolean;
  /** How long nothing else happens after it, in milliseconds. */
  readonly pauseMs: number;
  readonly shown?: { readonly afterMs: number; readonly text: string; readonly known: boolean };
}

/** Text of a suggestion that came true. */
export interface CameTrue {
  readonly goal: string;
  readonly from: number;
  readonly to: number;
}

/** What a replay shows. */
export interface Replay {
  readonly steps: readonly Step[];
  readonly cameTrue: readonly CameTrue[];
  readonly accepted: { readonly whole: number; readonly line: number; readonly word: number };
  readonly violations: readonly { readonly kind: Violation; readonly place: CompletionPlace; readonly text: string }[];
  readonly durationMs: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Types a trace into a system and accepts what is good. */
export async function replay(
  { events, byState }: PlannedTrace,
  system: CompletionSystem,
  { clock, log, oracle, settleMs }: ReplayOptions,
): Promise<Replay> {
  const texts = new Map<string, string>();
  /** A pause has no caret of its own. */
  const carets = new Map<string, number>();
  const steps: Step[] = [];
  const cameTrue: CameTrue[] = [];
  const accepted = { whole: 0, line: 0, word: 0 };
  const found: Mutable<Replay["violations"][number]>[] = [];
  const began = clock.now();
  let version = 0;
  let asked = new AbortController();
  let hasJumped = true;
  let seen: { readonly text: string; readonly since: number } | undefined;

  const placeOf = (uri: string, offset: number): CompletionPlace => ({
    uri,
    languageId: languageIdOf(uri),
    version,
    text: texts.get(uri) ?? "",
    offset,
  });

  /** Waits for the next event. @returns the suggestion that is accepted before it, if one is. */
  const pass = async (
    place: CompletionPlace,
    kind: Step["kind"] | undefined,
    goal: string,
    at: number,
    gapMs: number,
  ): Promise<Accepting | undefined> => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const from = clock.now();
    const until = from + (settleMs ?? gapMs);
    const rest = new AbortController();
    if (system.restsAfterMs < until - from) {
      void clock.sleep(system.restsAfterMs, rest.signal).then(
        () => system.rested(place),
        () => undefined,
      );
    }
    if (kind === undefined) {
      log.event = noStep;
      seen = undefined;
      await clock.sleep(until - from, never);
      rest.abort();
      return undefined;
    }
    log.event = steps.length;
    const lineEnd = place.text.indexOf("\n", place.offset);
    const after = place.text.slice(place.offset, lineEnd < 0 ? undefined : lineEnd);
    const step: Mutable<Step> = { kind, at: from, opportunity: onlyClosers.test(after), pauseMs: gapMs };
    steps.push(step);
    const stopWaiting = new AbortController();
    const next = clock.sleep(until - from, stopWaiting.signal).then(
      () => undefined,
      () => undefined,
    );
    const answer = system.complete(place, signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    const suggestion = await Promise.race([answer, next]);
    if (suggestion === undefined || signal.aborted || clock.now() >= until) {
      seen = undefined;
      await next;
      rest.abort();
      return undefined;
    }
    step.shown = { afterMs: clock.now() - from, text: suggestion.text, known: suggestion.known };
    const own = place.text.slice(suggestion.start, place.offset);
    const insertText = suggestion.text.startsWith(own) ? suggestion.text.slice(own.length) : suggestion.text;
    for (const violation of violations(place, { insertText, replaces: suggestion.end - place.offset })) {
      found.push({ kind: violation, place, text: suggestion.text });
    }
    cameTrue.push({ goal, from: place.offset, to: place.offset + matching(goal, place, insertText) });
    seen = { text: insertText, since: seen?.text.endsWith(insertText) === true ? seen.since : clock.now() };
    const wanted = acceptable(place, suggestion, byState, at);
    const acceptAt = Math.max(clock.now(), seen.since + reactionMs);
    const willing = chance(`${place.uri} ${at}`) < acceptShare;
    if (settleMs !== undefined || wanted === undefined || !willing || acceptAt >= until) {
      await next;
      rest.abort();
      return undefined;
    }
    stopWaiting.abort();
    await clock.sleep(acceptAt - clock.now(), never);
    rest.abort();
    return wanted;
  };

  for (let at = 0; at < events.length; at++) {
    const planned = events[at];
    if (planned === undefined) break;
    const { event, goal } = planned;
    const { uri, kind } = event;
    const gapMs = gapAfter(events, at);
    if (kind === "open" || kind === "setContent") texts.set(uri, event.text ?? "");
    else if (kind === "edit") texts.set(uri, applyEdits(texts.get(uri) ?? "", event.edits ?? []));
    version++;
    const caret = event.caret ?? carets.get(uri) ?? 0;
    carets.set(uri, caret);
    let place = placeOf(uri, caret);
    if (kind === "open") {
      system.opened(place);
      continue;
    }
    oracle.look({ uri, goal, text: place.text, caret: place.offset });
    if (kind === "edit" || kind === "setContent") system.changed(place);
    if (kind === "focus") system.focused(place);
    let step: Step["kind"] | undefined;
    if (kind === "edit") step = hasJumped ? "jump" : isEnter(event) ? "enter" : isKeystroke(event) ? "line" : "edit";
    hasJumped = kind === "focus" || kind === "pause" || (kind === "caret" && isFar(events[at - 1], place));
    let accepting = await pass(place, step, goal, at, gapMs);
    while (accepting !== undefined) {
      accepted[accepting.how]++;
      at = accepting.at;
      texts.set(uri, accepting.text);
      version++;
      carets.set(uri, accepting.caret);
      place = placeOf(uri, accepting.caret);
      oracle.look({ uri, goal, text: place.text, caret: place.offset });
      system.changed(place);
      accepting = await pass(place, "accept", goal, at, gapAfter(events, at));
    }
  }
  asked.abort();
  return { steps, cameTrue, accepted, violations: found, durationMs: clock.now() - began };
}

type Accepting = NonNullable<ReturnType<typeof acceptable>>;

const never = new AbortController().signal;

const gapAfter = (events: readonly PlannedEvent[], at: number): number => events[at + 1]?.gapMs ?? 2000;

/** Whether the caret was moved by more than a few lines. */
function isFar(before: PlannedEvent | undefined, { text, offset }: CompletionPlace): boolean {
  const from = before?.event.caret ?? 0;
  return text.slice(Math.min(from, offset), Math.max(from, offset)).split("\n").length > 3;
}

/** How much of a suggestion is what the user is going to write. */
function matching(goal: string, { text, offset }: CompletionPlace, suggestion: string): number {
  if (!goal.startsWith(text.slice(0, offset))) return 0;
  let same = 0;
  while (same < suggestion.length && suggestion[same] === goal[offset + same]) same++;
  return same;
}
