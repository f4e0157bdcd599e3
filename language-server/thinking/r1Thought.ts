/**
 * How a prompt opens and closes a thought of an R1-family model (the chat template of the distills; DeepSeek-R1 README,
 * "Usage Recommendations"). Only prompts need these; what the model writes is read by the splitter beside this file.
 */
export const r1Thought = {
  /** The end of a prompt after which the model thinks. */
  open: "<think>\n",
  /** The end of a prompt after which the model answers at once: a thought that is empty. */
  skipped: "<think>\n\n</think>\n\n",
  /** Comes after an open thought: the model goes on with the answer. */
  close: "\n</think>\n\n",
} as const;
