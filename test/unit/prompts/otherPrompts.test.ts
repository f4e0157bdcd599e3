import { describe, expect, it } from "vitest";
import { commitPrompt } from "../../../language-server/prompts/commitPrompt.js";
import { namesPrompt } from "../../../language-server/prompts/namesPrompt.js";
import { reviewPrompt } from "../../../language-server/prompts/reviewPrompt.js";

describe("the prompt of a commit message", () => {
  const files = [
    { path: "a.ts", diff: "diff --git a/a.ts b/a.ts\n+a\n" },
    { path: "b.ts", diff: "diff --git a/b.ts b/b.ts\n+{form}\n" },
  ];

  it("has the changes as a file, then the task", () => {
    const prompt = commitPrompt(files, []);
    expect(prompt).toMatch(
      /^\[file name\]: changes\.diff\n\[file content begin\]\ndiff --git a\/a\.ts b\/a\.ts\n\+a\ndiff/,
    );
    expect(prompt).toMatch(
      /\+\{form\}\n\[file content end\]\nWrite a commit message .* Reply with the message only\.$/s,
    );
  });

  it("says what earlier subjects have in common, and what the user wishes", () => {
    const conventional = ["fix(cart): a", "feat: b", "Merge c"];
    expect(commitPrompt(files, conventional, "Mention #7.")).toMatch(
      /only\. Use the form of Conventional Commits\. Mention #7\.$/,
    );
    expect(commitPrompt(files, ["Fix a", "feat: b"])).not.toContain("Conventional");
    // No example from the history: R1 gets worse with them.
    expect(commitPrompt(files, conventional)).not.toContain("feat: b");
  });
});

it("the prompt of a review numbers the lines as the document does", () => {
  const lines = Array.from({ length: 12 }, (_, at) => (at === 10 ? "" : `  a${at};`));
  const prompt = reviewPrompt("a.ts", lines, { start: 8, end: 11 }, " Only security.");
  expect(prompt).toContain(
    "[file content begin]\n 9:   a8;\n10:   a9;\n11:\n12:   a11;\n[file content end]\nReview this code.",
  );
  expect(prompt).toMatch(/`No findings\.` Only security\.$/);
});

it("the prompt for names names the name", () => {
  expect(namesPrompt("a.ts", "let {name};", "x")).toBe(
    "[file name]: a.ts\n[file content begin]\nlet {name};\n[file content end]\n" +
      "Suggest five better names for `x` in this code. Reply with one name per line and nothing else.",
  );
});
