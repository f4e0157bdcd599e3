import { createCipheriv, createHash } from "node:crypto";
import { blockBytes, tensorBytes, type GgufTensor } from "./writeGguf.js";

/** Standard deviation of the weights. */
const spread = 0.02;

/**
 * Random blocks whose scales give weights of about the wanted spread.
 *
 * @param isUsed tells by the place of a block, in bytes, whether its weights are not zero.
 */
export function randomBlocks(
  tensor: Pick<GgufTensor, "name" | "type" | "dimensions">,
  isUsed: (at: number) => boolean,
): Uint8Array {
  const size = tensorBytes(tensor);
  // AES in counter mode: a fast generator, seeded with the tensor's name.
  const seed = createHash("sha256").update(tensor.name).digest().subarray(0, 16);
  const cipher = createCipheriv("aes-128-ctr", seed, Buffer.alloc(16));
  const bytes = cipher.update(Buffer.alloc(size));
  const block = blockBytes(tensor.type);
  for (let at = 0; at < size; at += block) {
    const scale = isUsed(at) ? spread : 0;
    if (tensor.type === "q8_0") bytes.writeUInt16LE(halfFloat(scale / 74), at);
    else if (tensor.type === "q4_k") {
      // Scales and minima have six random bits, the weights four: weights are centred by a minimum of 7.5 scales.
      bytes.writeUInt16LE(halfFloat(scale / 200), at);
      bytes.writeUInt16LE(halfFloat((7.5 * scale) / 200), at + 2);
    } else bytes.writeUInt16LE(halfFloat(scale / 1330), at + block - 2);
  }
  return bytes;
}

/** The bits of a small positive number as a 16-bit float. */
function halfFloat(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const fraction = Math.round((value / 2 ** exponent - (value < 2 ** -14 ? 0 : 1)) * 1024);
  // A fraction that rounds up to 1024 carries into the exponent, which is right.
  return (value < 2 ** -14 ? 0 : (exponent + 15) << 10) + fraction;
}
