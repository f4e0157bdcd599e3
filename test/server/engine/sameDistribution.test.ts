import { rm } from "node:fs/promises";
import path from "node:path";
import { getLlama, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TokenStream } from "../../../language-server/engine/llama/process/tokenStream.js";
import { chiSquare, impossibleChiSquare } from "../../support/chiSquare.js";
import { temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

it("at R1's temperature, the real sampler draws each word as often behind each other one, whatever is guessed", async () => {
  const words = "abcd";
  const file = path.join(folder, "babble.gguf");
  await writeTinyModel({ file, corpus: "code user total sum\n".repeat(20), babble: words });
  const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1 });
  const model = await llama.loadModel({ modelPath: file });
  const ids = Array.from(words, (word) => model.tokenize(word)[0] ?? expect.fail(`no token for ${word}`));
  const context = await model.createContext({ contextSize: 4096, batchSize: 64 });
  let at = 0;
  const stream = new TokenStream([ids[0] as Token], {
    sequence: context.getSequence(),
    model,
    sampling: { temperature: 0.6, topP: 0.95 },
    guesser: {
      push: () => undefined,
      // Every other step has guesses, of one word mostly: a stream that kept wrong ones would write more of it.
      guess: () => (at++ % 2 === 0 ? [ids[1], ids[1], ids[2]].map((id) => id as Token) : []),
      measured: () => undefined,
      end: () => undefined,
    },
  });
  const counts = ids.map(() => ids.map(() => 0));
  let [before, written] = [0, 0];
  while (written < 2000) {
    await stream.guess(10);
    for (const token of (await stream.step()).tokens) {
      const next = ids.indexOf(token);
      const row = counts[before] ?? expect.fail();
      row[next] = (row[next] ?? 0) + 1;
      before = next;
      written++;
    }
  }
  await stream.end();
  await llama.dispose();
  expect(stream.acceptedTokens).toBeGreaterThan(200);
  expect(stream.draftedTokens).toBeGreaterThan(2 * stream.acceptedTokens);
  const statistic = counts.reduce((sum, row) => sum + chiSquare(row, [0.25, 0.25, 0.25, 0.25]), 0);
  expect(statistic, JSON.stringify(counts)).toBeLessThan(impossibleChiSquare(12));
});
