import type { Clock } from "../../../language-server/completion/clock.js";
import { EngineLog, type EngineCall } from "../engineLog.js";
import { infillPrompt, type InfillRequest, type InfillSizes } from "../peer/infillPrompt.js";
import type { InfillAnswer, InfillServer } from "../peer/infillServer.js";
import type { Tokenizer } from "../tokenizer.js";
import { reuseCache } from "./reuseCache.js";
import type { VirtualProcessor } from "./virtualProcessor.js";

/** What a {@link VirtualLlamaServer} is made of. */
export interface VirtualLlamaServerParts {
  readonly clock: Clock;
  readonly processor: VirtualProcessor;
  readonly tokenizer: Tokenizer;
  readonly says: (request: InfillRequest) => string;
  readonly sizes: InfillSizes;
  /** Runs of at least so many tokens are moved in the cache to where they are now; 0: none. */
  readonly cacheReuse: number;
  /** Answers per request, all of them decoded. */
  readonly answers: number;
  /** After this time the answer ends with its line, in milliseconds; undefined: no limit. */
  readonly predictLimitMs: number | undefined;
  /** Slots share their memory, and a new task on one clears the idle others: how the server comes. */
  readonly clearsIdleSlots: boolean;
  readonly log: EngineLog;
}

/** A task in its slot. */
interface Task {
  readonly prompt: readonly number[];
  readonly call: EngineCall;
  /** Tokens that the answer is made of, with the text of each; after the last one the model ends. */
  readonly tokens: readonly number[];
  readonly pieces: readonly string[];
  readonly indentation: number;
  /** Rows of one batch that one step of decoding takes. */
  readonly rows: number;
  readonly most: number;
  readonly done: (content: string) => void;
  promptAt: number;
  startedDecoding: number | undefined;
  said: number;
}

interface Slot {
  tokens: number[];
  task: Task | undefined;
  queue: Task[];
}

/**
 * llama-server as far as time and the KV cache go: slots whose tasks share each batch, prompt tokens in batches of the
 * full size, the longest common beginning reused and long runs moved, no way to end a task early.
 */
export class VirtualLlamaServer implements InfillServer {
  readonly #parts: VirtualLlamaServerParts;
  readonly #slots: Slot[] = Array.from({ length: 4 }, () => ({ tokens: [], task: undefined, queue: [] }));
  #running = false;

  constructor(parts: VirtualLlamaServerParts) {
    this.#parts = parts;
  }

  async infill(request: InfillRequest, foreground: boolean): Promise<InfillAnswer> {
    const { tokenizer, sizes, says, answers, log, clock } = this.#parts;
    const prompt = infillPrompt(tokenizer, request, sizes);
    const text = request.predict === 0 ? "" : says(request);
    const content = await this.#post(0, {
      prompt,
      call: log.begin(foreground, clock.now()),
      tokens: tokenizer.encode(text),
      pieces: tokenizer.pieces(text),
      indentation: request.indentation,
      rows: answers,
      most: request.predict,
    });
    return { content };
  }

  /** A turn of a chat on a slot of its own: so many prompt tokens, so many generated ones. */
  async chat(promptTokens: number, generatedTokens: number): Promise<void> {
    const row = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => -1 - at);
    await this.#post(1, {
      prompt: row(promptTokens),
      call: new EngineLog().begin(false, this.#parts.clock.now()),
      tokens: row(generatedTokens),
      pieces: Array.from({ length: generatedTokens }, () => "x"),
      indentation: 0,
      rows: 1,
      most: generatedTokens,
    });
  }

  #post(slotAt: number, task: Omit<Task, "done" | "promptAt" | "startedDecoding" | "said">): Promise<string> {
    return new Promise((resolve) => {
      const slot = this.#slots[slotAt];
      slot?.queue.push({ ...task, done: resolve, promptAt: 0, startedDecoding: undefined, said: 0 });
      if (!this.#running) void this.#work();
    });
  }

  /** One batch after the other, as long as there is a task. */
  async #work(): Promise<void> {
    this.#running = true;
    for (;;) {
      for (const slot of this.#slots) this.#begin(slot);
      const busy = this.#slots.flatMap(({ task, tokens }) => (task === undefined ? [] : [{ task, tokens }]));
      if (busy.length === 0) break;
      // Whoever generates comes first, then prompts, until the batch is full.
      let left = this.#parts.sizes.batch;
      const reading = new Map<Task, number>();
      for (const { task } of busy) if (task.promptAt === task.prompt.length) left -= task.rows;
      for (const { task } of busy) {
        const take = Math.min(left, task.prompt.length - task.promptAt);
        if (take > 0) reading.set(task, take);
        left -= Math.max(0, take);
      }
      const size = this.#parts.sizes.batch - left;
      await this.#parts.processor.compute(size, 0, () => true);
      for (const slot of this.#slots)
        if (slot.task !== undefined) this.#advance(slot, slot.task, reading.get(slot.task));
    }
    this.#running = false;
  }

  #begin(slot: Slot): void {
    if (slot.task !== undefined) return;
    const task = slot.queue.shift();
    if (task === undefined) return;
    if (this.#parts.clearsIdleSlots) {
      for (const other of this.#slots) if (other !== slot && other.task === undefined) other.tokens = [];
    }
    const kept = reuseCache(slot.tokens, task.prompt, this.#parts.cacheReuse);
    slot.tokens = task.prompt.slice(0, kept);
    slot.task = task;
    task.promptAt = kept;
    task.call.prompt = task.prompt.length;
  }

  #advance(slot: Slot, task: Task, read: number | undefined): void {
    if (read !== undefined) {
      slot.tokens.push(...task.prompt.slice(task.promptAt, task.promptAt + read));
      task.promptAt += read;
      task.call.evaluated += read;
      if (task.promptAt < task.prompt.length) return;
      if (task.most === 0) {
        this.#end(slot, task);
        return;
      }
    }
    if (task.promptAt < task.prompt.length) return;
    const now = this.#parts.clock.now();
    task.startedDecoding ??= now;
    task.call.generated += task.rows;
    if (task.said === task.tokens.length) {
      this.#end(slot, task);
      return;
    }
    const token = task.tokens[task.said];
    task.said++;
    const piece = task.pieces[task.said - 1] ?? "";
    const { predictLimitMs } = this.#parts;
    const late = predictLimitMs !== undefined && now - task.startedDecoding > predictLimitMs && piece.includes("\n");
    if (task.said >= task.most || late || dedents(task)) this.#end(slot, task);
    else slot.tokens.push(token ?? 0);
  }

  #end(slot: Slot, task: Task): void {
    slot.task = undefined;
    task.done(withoutDedent(task.pieces.slice(0, task.said).join(""), task.indentation));
  }
}

const dedents = ({ pieces, said, indentation }: Task): boolean => {
  const text = pieces.slice(0, said).join("");
  return withoutDedent(text, indentation).length < text.length;
};

/** What comes before the first line that has text and less indentation: llama-server's `n_indent`. */
export function withoutDedent(text: string, indentation: number): string {
  if (indentation === 0) return text;
  for (const { index, 1: spaces } of text.matchAll(/\n([ \t]*)(?=[^\s])/g)) {
    if ((spaces ?? "").length < indentation) return text.slice(0, index);
  }
  return text;
}
