import { r1Specials } from "../../../benchmarks/support/gguf/r1Specials.js";
import { floats, writeGguf, type GgufTensor, type GgufValue } from "../../../benchmarks/support/gguf/writeGguf.js";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";
import { encodeBpe, toAlphabet, trainBpe } from "./bpe.js";

/** Size of the generated models. */
const layers = 2;
const width = 256;
const heads = 4;
const keyValueWidth = 128;
const trainContext = 32_768;

/** The special tokens of a vocabulary, and which of them begin and end a text. */
interface Specials {
  readonly tokens: readonly (readonly [text: string, type: number])[];
  readonly begin?: string;
  readonly end: string;
}

const control = 3;
const userDefined = 4;

/** Those of the families that are imitated. */
const families = {
  r1: { tokens: r1Specials, begin: "<｜begin▁of▁sentence｜>", end: "<｜end▁of▁sentence｜>" },
  chatMl: {
    tokens: [
      ["<|endoftext|>", control],
      ["<|im_start|>", control],
      ["<|im_end|>", control],
    ],
    end: "<|im_end|>",
  },
  qwen3: {
    tokens: [
      ["<|endoftext|>", control],
      ["<|im_start|>", control],
      ["<|im_end|>", control],
      ["<think>", userDefined],
      ["</think>", userDefined],
    ],
    end: "<|im_end|>",
  },
  unknown: { tokens: [["<|endoftext|>", control]], end: "<|endoftext|>" },
} as const satisfies Readonly<Record<string, Specials>>;

/** What a generated model does. */
export interface TinyModel {
  readonly file: string;
  /** Ordinary text whose frequent pieces become tokens. */
  readonly corpus: string;
  /**
   * Texts the model says: after a token it says the token that follows it here, so each token may have one successor
   * only. Without a script the weights are random.
   */
  readonly script?: readonly string[];
  /** Instead of a script: it says words of this text in random order and never ends, at any temperature above 0. */
  readonly babble?: string;
  /**
   * Instead of a script: it thinks and answers this, whatever it is asked. Each text is one token. `endless`: it says the
   * thought over and over, and the answer only when the thought is closed for it; the corpus needs empty lines then.
   */
  readonly says?: { readonly thought: string; readonly answer: string; readonly endless?: boolean };
  readonly seed?: number;
  /** Whose special tokens it has; default: those of the Qwen distills of R1. */
  readonly family?: keyof typeof families;
  /** Its chat template; default: none. */
  readonly template?: string;
}

/** Writes a tiny model of the architecture of the Qwen distills of R1, a few megabytes of 32-bit floats. */
export async function writeTinyModel(model: TinyModel): Promise<void> {
  const { file, corpus, script, babble, says, seed = 42, family = "r1", template } = model;
  const { tokens: specials, begin, end }: Specials = families[family];
  const bpe = trainBpe(corpus, 400);
  const said = says ? [says.thought, `\n\n${says.answer}`].map((text) => toAlphabet(text).join("")) : [];
  const tokens = [...bpe.tokens, ...said, ...specials.map(([text]) => text)];
  const types = [...bpe.tokens, ...said].map(() => 1).concat(specials.map(([, type]) => type));
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const id = (token: string): number => {
    const found = ids.get(token);
    if (found === undefined) throw new Error(`no token ${token}`);
    return found;
  };
  const metadata: Record<string, GgufValue> = {
    "general.architecture": ["str", "qwen2"],
    "general.type": ["str", "model"],
    "general.name": ["str", script ? "Tiny scripted" : babble === undefined ? "Tiny random" : "Tiny babbling"],
    "general.file_type": ["u32", 0],
    "qwen2.block_count": ["u32", layers],
    "qwen2.context_length": ["u32", trainContext],
    "qwen2.embedding_length": ["u32", width],
    "qwen2.feed_forward_length": ["u32", width],
    "qwen2.attention.head_count": ["u32", heads],
    "qwen2.attention.head_count_kv": ["u32", 2],
    "qwen2.rope.freq_base": ["f32", 10_000],
    "qwen2.attention.layer_norm_rms_epsilon": ["f32", 1e-6],
    "tokenizer.ggml.model": ["str", "gpt2"],
    "tokenizer.ggml.pre": ["str", "deepseek-r1-qwen"],
    "tokenizer.ggml.tokens": ["str[]", tokens],
    "tokenizer.ggml.token_type": ["i32[]", types],
    "tokenizer.ggml.merges": ["str[]", bpe.merges],
    ...(begin !== undefined && { "tokenizer.ggml.bos_token_id": ["u32", id(begin)] }),
    "tokenizer.ggml.eos_token_id": ["u32", id(end)],
    "tokenizer.ggml.add_bos_token": ["bool", begin !== undefined],
    ...(template !== undefined && { "tokenizer.chat_template": ["str", template] }),
    "tokenizer.ggml.add_eos_token": ["bool", false],
  };
  const random = seededRandom(seed);
  const names = specials.map(([text]) => text);
  const size = tokens.length;
  const tensors = () => {
    if (babble !== undefined) return babbling(size, new Set(encodeBpe(babble, bpe).map(id)), random);
    if (says !== undefined) return scripted(size, saying(said, id, says.endless), random);
    if (script === undefined) return randomWeights(size, specials.length, random);
    const next = successors(script.map((line) => encode(line, names, (text) => encodeBpe(text, bpe)).map(id)));
    return scripted(size, next, random);
  };
  await writeGguf(file, metadata, tensors());
}

