import { describe, expect, it } from "vitest";
import { CompletionCache } from "../../../language-server/completion/completionCache.js";

describe("CompletionCache", () => {
  it("knows the same place again", () => {
    const cache = new CompletionCache();
    cache.set({ prefix: "a = ", suffix: "\n" }, "1;");
    expect(cache.get({ prefix: "a = ", suffix: "\n" })).toEqual({ text: "1;", how: "exact" });
    expect(cache.get({ prefix: "a = ", suffix: "" })).toBeUndefined();
    expect(cache.get({ prefix: "b = ", suffix: "\n" })).toBeUndefined();
  });

  it("follows what is typed as it was suggested", () => {
    const cache = new CompletionCache();
    cache.set({ prefix: "re", suffix: "\n" }, "turn value;");
    expect(cache.get({ prefix: "return v", suffix: "\n" })).toEqual({ text: "alue;", how: "typed" });
    expect(cache.get({ prefix: "return w", suffix: "\n" })).toBeUndefined();
    expect(cache.get({ prefix: "return value;", suffix: "\n" })).toBeUndefined();
  });

  it("does not look over the beginning of the line", () => {
    const cache = new CompletionCache();
    cache.set({ prefix: "a", suffix: "" }, "\nb");
    expect(cache.get({ prefix: "a\n", suffix: "" })).toBeUndefined();
  });

  it("remembers that the model had nothing to say", () => {
    const cache = new CompletionCache();
    cache.set({ prefix: "a", suffix: "" }, "");
    expect(cache.get({ prefix: "a", suffix: "" })).toEqual({ text: "", how: "exact" });
  });

  it("forgets what was used least lately", () => {
    const cache = new CompletionCache(2);
    const place = (prefix: string) => ({ prefix, suffix: "" });
    cache.set(place("a"), "1");
    cache.set(place("b"), "2");
    cache.get(place("a"));
    cache.set(place("c"), "3");
    expect(["a", "b", "c"].map((prefix) => cache.get(place(prefix))?.text)).toEqual(["1", undefined, "3"]);
    cache.clear();
    expect(cache.get(place("a"))).toBeUndefined();
  });
});
