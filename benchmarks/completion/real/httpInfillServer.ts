import type { Clock } from "../../../language-server/completion/clock.js";
import type { EngineLog } from "../engineLog.js";
import type { Oracle } from "../oracle.js";
import type { InfillRequest } from "../peer/infillPrompt.js";
import type { InfillAnswer, InfillServer } from "../peer/infillServer.js";
import type { Tokenizer } from "../tokenizer.js";
import { withoutDedent } from "../virtual/virtualLlamaServer.js";

/** What a {@link HttpInfillServer} is made of. */
export interface HttpInfillServerParts {
  readonly origin: string;
  readonly clock: Clock;
  readonly tokenizer: Tokenizer;
  readonly oracle: Oracle;
  readonly log: EngineLog;
}

/** After this time an answer ends with its line: llama.vscode's `t_max_predict_ms`. */
const predictLimitMs = 500;

/**
 * The real llama-server, asked as llama.vscode asks, but for what it says: its weights are random, so it generates as
 * many tokens as the oracle would have said, and the oracle's text is the answer.
 */
export class HttpInfillServer implements InfillServer {
  readonly #parts: HttpInfillServerParts;
  #msPerToken = 50;

  constructor(parts: HttpInfillServerParts) {
    this.#parts = parts;
  }

  async infill(request: InfillRequest, foreground: boolean): Promise<InfillAnswer> {
    const { origin, clock, tokenizer, oracle, log } = this.#parts;
    const call = log.begin(foreground, clock.now());
    const said = this.#said(request, tokenizer.pieces(oracle.continue(request.inputPrefix + request.prompt)));
    const answer = await fetch(`${origin}/infill`, {
      method: "POST",
      body: JSON.stringify({
        id_slot: 0,
        input_prefix: request.inputPrefix,
        input_suffix: request.inputSuffix,
        input_extra: request.inputExtra,
        prompt: request.prompt,
        // One more for the token that ends the answer.
        n_predict: request.predict === 0 ? 0 : Math.min(request.predict, said.length + 1),
        top_k: 40,
        top_p: 0.99,
        samplers: ["top_k", "top_p", "infill"],
        stream: false,
        cache_prompt: true,
        ignore_eos: true,
      }),
    });
    if (!answer.ok) throw new Error(`llama-server answered ${answer.status} to /infill: ${await answer.text()}`);
    const { timings } = (await answer.json()) as {
      readonly timings: {
        readonly cache_n: number;
        readonly prompt_n: number;
        readonly predicted_n: number;
        readonly predicted_ms: number;
      };
    };
    call.prompt = timings.cache_n + timings.prompt_n;
    call.evaluated = timings.prompt_n;
    if (request.predict === 0) return { content: "" };
    call.generated = timings.predicted_n;
    if (timings.predicted_n > 2) this.#msPerToken = timings.predicted_ms / timings.predicted_n;
    return { content: withoutDedent(said.slice(0, timings.predicted_n).join(""), request.indentation) };
  }

  /** What comes before the first end: of the oracle's text, of its indentation, of the line in which the time is over. */
  #said({ indentation }: InfillRequest, pieces: readonly string[]): readonly string[] {
    let text = "";
    for (const [at, piece] of pieces.entries()) {
      text += piece;
      const isLate = at * this.#msPerToken > predictLimitMs && piece.includes("\n");
      if (isLate || withoutDedent(text, indentation).length < text.length) return pieces.slice(0, at + 1);
    }
    return pieces;
  }
}
