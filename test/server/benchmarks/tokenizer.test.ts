import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Tokenizer } from "../../../benchmarks/completion/tokenizer.js";
import { readSourceFile, sessionFiles } from "../../../benchmarks/completion/traces/sourceFiles.js";
import { qwenForm } from "../../../benchmarks/completion/ponder.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { buildEngineProgram } from "../../support/engineProgram.js";

const model = path.resolve(import.meta.dirname, "../../../models/demo/ponder-demo.gguf");
const never = new AbortController().signal;
let engine: LlamaEngine;

beforeAll(async () => {
  engine = new LlamaEngine({ program: await buildEngineProgram("benchmark-tokenizer"), log: () => undefined });
  await engine.load({ path: model, gpu: "cpu", threads: 1, contextSize: 4096 }, () => undefined, never);
});
afterAll(() => engine.dispose());

test("the benchmark counts the tokens that the engine counts", async () => {
  const tokenizer = await Tokenizer.read(model);
  const files = await Promise.all(
    sessionFiles.flatMap((session) => session.files.map(([name, file]) => readSourceFile(name, file))),
  );
  const window = { above: "const größe = 3; // ≥ 2 🙂\r\n\t", typed: "  ret", suffix: ";\n\n\n" };
  const prompts = [
    ...files.map(({ text }) => [{ text }]),
    qwenForm().render({ path: "src/a.ts", languageId: "typescript", window, chunks: [] }),
  ];
  const counted = await engine.countTokens(prompts, never);
  expect(prompts.map((prompt) => tokenizer.encodePrompt(prompt).length)).toEqual(counted);
});
