import { describe, expect, it } from "vitest";
import { caretTextOf } from "../../../../language-server/completion/reuse/caretText.js";
import { KnownCompletions } from "../../../../language-server/completion/reuse/knownCompletions.js";

const at = (before: string) =>
  caretTextOf({ uri: "file:///a", languageId: "typescript", version: 1, text: before, offset: before.length });
const written = (text: string) => ({ text, ended: true, byModel: true });

describe("KnownCompletions", () => {
  it("answers with the latest first, exact or typed into", () => {
    const known = new KnownCompletions();
    known.add(at("a = "), written("value;"));
    known.add(at("a = v"), written("iew;"));
    expect([...known.find(at("a = v"))]).toEqual([
      { text: "iew;", ended: true, byModel: true, how: "cache" },
      { text: "alue;", ended: true, byModel: true, how: "typed" },
    ]);
    expect([...known.find(at("a = x"))]).toEqual([]);
  });

  it("forgets the oldest, and all on demand", () => {
    const known = new KnownCompletions(2);
    for (const name of ["a", "b", "c"]) known.add(at(name), written("1"));
    expect([...known.find(at("a"))]).toEqual([]);
    expect([...known.find(at("b"))]).toHaveLength(1);
    known.clear();
    expect([...known.find(at("b"))]).toEqual([]);
  });
});
