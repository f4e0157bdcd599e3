import { describe, expect, it } from "vitest";
import { caretTextOf } from "../../../../language-server/completion/reuse/caretText.js";
import { AffordableShare } from "../../../../language-server/completion/timing/affordableShare.js";
import { contextScore, debounce } from "../../../../language-server/completion/timing/debounce.js";
import { EngineSpeed } from "../../../../language-server/completion/timing/engineSpeed.js";
import { EvaluatedPrompt } from "../../../../language-server/completion/timing/evaluatedPrompt.js";
import { TypingRhythm } from "../../../../language-server/completion/timing/typingRhythm.js";
import { Usefulness } from "../../../../language-server/completion/timing/usefulness.js";
import type { Usage } from "../../../../protocol/events.js";

describe("debounce", () => {
  const calm = { uncovered: 100, prefillMs: 500, interval: 120, score: 0.5, contradicted: 0 };
  it.each([
    ["nothing where the cache covers the prompt", { uncovered: 8 }, 0],
    ["by the rhythm of typing", { interval: 50 }, 50],
    ["less where people look up", { score: 1 }, 60],
    ["no longer than evaluation takes", { prefillMs: 30 }, 30],
    ["not long, as more of the same line makes nothing useless", { interval: 900, prefillMs: undefined }, 75],
    ["also with a warm cache after several wrong guesses", { uncovered: 1, contradicted: 3 }, 120],
  ])("%s", (_, more, ms) => expect(debounce({ ...calm, ...more })).toBe(ms));

  it.each([
    ["foo(", "", false, 0.9],
    ["foo", "", false, 0.4],
    ["foo", "", true, 0.5],
    ["foo", " bar", false, 0],
  ])("score of %j before %j", (before, after, isLast, score) =>
    expect(contextScore(before, after, isLast)).toBeCloseTo(score),
  );
});

describe("TypingRhythm", () => {
  it("is the average of keys, and pauses do not count", () => {
    const rhythm = new TypingRhythm();
    expect(rhythm.interval).toBe(200);
    for (let key = 0; key < 100; key++) rhythm.key(key * 80);
    expect(rhythm.interval).toBeCloseTo(80, 0);
    rhythm.key(100_000);
    expect(rhythm.interval).toBeCloseTo(80, 0);
  });
});

describe("EngineSpeed", () => {
  const usage: Usage = {
    promptTokens: 500,
    evaluatedTokens: 100,
    generatedTokens: 10,
    ttftMs: 1000,
    tokensPerSecond: 20,
  };
  it("learns from usage", () => {
    const speed = new EngineSpeed();
    expect([speed.prefillMs(10), speed.tokensPerSecond, speed.maxTokens(64)]).toEqual([undefined, undefined, 64]);
    speed.learn(usage);
    expect([speed.prefillMs(10), speed.tokensPerSecond, speed.maxTokens(64)]).toEqual([100, 20, 40]);
    speed.learn({ ...usage, evaluatedTokens: 2, ttftMs: 900 });
    expect(speed.prefillMs(10)).toBe(100);
    speed.learn({ ...usage, tokensPerSecond: 0 });
    expect(speed.tokensPerSecond).toBe(20);
  });

  it("gives a slow engine at least a line, and a fast one no more than is wanted", () => {
    const speed = new EngineSpeed();
    speed.learn({ ...usage, tokensPerSecond: 3 });
    expect(speed.maxTokens(64)).toBe(24);
    speed.forget();
    speed.learn({ ...usage, tokensPerSecond: 300 });
    expect(speed.maxTokens(64)).toBe(64);
  });
});

describe("AffordableShare", () => {
  it.each([
    [undefined, 0.125],
    [100, 1],
    [1500, 1],
    [1600, 1],
    [2100, 0.75],
    [4000, 0.5],
    [7000, 0.25],
    [60_000, 0.125],
  ])("of lines that take %d ms is %d", (ms, share) => expect(new AffordableShare().of(ms)).toBe(share));

  it("stays where it is while measurements are about the same", () => {
    const share = new AffordableShare();
    expect([3000, 2700, 2600, 5500, 7000].map((ms) => share.of(ms))).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect([8000, 6000, 5200, 4500].map((ms) => share.of(ms))).toEqual([0.25, 0.25, 0.25, 0.5]);
    expect([20_000, 14_000, 10_500, 9000].map((ms) => share.of(ms))).toEqual([0.125, 0.125, 0.125, 0.25]);
    share.forget();
    expect(share.of(1000)).toBe(1);
  });
});

describe("EvaluatedPrompt", () => {
  const prompt = (typed: string) => [{ text: "x".repeat(300) }, { special: "<MID>" }, { text: typed }];
  it("counts what is not in the cache", () => {
    const evaluated = new EvaluatedPrompt();
    expect(evaluated.uncovered(prompt("let a"))).toBe(104);
    evaluated.set(prompt("let"), 1, " a = 1;");
    expect(evaluated.uncovered(prompt("let a"))).toBe(0);
    expect(evaluated.uncovered(prompt("let abcd"))).toBe(1);
    evaluated.measure(prompt("let"), 77);
    expect(evaluated.uncovered(prompt("let abcdefgh"))).toBe(2);
    evaluated.set(prompt("let"), 0.5, "");
    expect(evaluated.uncovered(prompt("let"))).toBe(39);
    evaluated.forget();
    expect(evaluated.uncovered(prompt("let a"))).toBe(104);
  });
});

describe("Usefulness", () => {
  const at = (before: string) =>
    caretTextOf({ uri: "file:///a", languageId: "typescript", version: 1, text: before, offset: before.length });

  it("rises with what is typed or accepted, falls with what is contradicted", () => {
    const usefulness = new Usefulness();
    usefulness.shown(at("a = "), "value;");
    usefulness.moved(at("a = va"));
    usefulness.shown(at("a = va"), "lue;");
    expect(usefulness.share).toBe(0.5);
    usefulness.moved(at("a = value;"));
    expect(usefulness.share).toBeCloseTo(0.6);
    usefulness.shown(at("b = "), "value;");
    usefulness.moved(at("b = x"));
    expect([usefulness.share, usefulness.contradicted]).toEqual([expect.closeTo(0.48), 1]);
    usefulness.shown(at("b = x"), "yz;");
    usefulness.moved(at("b = xy!"));
    expect([usefulness.share, usefulness.contradicted]).toEqual([expect.closeTo(0.384 + 0.2 / 3), 0]);
  });

  it("takes what was accepted as used, whatever the editor made of it, and counts it once", () => {
    const usefulness = new Usefulness();
    usefulness.shown(at("f("), "a, b);");
    usefulness.accepted();
    expect(usefulness.share).toBeCloseTo(0.6);
    usefulness.accepted();
    usefulness.moved(at("f(a, b)"));
    expect([usefulness.share, usefulness.contradicted]).toEqual([expect.closeTo(0.6), 0]);
  });

  it("does not judge before the caret moved", () => {
    const usefulness = new Usefulness();
    usefulness.shown(at("a = "), "value;");
    usefulness.moved(at("a = "));
    expect([usefulness.share, usefulness.contradicted]).toEqual([0.5, 0]);
  });
});
