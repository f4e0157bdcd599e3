const control = 3;
const userDefined = 4;

/**
 * The special tokens of the Qwen distills of R1 in the order of their ids (151643 and up), with the types that
 * llama.cpp's `convert_hf_to_gguf.py` gives them.
 */
export const r1Specials: readonly (readonly [text: string, type: number])[] = [
  ["<｜end▁of▁sentence｜>", control],
  ["<｜User｜>", control],
  ["<｜Assistant｜>", control],
  ["<｜begin▁of▁sentence｜>", control],
  ["<|EOT|>", control],
  ["<think>", userDefined],
  ["</think>", userDefined],
  ["<|quad_start|>", control],
  ["<|quad_end|>", control],
  ["<|vision_start|>", control],
  ["<|vision_end|>", control],
  ["<|vision_pad|>", control],
  ["<|image_pad|>", control],
  ["<|video_pad|>", control],
  ["<tool_call>", userDefined],
  ["</tool_call>", userDefined],
  ["<|fim_prefix|>", control],
  ["<|fim_middle|>", control],
  ["<|fim_suffix|>", control],
  ["<|fim_pad|>", control],
  ["<|repo_name|>", control],
  ["<|file_sep|>", control],
];
