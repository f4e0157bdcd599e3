import { getLlama } from "node-llama-cpp";
import { answerTokens, readRightAnswers } from "./rightAnswers.js";

/*
 * The right answers as tokens of a model, of which only the vocabulary is loaded. A program of its own, forked by
 * `lookupBound.ts`, which gets all of them in one message.
 */

const [file = ""] = process.argv.slice(2);
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads: 1 });
const model = await llama.loadModel({ modelPath: file, vocabOnly: true });
process.send?.((await readRightAnswers()).map((answer) => answerTokens(model, answer)));
