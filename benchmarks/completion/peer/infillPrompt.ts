import type { Tokenizer } from "../tokenizer.js";

/** A piece of another file, as llama.vscode sends it. */
export interface ExtraChunk {
  readonly text: string;
  readonly filename: string;
}

/** What llama.vscode sends to `/infill`. Whole lines above, the caret's line up to it, the rest of it and lines below. */
export interface InfillRequest {
  readonly inputPrefix: string;
  readonly prompt: string;
  readonly inputSuffix: string;
  readonly inputExtra: readonly ExtraChunk[];
  /** Fewer leading spaces end the answer. */
  readonly indentation: number;
  /** Tokens to generate, at most; 0 evaluates only. */
  readonly predict: number;
}

/** Sizes that llama-server was started with. */
export interface InfillSizes {
  readonly batch: number;
  readonly context: number;
}

/**
 * The prompt that llama-server makes of a request, as tokens: `format_prompt_infill` of `server-common.cpp` for a model
 * with a repository form. The batch decides how much of the file is seen: three quarters of it above the caret, one
 * quarter below. The caret's line stands before the suffix.
 */
export function infillPrompt(tokenizer: Tokenizer, request: InfillRequest, sizes: InfillSizes): readonly number[] {
  const special = (text: string): number => tokenizer.special(text);
  const prompt = tokenizer.encode(request.prompt);
  const prefix = tokenizer.encode(request.inputPrefix);
  const suffix = tokenizer.encode(request.inputSuffix);
  const extra = [
    special("<|repo_name|>"),
    ...tokenizer.encode("myproject\n"),
    ...request.inputExtra.flatMap(({ filename, text }) => [
      special("<|file_sep|>"),
      ...tokenizer.encode(`${filename}\n`),
      ...tokenizer.encode(text),
    ]),
    special("<|file_sep|>"),
    ...tokenizer.encode("filename\n"),
  ];
  const prefixTake = Math.min(prefix.length, 3 * Math.floor(sizes.batch / 4));
  const suffixTake = Math.min(suffix.length, Math.max(0, Math.floor(sizes.batch / 4) - (2 + prompt.length)));
  const extraTake = Math.min(extra.length, Math.max(0, sizes.context - sizes.batch - 2 * request.predict));
  return [
    ...extra.slice(extra.length - extraTake),
    special("<|fim_prefix|>"),
    ...prefix.slice(prefix.length - prefixTake),
    ...prompt,
    special("<|fim_suffix|>"),
    ...suffix.slice(0, suffixTake),
    special("<|fim_middle|>"),
  ];
}