/** From the line end behind the opened thought, and from the closing tag of an empty or an endless one. */
function saying(
  [thought = "", answer = ""]: readonly string[],
  id: (token: string) => number,
  endless = false,
): Map<number, number> {
  const [lineEnd = ""] = toAlphabet("\n");
  const end = [answer, "<｜end▁of▁sentence｜>"];
  const chains = endless
    ? [
        [lineEnd, thought, thought],
        [lineEnd.repeat(2), ...end],
      ]
    : [[lineEnd, thought, "</think>", ...end]];
  return successors(chains.map((chain) => chain.map(id)));
}

/** Splits a script line at its special tokens. */
function encode(line: string, names: readonly string[], plain: (text: string) => string[]): string[] {
  const pattern = new RegExp(`(${names.map((name) => name.replace(/[|/]/g, "\\$&")).join("|")})`, "u");
  return line.split(pattern).flatMap((piece) => (names.includes(piece) ? [piece] : plain(piece)));
}

function successors(lines: readonly (readonly number[])[]): Map<number, number> {
  const next = new Map<number, number>();
  for (const line of lines) {
    line.slice(1).forEach((to, i) => {
      const from = line[i] ?? 0;
      const known = next.get(from);
      if (known !== undefined && known !== to) throw new Error(`token ${from} has two successors: ${known} and ${to}`);
      next.set(from, to);
    });
  }
  return next;
}

type Random = () => number;

/**
 * Attention and feed-forward are zero, so the logits depend on the last token alone: its embedding, a random row of
 * ones and minus ones, times the output rows; the row of a token is the sum of its predecessors' embeddings.
 */
function scripted(vocabulary: number, next: ReadonlyMap<number, number>, random: Random): GgufTensor[] {
  const embedding = Float32Array.from({ length: vocabulary * width }, () => (random() < 0.5 ? -1 : 1));
  const output = new Float32Array(vocabulary * width);
  for (const [from, to] of next) {
    for (let i = 0; i < width; i++) {
      output[to * width + i] = (output[to * width + i] ?? 0) + (embedding[from * width + i] ?? 0) / 6;
    }
  }
  return network(vocabulary, embedding, output, (length) => new Float32Array(length));
}

/** As in {@link scripted}, but all of some tokens are as likely as each other, whatever comes before, and no other is. */
function babbling(vocabulary: number, said: ReadonlySet<number>, random: Random): GgufTensor[] {
  const embedding = Float32Array.from({ length: vocabulary * width }, (_, i) =>
    // The first number is the same for all: it carries the logits. The others are there to be normal numbers.
    i % width === 0 ? 4 : random() < 0.5 ? -1 : 1,
  );
  const output = new Float32Array(vocabulary * width);
  for (let token = 0; token < vocabulary; token++) output[token * width] = said.has(token) ? 8 : -8;
  return network(vocabulary, embedding, output, (length) => new Float32Array(length));
}

/** Random weights, but never a special token where the best one is taken: it does not end by itself. */
function randomWeights(vocabulary: number, specials: number, random: Random): GgufTensor[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) * 0.02;
  const fill = (length: number) => Float32Array.from({ length }, normal);
  const output = fill(vocabulary * width).fill(0, (vocabulary - specials) * width);
  return network(vocabulary, fill(vocabulary * width), output, fill);
}

function network(
  vocabulary: number,
  embedding: Float32Array,
  output: Float32Array,
  fill: (length: number) => Float32Array,
): GgufTensor[] {
  const vector = (name: string, length: number, value: number) =>
    floats(name, [length], new Float32Array(length).fill(value));
  const matrix = (name: string, row: number, rows: number) => floats(name, [row, rows], fill(row * rows));
  const blocks = Array.from({ length: layers }, (_, i) => `blk.${i}.`).flatMap((block) => [
    vector(`${block}attn_norm.weight`, width, 1),
    matrix(`${block}attn_q.weight`, width, width),
    vector(`${block}attn_q.bias`, width, 0),
    matrix(`${block}attn_k.weight`, width, keyValueWidth),
    vector(`${block}attn_k.bias`, keyValueWidth, 0),
    matrix(`${block}attn_v.weight`, width, keyValueWidth),
    vector(`${block}attn_v.bias`, keyValueWidth, 0),
    matrix(`${block}attn_output.weight`, width, width),
    vector(`${block}ffn_norm.weight`, width, 1),
    matrix(`${block}ffn_gate.weight`, width, width),
    matrix(`${block}ffn_up.weight`, width, width),
    matrix(`${block}ffn_down.weight`, width, width),
  ]);
  return [
    floats("token_embd.weight", [width, vocabulary], embedding),
    vector("output_norm.weight", width, 1),
    floats("output.weight", [width, vocabulary], output),
    ...blocks,
  ];
}
