import type { CompletionDeclarationsParams, DeclaredText } from "../../../protocol/completion.js";
import type { Clock } from "../clock.js";
import type { CompletionPlace } from "../completionPlace.js";
import type { Gatherer, GatheredChunk, PathOf, PieceLimit } from "./gatherer.js";
import { nearbySymbols, type NearbySymbol } from "./nearbySymbols.js";
import { firstLines, linesOf } from "./pieces.js";

/**
 * How long the editor may look, in milliseconds. Longer than a refresh waits: what comes late is there for the next
 * one.
 */
const timeLimitMs = 1_000;
/** How long an answer holds, in milliseconds; one without a declaration for less, as language support may be loading. */
const holdsMs = 60_000;
const nothingHoldsMs = 10_000;
/** So many answers are kept. */
const mostKept = 200;

/**
 * Asks the client. Resolves to a list as long as that of the positions, or to undefined where the client does not know
 * the request.
 */
export type AskDeclarations = (
  params: CompletionDeclarationsParams,
) => Promise<readonly (DeclaredText | null)[] | undefined>;

interface Answer {
  readonly declared: Promise<DeclaredText | undefined>;
  until: number;
}

/** Where the names near the caret are declared, as the editor's own language support knows it. */
export class Declarations implements Gatherer {
  readonly name = "declarations";
  /** By document and name; the last used is the last. */
  readonly #answers = new Map<string, Answer>();
  #isUnknown = false;

  constructor(
    private readonly ask: AskDeclarations,
    private readonly pathOf: PathOf,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  async gather(place: CompletionPlace, limit: PieceLimit): Promise<readonly GatheredChunk[]> {
    const symbols = nearbySymbols(place);
    const isNew = (symbol: NearbySymbol) => (this.#answers.get(keyOf(place, symbol))?.until ?? 0) <= this.clock.now();
    const unknown = this.#isUnknown ? [] : symbols.filter(isNew);
    if (unknown.length > 0) this.#askFor(place, unknown);
    const answers = symbols.flatMap((symbol) => this.#answers.get(keyOf(place, symbol)) ?? []);
    const declared = await Promise.all(answers.map((answer) => answer.declared));
    const chunks: GatheredChunk[] = [];
    for (const each of declared) {
      if (each === undefined) continue;
      const text = firstLines(linesOf(each.text), limit);
      if (text !== "") chunks.push({ uri: each.uri, path: this.pathOf(each.uri), text, kind: "declaration" });
    }
    return chunks;
  }

  /** One request for all; each name waits for its part of the answer. */
  #askFor(place: CompletionPlace, symbols: readonly NearbySymbol[]): void {
    const positions = symbols.map(({ position }) => position);
    const all = this.ask({ uri: place.uri, positions, timeLimitMs });
    for (const [at, symbol] of symbols.entries()) {
      const key = keyOf(place, symbol);
      const declared = all.then((list) => list?.[at] ?? undefined);
      const answer: Answer = { declared, until: this.clock.now() + holdsMs };
      this.#answers.delete(key);
      this.#answers.set(key, answer);
      declared.then(
        (found) => {
          if (found === undefined) answer.until = this.clock.now() + nothingHoldsMs;
        },
        () => this.#answers.delete(key),
      );
    }
    all.then(
      (list) => {
        this.#isUnknown ||= list === undefined;
      },
      () => undefined,
    );
    for (const key of this.#answers.keys()) {
      if (this.#answers.size <= mostKept) break;
      this.#answers.delete(key);
    }
  }
}

const keyOf = ({ uri }: CompletionPlace, { name }: NearbySymbol): string => `${uri}\n${name}`;
