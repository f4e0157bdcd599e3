import fc from "fast-check";
import type { LlamaContextSequence, Token, TokenBias } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import type { Sampling } from "../../../language-server/engine/engine.js";
import { LookupGuesser } from "../../../language-server/engine/llama/process/lookupGuesser.js";
import { PromptLookup } from "../../../language-server/engine/llama/process/promptLookup.js";
import { TokenStream, type TokenBan } from "../../../language-server/engine/llama/process/tokenStream.js";
import { FakeSequence } from "../../support/fakeSequence.js";

const end = 99;
const aBias: unknown = {};
const token = (id: number) => id as Token;

async function write(
  sequence: FakeSequence,
  prompt: readonly number[],
  room: number,
  lengths?: (agreement: number) => number,
  ban?: TokenBan,
  sampling: Sampling = { temperature: 0, topP: 1 },
) {
  // What is not in the cache yet is the tail.
  const stream = new TokenStream(prompt.slice(sequence.cache.length).map(token), {
    sequence: sequence as unknown as LlamaContextSequence,
    model: { isEogToken: (id) => id === end },
    sampling,
    ...(lengths && {
      guesser: new LookupGuesser(new PromptLookup(prompt.map(token)), {
        next: lengths,
        judged: () => undefined,
        measured: () => undefined,
      }),
    }),
    ...(ban && { ban }),
  });
  const written: number[] = [];
  for (;;) {
    await stream.guess(room - written.length);
    const { tokens, ended } = await stream.step();
    written.push(...tokens);
    // All that was written is in the cache, but for the last token; that is the next one to be evaluated.
    if (!ended) expect(sequence.cache).toEqual([...prompt, ...written].slice(0, -1));
    expect(written.length).toBeLessThanOrEqual(room);
    if (!ended && written.length < room) continue;
    await stream.end();
    expect(sequence.ended).toBe(sequence.begun);
    return { written, ended, stream };
  }
}

/** Repeats the prompt, with a deviation now and then. */
const copier =
  (prompt: readonly number[], period: number) =>
  (before: readonly number[]): number => {
    const n = before.length - prompt.length;
    if (n >= prompt.length) return end;
    return n % period === period - 1 ? 7 : (prompt[n] ?? end);
  };

describe("TokenStream", () => {
  const tokens = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 });

  it("writes the same with every choice of lengths", async () => {
    await fc.assert(
      fc.asyncProperty(
        tokens,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        async (prompt, period, room, choice, tail) => {
          const cached = prompt.length - 1 - (tail % prompt.length);
          const fresh = () => new FakeSequence(prompt.slice(0, cached), copier(prompt, period));
          let step = 0;
          const plain = await write(fresh(), prompt, room);
          const ahead = await write(fresh(), prompt, room, () => choice[step++ % choice.length] ?? 0);
          expect(ahead.written).toEqual(plain.written);
          expect(ahead.ended).toBe(plain.ended);
          expect(ahead.stream.acceptedTokens).toBeLessThanOrEqual(ahead.stream.draftedTokens);
        },
      ),
    );
  });

  it("needs fewer batches for a copy", async () => {
    const prompt = Array.from({ length: 60 }, (_, i) => (i * 7) % 31);
    const [plain, ahead] = [1, 2].map(() => new FakeSequence(prompt.slice(0, -1), copier(prompt, 20)));
    if (plain === undefined || ahead === undefined) throw new Error("two were made");
    await write(plain, prompt, 100);
    await write(ahead, prompt, 100, () => 8);
    expect(plain.batches).toBe(61);
    expect(ahead.batches).toBeLessThan(25);
  });

  it("makes one generator for all steps without a guess, also when others come in between", async () => {
    const prompt = Array.from({ length: 40 }, (_, i) => (i * 7) % 31);
    const sequence = new FakeSequence(prompt.slice(0, -1), copier(prompt, 5));
    let step = 0;
    const { written, stream } = await write(sequence, prompt, 60, () => (step++ % 3) * 2);
    expect(stream.draftedTokens).toBeGreaterThan(0);
    expect(written).toEqual(
      (await write(new FakeSequence(prompt.slice(0, -1), copier(prompt, 5)), prompt, 60)).written,
    );
    expect(sequence.begun).toBe(1);
  });

  it("draws guessed and other tokens from the same distribution, by top-p of more candidates than it ever needs", async () => {
    const prompt = Array.from({ length: 30 }, (_, i) => 10 + (i % 20));
    const sequence = new FakeSequence(prompt.slice(0, -1), copier(prompt, 9));
    await write(sequence, prompt, 30, (agreement) => (agreement > 4 ? 3 : 0), undefined, {
      temperature: 0.6,
      topP: 0.95,
    });
    expect(sequence.begun, "some steps had no guess").toBeGreaterThan(0);
    expect(sequence.options.length).toBeGreaterThan(4);
    for (const options of sequence.options) {
      expect(options).toMatchObject({ temperature: 0.6, topP: 0.95, topK: 4096 });
    }
  });

  it("evaluates the tail of the prompt in its first step, without a guess", async () => {
    const prompt = [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3];
    const sequence = new FakeSequence(prompt.slice(0, 4), copier(prompt, 50));
    const stream = new TokenStream(prompt.slice(4).map(token), {
      sequence: sequence as unknown as LlamaContextSequence,
      model: { isEogToken: () => false },
      sampling: { temperature: 0, topP: 1 },
      guesser: { push: () => undefined, guess: () => [token(4)], measured: () => undefined, end: () => undefined },
    });
    expect(stream.pendingTokens).toBe(7);
    await stream.guess(10);
    expect((await stream.step()).tokens).toEqual([1]);
    expect(sequence.batches).toBe(1);
    expect(sequence.cache).toEqual(prompt);
    expect(stream).toMatchObject({ pendingTokens: 1, draftedTokens: 0 });
    await stream.end();
  });

  it("draws again where a banned token was drawn, guessed or not", async () => {
    // Says 1 2 3 over and over; every fifth token is 8, which is banned, and then 4 is next best.
    const next = (before: readonly number[], banned: boolean) =>
      before.length % 5 === 0 ? (banned ? 4 : 8) : (before.length % 3) + 1;
    const ban = { has: (id: Token) => id === 8, bias: () => Promise.resolve(aBias as TokenBias) };
    const prompt = [1, 2, 3, 8, 1, 2, 3, 8, 1];
    for (const lengths of [undefined, () => 6]) {
      const sequence = new FakeSequence(prompt.slice(0, -1), next);
      const { written } = await write(sequence, prompt, 40, lengths, ban);
      expect(written).not.toContain(8);
      expect(written.filter((id) => id === 4)).toHaveLength(8);
    }
  });
});
