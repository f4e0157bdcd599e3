import { addAbortSignal } from "node:stream";
import { PonderFailure } from "../protocol/errors.js";
import type { CommandContext } from "./context.js";
import { decodeText, maxTextBytes, tooLarge } from "./sourceFile.js";

/**
 * Reads a model's answer from standard input, to its end.
 *
 * @throws PonderFailure `badRequest` at a terminal, `fileNotUsable` when it is no text, or too much.
 */
export async function readAnswer({ input, signal }: CommandContext): Promise<string> {
  if (input.isTTY === true) {
    throw new PonderFailure(
      "badRequest",
      "The model's answer is missing: it is read from standard input.",
      "Write ponder apply FILE < ANSWER, or pipe the answer into it.",
    );
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, input) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxTextBytes) throw tooLarge("The answer");
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return decodeText(Buffer.concat(chunks), "The answer");
}
