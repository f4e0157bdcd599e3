import { readFile } from "node:fs/promises";
import path from "node:path";
import { getLlama, TokenBias, type LlamaContextSequence, type LlamaModel, type Token } from "node-llama-cpp";
import { DraftLength } from "../../language-server/engine/llama/process/draftLength.js";
import { LookupGuesser } from "../../language-server/engine/llama/process/lookupGuesser.js";
import { PromptLookup } from "../../language-server/engine/llama/process/promptLookup.js";
import { promptTokens } from "../../language-server/engine/llama/process/promptTokens.js";
import { TokenStream } from "../../language-server/engine/llama/process/tokenStream.js";
import { r1Form } from "../../language-server/prompts/chatForms.js";
import { renderChat } from "../../language-server/prompts/renderChat.js";
import { forcedText } from "./forcedText.js";
import type { CostPair, LookupCost } from "./lookupSummary.js";
import { PartTimer } from "./partTimer.js";

/*
 * Random weights repeat nothing, so what prompt lookup brings a model of real size cannot be seen in what it writes by
 * itself. Here it writes the right answers of the held-out fixes, with the parts of the engine that guess, check and
 * decide how much is guessed. A program of its own, forked by `forcedLookup.ts`, which gets all answers in one message.
 */

interface HeldOut {
  readonly prompt: string;
  readonly expected: string;
  readonly before?: string;
}

const cases = path.resolve(import.meta.dirname, "../../test/fixtures/heldout.jsonl");
/** The prompt ends with the beginning of the thought. */
const thoughtBegins = "<think>\n";
const fence = "```";
const contextSize = 4096;
/** As the engine's on a CPU. */
const batchSize = 144;

async function main(): Promise<void> {
  const [file = "", threads, count] = process.argv.slice(2);
  const maxThreads = Number(threads);
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads });
  const model = await llama.loadModel({ modelPath: file });
  const context = await model.createContext({
    contextSize,
    batchSize,
    threads: { ideal: maxThreads, min: maxThreads },
  });
  const sequence = context.getSequence();
  // As for a lane: what was learnt in one answer is known in the next.
  const length = new DraftLength();
  const answers: CostPair[] = [];
  for (const [at, { prompt, expected }] of (await readCases(Number(count))).entries()) {
    const asked = promptTokens(model, renderChat(r1Form, [], prompt));
    const text = promptTokens(model, [{ special: expected.slice(thoughtBegins.length) }]);
    const written = new Map<boolean, LookupCost>();
    for (const lookup of at % 2 === 0 ? [false, true] : [true, false]) {
      written.set(lookup, await write(sequence, model, { asked, text, ...(lookup && { length }) }));
    }
    const [plain, guessed] = [written.get(false), written.get(true)];
    if (plain && guessed) answers.push({ plain, lookup: guessed });
  }
  process.send?.(answers);
}

/** The fixes with the longest code, which is where guessing has something to do; the answers have it in one block. */
async function readCases(count: number): Promise<readonly HeldOut[]> {
  const all = (await readFile(cases, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as HeldOut)
    .filter(
      ({ before, expected }) =>
        before !== undefined && expected.startsWith(thoughtBegins) && expected.split(fence).length === 3,
    );
  return all.toSorted((a, b) => (b.before ?? "").length - (a.before ?? "").length).slice(0, count);
}

interface Task {
  readonly asked: readonly Token[];
  readonly text: readonly Token[];
  /** Absent: nothing is guessed. */
  readonly length?: DraftLength;
}

async function write(
  sequence: LlamaContextSequence,
  model: LlamaModel,
  { asked, text, length }: Task,
): Promise<LookupCost> {
  const known = asked.slice(0, -1);
  await sequence.adaptStateToTokens(known, false);
  const rest = known.slice(sequence.nextTokenIndex);
  if (rest.length > 0) await sequence.evaluateWithoutGeneratingNewTokens(rest);
  const stream = new TokenStream(asked.slice(-1), {
    sequence: forcedText(sequence, model, [...asked, ...text], TokenBias),
    model,
    sampling: { temperature: 0, topP: 1 },
    ...(length && { guesser: new LookupGuesser(new PromptLookup<Token>(asked), length) }),
  });
  const timer = new PartTimer(process.pid);
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const written: Token[] = [];
  while (written.length < text.length) {
    await stream.guess(text.length - written.length);
    const { tokens } = await stream.step();
    written.push(...tokens);
    timer.push(model.detokenize(written, true), tokens.length);
  }
  const used = process.cpuUsage(cpu);
  await stream.end();
  if (written.some((token, at) => token !== text[at])) throw new Error("It wrote something else than it was told.");
  const { draftedTokens: drafted, acceptedTokens: accepted } = stream;
  const all = { tokens: text.length, wallMs: performance.now() - wall, cpuMs: (used.user + used.system) / 1000 };
  return { all, ...timer.parts, drafted, accepted };
}

await main();
