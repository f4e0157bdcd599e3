import { splitThinking } from "../thinking/splitThinking.js";

/** Longest title, in characters. */
const maxLength = 60;

/** What is asked for a title, as one more question of the conversation, whose prompt is in the KV cache. */
export const titleQuestion = "Give this conversation a title of at most six words. Write only the title.";

/** Makes a title of what the model wrote. Nothing of a thought is ever in it. Pure. @returns undefined: it is none. */
export function titleText(written: string): string | undefined {
  const { answer } = splitThinking(written, "answer");
  const line = answer.trim().split(/\r?\n/, 1)[0] ?? "";
  const title = line
    .replace(/^[#>*\s-]*(?:title\s*:)?/i, "")
    .replace(/[*_`"“”„']/g, "")
    .replace(/[.:\s]+$/, "")
    .trim();
  const isTitle = /\p{L}{2}/u.test(title) && Array.from(title).length <= maxLength && !/[<>]/.test(title);
  return isTitle ? title : undefined;
}
