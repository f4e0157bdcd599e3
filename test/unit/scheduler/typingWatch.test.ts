import { expect, it } from "vitest";
import { TypingWatch } from "../../../language-server/scheduler/typingWatch.js";

it("says that somebody types for ten seconds after a completion was wanted", () => {
  const watch = new TypingWatch();
  expect(watch.isTyping(0)).toBe(false);
  watch.completionWanted(1000);
  expect([1000, 10_999, 11_000].map((now) => watch.isTyping(now))).toEqual([true, true, false]);
  watch.completionWanted(20_000);
  expect(watch.isTyping(29_000)).toBe(true);
});
