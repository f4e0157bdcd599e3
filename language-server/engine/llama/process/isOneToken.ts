import type { LlamaModel } from "node-llama-cpp";

/** Whether a vocabulary has this text as one single control token. */
export function isOneToken(model: LlamaModel, text: string): boolean {
  const [token, ...more] = model.tokenize(text, true);
  if (token === undefined || more.length > 0) return false;
  const attributes = model.getTokenAttributes(token);
  return attributes.control || attributes.userDefined;
}
