import type { CommitMessageParams } from "../../protocol/commit.js";
import type { NamesSuggestParams } from "../../protocol/names.js";
import type { ReviewParams } from "../../protocol/review.js";
import type { TestsWriteParams } from "../../protocol/tests.js";
import { readEffort } from "./readEffort.js";
import { Fields, refuse } from "./fields.js";
import { readPosition, readRange } from "./places.js";

export function readCommitMessage(raw: unknown): CommitMessageParams {
  const fields = new Fields(raw);
  const files = fields.list("files", (item, at) => {
    const file = new Fields(item, at);
    return { path: file.text("path"), diff: file.text("diff") };
  });
  return {
    files: files.length > 0 ? files : refuse("params.files", "a list with at least one file"),
    earlier: fields.list("earlier", (item, at) => (typeof item === "string" ? item : refuse(at, "a string"))),
    ...fields.optionalText("instruction"),
    ...readEffort(fields),
    ...fields.partialResultToken(),
  };
}

export function readReview(raw: unknown): ReviewParams {
  const fields = new Fields(raw);
  const range = fields.get("range");
  return {
    uri: fields.text("uri"),
    version: fields.integer("version"),
    ...(range === undefined ? {} : { range: readRange(range, "range") }),
    path: fields.text("path"),
    ...fields.optionalText("instruction"),
    ...readEffort(fields),
    ...fields.partialResultToken(),
  };
}

export function readTestsWrite(raw: unknown): TestsWriteParams {
  const fields = new Fields(raw);
  return {
    uri: fields.text("uri"),
    version: fields.integer("version"),
    range: readRange(fields.get("range"), "range"),
    path: fields.text("path"),
    testPath: fields.text("testPath"),
    ...fields.optionalText("testUri"),
    framework: fields.text("framework"),
    ...fields.optionalText("instruction"),
    ...readEffort(fields),
    ...fields.partialResultToken(),
  };
}

export function readNamesSuggest(raw: unknown): NamesSuggestParams {
  const fields = new Fields(raw);
  const position = readPosition(fields.get("position"), "position");
  return { uri: fields.text("uri"), position, path: fields.text("path") };
}
