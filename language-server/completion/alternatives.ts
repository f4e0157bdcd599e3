import { PonderFailure } from "../../protocol/errors.js";
import type { GroupEvent } from "../engine/engine.js";
import type { Clock } from "./clock.js";
import type { CompletionJob } from "./completionJob.js";
import { filterCompletion } from "./filterCompletion.js";
import type { Candidate } from "./filters/filter.js";
import type { CompletionModel, PromptedEngine } from "./promptedEngine.js";
import { completionEnd, type CompletionEnd } from "./stop/completionEnd.js";

/** Answers that are generated together on demand, and how long they may take, in milliseconds. */
const groupCount = 4;
const groupMs = 2000;

/** What {@link alternatives} works with. */
export interface AlternativesParts {
  readonly engine: PromptedEngine;
  readonly model: CompletionModel;
  readonly clock: Clock;
}

/**
 * Other suggestions than the one that was found: as many as are complete in two seconds, each once, filtered.
 *
 * @param limit tokens of each.
 * @throws `job.signal.reason`.
 */
export async function alternatives(
  job: CompletionJob,
  found: Candidate,
  { engine, model, clock }: AlternativesParts,
  limit: number,
): Promise<readonly Candidate[]> {
  const over = new AbortController();
  const signal = AbortSignal.any([job.signal, over.signal]);
  const prompt = engine.promptAt(job.request.place, model);
  const events = engine.group(prompt, groupCount, limit, signal);
  if (events === undefined) return [];
  void clock.sleep(groupMs, signal).then(
    () => over.abort(),
    () => undefined,
  );
  try {
    const newEnd = () => completionEnd(job.cursor, job.lines);
    const texts = await readGroup(events, groupCount, prompt.heldBack, newEnd, signal);
    job.signal.throwIfAborted();
    return worthShowing(found, texts, job);
  } catch (error) {
    job.signal.throwIfAborted();
    // The one that was found is good without them.
    if (PonderFailure.is(error)) return [];
    throw error;
  } finally {
    over.abort();
  }
}

/** Those texts that the filters let through, and that are not the same as what was found or each other. */
function worthShowing(found: Candidate, texts: readonly string[], job: CompletionJob): readonly Candidate[] {
  const chosen = [found];
  for (const text of texts) {
    const candidate = filterCompletion(text, job.cursor, job.lines);
    if ("dropped" in candidate || chosen.some((each) => each.text === candidate.text)) continue;
    chosen.push(candidate);
  }
  return chosen.slice(1);
}

/**
 * Reads the answers of a group until each one is complete, or until `signal` aborts; then those that are complete count.
 *
 * @param heldBack see `CompletionForm.heldBack`: an answer that does not begin with it is none.
 * @param newEnd makes what says where one completion is over.
 */
async function readGroup(
  events: AsyncIterable<GroupEvent>,
  count: number,
  heldBack: string,
  newEnd: () => CompletionEnd,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const candidates = Array.from({ length: count }, () => new Answer(heldBack, newEnd()));
  try {
    for await (const event of events) {
      if (event.type === "text") candidates[event.candidate]?.add(event.text);
      else if (event.type === "ended") candidates[event.candidate]?.end();
      if (candidates.every(({ isOver }) => isOver)) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return candidates.flatMap(({ complete }) => complete ?? []);
}

/** One answer while it comes. */
class Answer {
  readonly #heldBack: string;
  readonly #end: CompletionEnd;
  #text = "";
  #length: number | undefined;
  #isNone = false;

  constructor(heldBack: string, end: CompletionEnd) {
    this.#heldBack = heldBack;
    this.#end = end;
  }

  get isOver(): boolean {
    return this.#isNone || this.#length !== undefined;
  }

  /** The completion, as soon as it is complete. */
  get complete(): string | undefined {
    return this.#length === undefined ? undefined : this.#text.slice(this.#heldBack.length).slice(0, this.#length);
  }

  add(text: string): void {
    if (this.isOver) return;
    this.#text += text;
    if (this.#text.startsWith(this.#heldBack)) this.#length = this.#end(this.#text.slice(this.#heldBack.length), false);
    else this.#isNone = !this.#heldBack.startsWith(this.#text);
  }

  end(): void {
    if (this.isOver) return;
    if (this.#text.startsWith(this.#heldBack)) this.#length = this.#end(this.#text.slice(this.#heldBack.length), true);
    else this.#isNone = true;
  }
}
