/** A sequence whose next token is a function of all tokens before it; `banned` ones come only without a bias. */
export class FakeSequence {
  readonly cache: number[];
  batches = 0;
  /** Generators that were begun, and those that were ended. */
  begun = 0;
  ended = 0;
  /** How each token was drawn. */
  readonly options: object[] = [];

  constructor(
    cache: readonly number[],
    readonly next: (before: readonly number[], banned: boolean) => number,
  ) {
    this.cache = [...cache];
  }

  get nextTokenIndex(): number {
    return this.cache.length;
  }

  controlledEvaluate(
    input: readonly (readonly [
      number,
      { readonly generateNext: { readonly options: { readonly tokenBias?: unknown } } },
    ])[],
  ) {
    this.batches++;
    return Promise.resolve(
      input.map(([id, { generateNext }]) => {
        this.cache.push(id);
        this.options.push(generateNext.options);
        return { next: { token: this.next(this.cache, generateNext.options.tokenBias !== undefined) } };
      }),
    );
  }

  async *evaluateWithMetadata(
    tokens: readonly number[],
    _metadata: object,
    options: object,
  ): AsyncGenerator<{ readonly token: number }, void, readonly number[]> {
    this.begun++;
    this.options.push(options);
    try {
      for (let more = tokens; ;) {
        this.batches++;
        this.cache.push(...more);
        more = yield await Promise.resolve({ token: this.next(this.cache, false) });
      }
    } finally {
      this.ended++;
    }
  }

  eraseContextTokenRanges([range]: readonly { readonly start: number; readonly end: number }[]) {
    if (range !== undefined) this.cache.splice(range.start, range.end - range.start);
    return Promise.resolve();
  }
}
