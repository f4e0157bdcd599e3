import { afterAll, beforeAll, expect, it } from "vitest";
import { ResponseError } from "vscode-languageserver/node";
import { commitMessageMethod, type CommitMessageParams, type CommitMessageResult } from "../../../protocol/commit.js";
import { namesSuggestMethod, type NamesSuggestResult } from "../../../protocol/names.js";
import { reviewMethod, type ReviewParams, type ReviewResult } from "../../../protocol/review.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { reliable, type ReliableFix } from "../../support/reliable.js";

/** The commands beside edits, with the demo model: it is weak at them, so mostly the shape counts. */
let client: LspClient;

beforeAll(async () => {
  client = await startBuiltServer(await buildServer(), "stdio");
});
afterAll(() => client.stop());

const [example] = reliable.filter((row): row is ReliableFix => row.task === "fix" && row.name === "mergeFile");
const code = example?.code ?? "";
const uri = "file:///work/rows.ts";

/** The result, or the code of the failure where the model did not answer in the form that was asked for. */
async function resultOr<T>(request: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    expect(codes).toContain((error.data as { readonly code: string }).code);
    return undefined;
  }
}

const fileDiff = (path: string, lines: number) => ({
  path,
  diff: [
    `diff --git a/${path} b/${path}`,
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -4,5 +4,${4 + lines} @@ labelBills`,
    "     case 0:",
    "       scriptCount = 'open';",
    ...Array.from({ length: lines }, () => "+      break;"),
    "     case 1:",
  ].join("\n"),
});

it("writes a commit message, with its thought beside it", async () => {
  const params: CommitMessageParams = { files: [fileDiff("scripts/program.js", 1)], earlier: ["fix: a", "feat: b"] };
  const written = client.streamed<CommitMessageResult>(commitMessageMethod, params);
  const { message, turn, cutFiles } = await written.result;
  expect(message).toMatch(/^(?:fix|feat|docs|test|refactor|chore): \S.*$/);
  expect(message.length).toBeLessThanOrEqual(72);
  expect(turn.thinking.text).not.toBe("");
  expect(message).not.toContain(turn.thinking.text.split("\n")[0]);
  expect(cutFiles).toBeUndefined();
  expect(written.events.map(({ type }) => type)).toContain("thinking");
});

it("cuts diffs that are too long for the model, and says which", async () => {
  const files = [fileDiff("a.js", 1), fileDiff("b.js", 4_000), fileDiff("c.js", 4_000)];
  const { cutFiles, turn } = await client.streamed<CommitMessageResult>(commitMessageMethod, { files, earlier: [] })
    .result;
  expect(cutFiles).toEqual(["b.js", "c.js"]);
  expect(turn.usage.promptTokens).toBeLessThan(4_096);
});

it("reviews, and says that it found nothing or where", async () => {
  await client.open(uri, "typescript", `${code}\n`);
  const params: ReviewParams = { uri, version: 1, path: "rows.ts" };
  const review = client.streamed<ReviewResult>(reviewMethod, params);
  const result = await resultOr(review.result, "noProposal");
  expect(review.events.map(({ type }) => type)).toContain("answer");
  for (const { range, message } of result?.findings ?? []) {
    expect(range.end.line).toBeLessThan(code.split("\n").length);
    expect(message).not.toBe("");
  }
  expect((await errorOf(client.request(reviewMethod, { ...params, version: 2 }))).data?.code).toBe("documentChanged");
});

it("suggests names, or says that the answer holds none", async () => {
  const position = { line: 1, character: code.split("\n")[1]?.indexOf("inputSum") ?? -1 };
  const params = { uri, position, path: "rows.ts" };
  const result = await resultOr(client.request<NamesSuggestResult>(namesSuggestMethod, params), "noProposal");
  expect(result?.name ?? "inputSum").toBe("inputSum");
  for (const name of result?.suggestions ?? []) expect(name).toMatch(/^[a-z]\w*$/);
  const nowhere = { ...params, position: { line: 1, character: 0 } };
  expect((await errorOf(client.request(namesSuggestMethod, nowhere))).data?.code).toBe("noProposal");
});

it.each([
  [commitMessageMethod, [{ files: [], earlier: [] }, { files: [{ path: "a" }], earlier: [] }, { files: [] }]],
  [reviewMethod, [{}, { uri, version: 1, path: "a", range: null }]],
  [namesSuggestMethod, [{}, { uri, position: { line: -1, character: 0 }, path: "a" }]],
])("%s refuses bad parameters", async (method, all) => {
  for (const params of all) expect((await errorOf(client.request(method, params))).data?.code).toBe("badRequest");
});
