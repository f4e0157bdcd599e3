import type { Engine, GenerateEvent, GenerateRequest, PrefillRequest } from "../../../language-server/engine/engine.js";
import type { Clock } from "../../../language-server/completion/clock.js";
import type { EngineLog } from "../engineLog.js";
import type { Oracle } from "../oracle.js";
import { beforeCaret } from "../promptText.js";
import type { Tokenizer } from "../tokenizer.js";

/** What a {@link SpokenEngine} is made of. */
export interface SpokenEngineParts {
  readonly engine: Pick<Engine, "generate" | "prefill">;
  readonly clock: Clock;
  readonly tokenizer: Tokenizer;
  readonly oracle: Oracle;
  readonly log: EngineLog;
  readonly foreground: () => boolean;
}

/**
 * The real engine, but for what it says: its weights are random, so each of its tokens is replaced by the next one of
 * the oracle, and it ends where the oracle ends.
 */
export class SpokenEngine implements Pick<Engine, "generate" | "prefill"> {
  constructor(private readonly parts: SpokenEngineParts) {}

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, undefined> {
    const { engine, clock, tokenizer, oracle, log, foreground } = this.parts;
    const call = log.begin(foreground(), clock.now());
    const pieces = tokenizer.pieces(oracle.continue(beforeCaret(request.prompt)));
    let said = 0;
    let toEvaluate = 0;
    const began = clock.now();
    let firstAt: number | undefined;
    try {
      // What the weights say must not end it.
      for await (const event of engine.generate({ ...request, stop: [] }, signal)) {
        if (event.type === "prefill") {
          call.evaluated = event.evaluated;
          toEvaluate = event.total;
          call.prompt = event.total + (event.cached ?? 0);
          yield event;
        } else if (event.type === "text") {
          firstAt ??= clock.now();
          // The end of a prompt is evaluated along with the first step, and no event says so.
          call.evaluated = toEvaluate;
          call.generated += event.tokens;
          const text = pieces.slice(said, said + event.tokens).join("");
          said += event.tokens;
          if (text !== "") yield { type: "text", text, tokens: event.tokens };
          if (said <= pieces.length) continue;
          const passed = clock.now() - firstAt;
          const usage = {
            promptTokens: call.prompt,
            evaluatedTokens: call.evaluated,
            generatedTokens: call.generated,
            ttftMs: firstAt - began,
            tokensPerSecond: passed > 0 ? ((call.generated - 1) * 1000) / passed : 0,
          };
          yield { type: "done", reason: "end", usage };
          return;
        } else {
          call.prompt = event.usage.promptTokens;
          call.evaluated = event.usage.evaluatedTokens;
          yield event;
        }
      }
    } finally {
      call.aborted = signal.aborted;
    }
  }

  async prefill(request: PrefillRequest, signal: AbortSignal): Promise<number> {
    const { engine, clock, log } = this.parts;
    const call = log.begin(false, clock.now());
    call.evaluated = await engine.prefill(request, signal);
    return call.evaluated;
  }
}
