import { expect, test } from "vitest";
import { exampleText, expectedText, plantedMistakes } from "../../../scripts/demo/plantedMistakes.js";

test.each(plantedMistakes())("the mistake in $name stands where fixes.json says", (mistake) => {
  const lines = exampleText(mistake.file).split("\n");
  expect(lines[mistake.line - 1]).toBeDefined();
  expect(lines[mistake.line - 1]).not.toBe(mistake.fixed);
  // Above the line there is the function it belongs to.
  expect(lines.slice(0, mistake.line).join("\n")).toMatch(new RegExp(`\\b(?:function|def|class) ${mistake.name}\\b`));
  expect(expectedText(mistake).split("\n")).toHaveLength(lines.length);
});
