/** A marker in a model's output. */
export interface Marker {
  readonly text: string;
  /** The marker is a header: it goes on to this text, in the same line. */
  readonly until?: string;
  /** What stands behind it. */
  readonly then: "thought" | "answer";
}

/** How a family of models marks its thoughts, in prompts and in what it writes. */
export interface ThoughtForm {
  /** Before a thought, or before an answer without one, at the very beginning of an output. The first one that fits counts. */
  readonly opening: readonly Marker[];
  /** Within a thought: its end, or the border between two parts of it. */
  readonly closing: readonly Marker[];
  /** Control tokens that an engine may leave at the very end of an output. */
  readonly ending: readonly string[];
  readonly prompt: {
    /** The end of a prompt after which the model thinks. */
    readonly open: string;
    /** The end of a prompt after which the model answers at once. */
    readonly skipped: string;
    /** Comes after an open thought: the model goes on with the answer. */
    readonly close: string;
  };
}

/** A thought between two tags. */
function tags(open: string, close: string): ThoughtForm {
  return {
    opening: [{ text: open, then: "thought" }],
    closing: [{ text: close, then: "answer" }],
    ending: [],
    prompt: { open: `${open}\n`, skipped: `${open}\n\n${close}\n\n`, close: `\n${close}\n\n` },
  };
}

const start = "<|start|>assistant";

/**
 * The forms of thoughts that are known. Which one a model has is decided by its family, never by what it writes.
 *
 * - `think`: DeepSeek-R1 and its distills, whose prompt ends inside the thought (DeepSeek-R1 README, "Usage
 *   Recommendations"); Qwen3, QwQ, GLM and others write the opening tag themselves.
 * - `thinking`: the same with other tags.
 * - `brackets`: Mistral's Magistral (tokens 34 and 35 of its vocabulary).
 * - `channels`: gpt-oss ("OpenAI harmony response format"): every message has a header with its channel. Only `final`
 *   is for the user; `analysis` and `commentary` are the thought, in as many messages as the model likes.
 */
export const thoughtForms = {
  think: tags("<think>", "</think>"),
  thinking: tags("<thinking>", "</thinking>"),
  brackets: tags("[THINK]", "[/THINK]"),
  channels: {
    opening: [
      { text: "<|channel|>final", until: "<|message|>", then: "answer" },
      { text: "<|channel|>", until: "<|message|>", then: "thought" },
      { text: `${start}<|channel|>final`, until: "<|message|>", then: "answer" },
      { text: `${start}<|channel|>`, until: "<|message|>", then: "thought" },
    ],
    closing: [
      { text: `<|end|>${start}<|channel|>final`, until: "<|message|>", then: "answer" },
      { text: `<|end|>${start}<|channel|>`, until: "<|message|>", then: "thought" },
      { text: `${start}<|channel|>final`, until: "<|message|>", then: "answer" },
      { text: "<|channel|>final", until: "<|message|>", then: "answer" },
    ],
    ending: ["<|return|>", "<|end|>", "<|call|>"],
    prompt: {
      open: "<|channel|>analysis<|message|>",
      skipped: "<|channel|>final<|message|>",
      close: `<|end|>${start}<|channel|>final<|message|>`,
    },
  },
} as const satisfies Readonly<Record<string, ThoughtForm>>;

/** The name of a form. */
export type ThoughtFormName = keyof typeof thoughtForms;
