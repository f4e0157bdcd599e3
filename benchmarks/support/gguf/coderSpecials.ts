const control = 3;
const userDefined = 4;

/**
 * The special tokens of Qwen2.5-Coder in the order of their ids (151643 and up), with the types that llama.cpp's
 * `convert_hf_to_gguf.py` gives them.
 */
export const coderSpecials: readonly (readonly [text: string, type: number])[] = [
  ["<|endoftext|>", control],
  ["<|im_start|>", control],
  ["<|im_end|>", control],
  ["<|object_ref_start|>", control],
  ["<|object_ref_end|>", control],
  ["<|box_start|>", control],
  ["<|box_end|>", control],
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
