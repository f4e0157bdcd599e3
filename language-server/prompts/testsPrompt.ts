import { fill } from "./editPrompt.js";
import { renderFile } from "./promptFiles.js";
import words from "./tests.md";

/** What is to be tested, and where its tests go. */
export interface TestsWish {
  readonly path: string;
  readonly text: string;
  readonly testPath: string;
  /** Absent: there is no such file yet. */
  readonly testText?: string;
  readonly framework: string;
  readonly instruction?: string;
}

/** The user's turn of new tests: the code, the test file where there is one, then the task. */
export function testsPrompt({ path, text, testPath, testText, framework, instruction = "" }: TestsWish): string {
  const files = [renderFile(path, text), ...(testText === undefined ? [] : [renderFile(testPath, testText)])];
  const task = fill(words, {
    what: testText === undefined ? "this code" : `the code of ${path}`,
    framework,
    place:
      testText === undefined
        ? `They go into the new file ${testPath}.`
        : `Add them to ${testPath}; leave its other tests as they are.`,
  });
  const wish = instruction.trim();
  return files.join("\n") + (wish === "" ? task : `${task} ${wish}`);
}
