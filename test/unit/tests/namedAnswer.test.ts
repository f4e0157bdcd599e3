import { expect, it } from "vitest";
import { namedAnswer } from "../../../language-server/features/writeTests.js";
import { makeProposal } from "../../../language-server/edits/makeProposal.js";
import { testsPrompt } from "../../../language-server/prompts/testsPrompt.js";

const target = (path: string, text: string, version: number | null) => ({
  uri: `file:///${path}`,
  version,
  text,
  languageId: "typescript",
  path,
});

it.each(["a.test.ts", "src/my shop/a.test.ts", "tests/test_a.py"])(
  "makes a new file %s of the longest block",
  (path) => {
    const said =
      "Run `npm i`:\n```sh\nnpm i\n```\nThen:\n```ts\nimport { a } from './a';\n\ntest('a', () => a());\n```\n";
    const answer = namedAnswer(said, path) ?? "";
    const { files } = makeProposal(answer, { named: new Map([[path, target(path, "", null)]]) });
    expect(files).toHaveLength(1);
    expect(files[0]?.kind).toBe("create");
    expect(files[0]?.hunks[0]?.newText.trimEnd()).toBe("import { a } from './a';\n\ntest('a', () => a());");
  },
);

it("rewrites a test file that is there", () => {
  const before = "import { a } from './a';\n\ntest('a', () => a());\n";
  const answer = namedAnswer(`\`\`\`ts\n${before}\ntest('b', () => a(1));\n\`\`\``, "a.test.ts") ?? "";
  const { files } = makeProposal(answer, { named: new Map([["a.test.ts", target("a.test.ts", before, 3)]]) });
  expect(files[0]?.hunks.map(({ newText }) => newText).join("")).toContain("test('b'");
  expect(files[0]?.hunks.map(({ oldText }) => oldText).join("")).not.toContain("import");
});

it("keeps fences inside of the code, and is nothing where there is none", () => {
  expect(namedAnswer("````md\n```js\na\n```\n````", "a.md")).toBe("File: `a.md`\n````\n```js\na\n```\n````\n");
  expect(namedAnswer("I cannot.", "a.ts")).toBeUndefined();
  expect(namedAnswer("```\n\n```", "a.ts")).toBeUndefined();
});

it("asks with the code, the test file where there is one, and the framework", () => {
  const wish = { path: "a.ts", text: "a()", testPath: "a.test.ts", framework: "Vitest", instruction: " Short. " };
  const fresh = testsPrompt(wish);
  expect(fresh).toMatch(/^\[file name\]: a\.ts\n/);
  expect(fresh).toContain("Write tests for this code with Vitest. They go into the new file a.test.ts.");
  expect(fresh).toMatch(/in a single fenced code block\. Short\.$/);
  const added = testsPrompt({ ...wish, testText: "test()" });
  expect(added).toContain("[file name]: a.test.ts\n");
  expect(added).toContain("Add them to a.test.ts; leave its other tests as they are.");
});
