import { getLlama, TokenBias, type LlamaContextSequence, type LlamaModel, type Token } from "node-llama-cpp";
import { DraftLength } from "../../language-server/engine/llama/process/draftLength.js";
import { LookupGuesser } from "../../language-server/engine/llama/process/lookupGuesser.js";
import { PromptLookup } from "../../language-server/engine/llama/process/promptLookup.js";
import { TokenStream } from "../../language-server/engine/llama/process/tokenStream.js";
import { forcedText } from "./forcedText.js";
import type { CostPair, LookupCost } from "./lookupSummary.js";
import { PartTimer } from "./partTimer.js";
import { answerTokens, readRightAnswers, type AnswerTokens, type RightAnswer } from "./rightAnswers.js";

/*
 * Random weights repeat nothing, so what prompt lookup brings a model of real size cannot be seen in what it writes by
 * itself. Here it writes the right answers of the held-out fixes, with the parts of the engine that guess, check and
 * decide how much is guessed. A program of its own, forked by `forcedLookup.ts`, which gets all answers in one message.
 */

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
  for (const [at, answer] of (await readCases(Number(count))).entries()) {
    const tokens = answerTokens(model, answer);
    const written = new Map<boolean, LookupCost>();
    for (const lookup of at % 2 === 0 ? [false, true] : [true, false]) {
      written.set(lookup, await write(sequence, model, { ...tokens, ...(lookup && { length }) }));
    }
    const [plain, guessed] = [written.get(false), written.get(true)];
    if (plain && guessed) answers.push({ plain, lookup: guessed });
  }
  process.send?.(answers);
}

/** Those with the longest code, which is where guessing has something to do. */
async function readCases(count: number): Promise<readonly RightAnswer[]> {
  const all = await readRightAnswers();
  return all.toSorted((a, b) => b.before.length - a.before.length).slice(0, count);
}

interface Task extends AnswerTokens {
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
