import { describe, expect, it } from "vitest";
import { joinAnswers } from "../../../language-server/edits/joinAnswers.js";
import { matchAnswer } from "../../../language-server/edits/matchAnswer.js";
import { PonderFailure } from "../../../protocol/errors.js";

const text = "function a() {\n  one();\n}\n\nfunction b() {\n  two();\n}\n";
const document = { uri: "file:///a.js", version: 1, text, languageId: "javascript", path: "/a.js", shownPath: "a.js" };
const rewrite = (...lines: readonly string[]) => `\`\`\`js\n${lines.join("\n")}\n\`\`\`\n`;
const a = { start: 0, end: 2 };
const b = { start: 4, end: 6 };
const changed = rewrite("function a() {", "  one(1);", "}");
const join = (...blocks: Parameters<typeof joinAnswers>[0]) => joinAnswers(blocks, document);
const linesOf = ({ files }: ReturnType<typeof joinAnswers>) =>
  files.flatMap(({ edits }) => edits.map(({ start, lines }) => [start, ...lines]));

describe("answers about several blocks of a document", () => {
  it("become one edit in document order, with each check once", () => {
    const other = rewrite("function b() {", "  two(2);", "}");
    const joined = join(
      { answer: `${other}\nB is right now.`, target: b },
      { answer: `${changed}\nA too.`, target: a },
    );
    expect(linesOf(joined)).toEqual([
      [1, "  one(1);"],
      [5, "  two(2);"],
    ]);
    expect(joined.answer).toBe(
      `<<<<<<< SEARCH\nfunction a() {\n  one();\n}\n=======\nfunction a() {\n  one(1);\n}\n>>>>>>> REPLACE\n\n` +
        `<<<<<<< SEARCH\nfunction b() {\n  two();\n}\n=======\nfunction b() {\n  two(2);\n}\n>>>>>>> REPLACE\n`,
    );
    const again = matchAnswer(joined.answer, { main: { ...document, target: { start: 0, end: 7 } }, named: new Map() });
    expect(again.files.map(({ edits }) => edits)).toEqual(joined.files.map(({ edits }) => edits));
    expect(joined.summary).toBe("B is right now. A too.");
    expect(joined.checks.map(({ name }) => name)).toEqual(["format", "match"]);
    expect(joined.failures).toEqual([]);
  });

  it("do not hold each other up, and are named by their numbers", () => {
    const failure = new PonderFailure("thoughtOnly", "No answer.", "Ask again.");
    const gone = new PonderFailure("documentChanged", "It changed.", "Ask again.");
    const joined = join(
      { answer: failure, target: b },
      { answer: changed, target: a },
      { answer: "I cannot.", target: b },
      { answer: changed, target: gone },
    );
    expect(linesOf(joined)).toHaveLength(1);
    expect(joined.failures.map(({ block, code }) => [block, code])).toEqual([
      [1, "thoughtOnly"],
      [3, "noProposal"],
      [4, "documentChanged"],
    ]);
  });

  it("that change the same lines are both refused", () => {
    const search = "<<<<<<< SEARCH\n  one();\n=======\n  uno();\n>>>>>>> REPLACE\n";
    expect(() => join({ answer: changed, target: a }, { answer: search, target: b })).toThrow(PonderFailure);
    const other = rewrite("function b() {", "  two(2);", "}");
    const joined = join({ answer: changed, target: a }, { answer: search, target: a }, { answer: other, target: b });
    expect(linesOf(joined)).toEqual([[5, "  two(2);"]]);
    expect(joined.failures.map(({ block, code }) => [block, code])).toEqual([
      [1, "ambiguous"],
      [2, "ambiguous"],
    ]);
  });

  it("are refused when nothing is left", () => {
    expect(() => join({ answer: "I cannot.", target: a })).toThrow(PonderFailure);
  });
});
