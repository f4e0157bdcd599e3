import type { ConversationCut, Resume } from "../../protocol/health.js";

/**
 * What a server that was told of its restart gave to the client for this one. The name becomes a part of file names.
 *
 * @returns undefined for what no server gave.
 */
export function readResume(initializationOptions: unknown): Resume | undefined {
  const { cache, cuts } = fieldsOf(fieldsOf(initializationOptions)["resume"]);
  if (typeof cache !== "string" || !/^[\da-f-]{36}$/.test(cache)) return undefined;
  return { cache, cuts: Array.isArray(cuts) ? cuts.filter(isCut) : [] };
}

function isCut(value: unknown): value is ConversationCut {
  const { conversationId, turns, files } = fieldsOf(value);
  return typeof conversationId === "string" && isCount(turns) && isCount(files) && turns <= files;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
