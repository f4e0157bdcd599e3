import { floats, writeGguf } from "../../../benchmarks/support/gguf/writeGguf.js";
import { seededRandom } from "../../../benchmarks/support/seededRandom.js";

/** A LoRA adapter of one matrix with random numbers. */
export interface LoraAdapter {
  readonly file: string;
  /** The matrix that it changes, as the model's file names it. */
  readonly matrix: string;
  /** Its size: length of a row, and rows. */
  readonly row: number;
  readonly rows: number;
  /** Architecture of the model that it is made for; default: that of the Qwen distills of R1. */
  readonly architecture?: string;
  readonly seed?: number;
}

const rank = 4;

/** Writes an adapter as llama.cpp's `convert_lora_to_gguf.py` does. */
export async function writeLoraAdapter(adapter: LoraAdapter): Promise<void> {
  const { file, matrix, row, rows, architecture = "qwen2", seed = 7 } = adapter;
  const random = seededRandom(seed);
  const fill = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  await writeGguf(
    file,
    {
      "general.architecture": ["str", architecture],
      "general.type": ["str", "adapter"],
      "adapter.type": ["str", "lora"],
      "adapter.lora.alpha": ["f32", rank],
    },
    [
      floats(`${matrix}.lora_a`, [row, rank], fill(row * rank)),
      floats(`${matrix}.lora_b`, [rank, rows], fill(rank * rows)),
    ],
  );
}
