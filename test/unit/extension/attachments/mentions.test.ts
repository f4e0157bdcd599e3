import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentionsIn, mentionText, type Mention } from "../../../../extension/chat/attachments/mentions.js";

describe("the mentions of a question", () => {
  it.each<[string, readonly Mention[]]>([
    ["Explain #selection", [{ kind: "selection" }]],
    ["#problems?", [{ kind: "problems" }]],
    ["Why #problems, and what of #changes?", [{ kind: "problems" }, { kind: "changes" }]],
    ["(#terminal)", [{ kind: "terminal" }]],
    ["What does #file:src/cart.ts do?", [{ kind: "file", path: "src/cart.ts" }]],
    ["Look at #file:src/cart.ts.", [{ kind: "file", path: "src/cart.ts" }]],
    ['#file:"my file.ts" and #file:"my file.ts"', [{ kind: "file", path: "my file.ts" }]],
    ["#file:src\\a.ts", [{ kind: "file", path: "src/a.ts" }]],
    ["#folder:src", [{ kind: "folder", path: "src" }]],
    ["#symbol:total", [{ kind: "symbol", name: "total" }]],
    ["#symbol:total@src/cart.ts!", [{ kind: "symbol", name: "total", path: "src/cart.ts" }]],
    ["#symbol:@x", [{ kind: "symbol", name: "@x" }]],
    ["C# and #1, see # heading, a#selection", []],
    ["#selections #select #file: #file:\n #problems/x #selection:a", []],
    ["#file:...", []],
  ])("%j", (question, mentions) => expect(mentionsIn(question)).toEqual(mentions));

  it("are read again as they are written", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => !/["\n\\@]/.test(text) && text.trim() === text);
    const mention = fc.oneof(
      fc.constantFrom<Mention>({ kind: "selection" }, { kind: "problems" }, { kind: "terminal" }, { kind: "changes" }),
      fc.record({ kind: fc.constantFrom("file" as const, "folder" as const), path: name }),
      fc.record({ kind: fc.constant("symbol" as const), name }),
      fc.record({ kind: fc.constant("symbol" as const), name, path: name }),
    );
    fc.assert(
      fc.property(mention, (one) => {
        expect(mentionsIn(`Why ${mentionText(one)} then?`)).toEqual([one]);
      }),
      { numRuns: 2_000 },
    );
  });
});
