import { parseGgufShardFilename } from "@huggingface/gguf";

/** All parts of a split model in their order, for any of them; else the file itself. Paths are those of the hub. */
export function partsOf(file: string): readonly string[] {
  const slash = file.lastIndexOf("/") + 1;
  const split = parseGgufShardFilename(file.slice(slash));
  if (split === null) return [file];
  return Array.from({ length: Number(split.total) }, (_, i) => {
    const part = String(i + 1).padStart(5, "0");
    return `${file.slice(0, slash)}${split.prefix}-${part}-of-${split.total}.gguf`;
  });
}

/** Whether a file's name ends with a quantisation: `…-Q4_K_M.gguf`, `….q4_k_m.gguf`, `…-Q4_K_M-00001-of-00002.gguf`. */
export function isOfQuantisation(file: string, quantisation: string): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1);
  // A projector for pictures is no model.
  if (!/\.gguf$/i.test(name) || /^mmproj/i.test(name)) return false;
  const stem = name.replace(/(?:-\d{5}-of-\d{5})?\.gguf$/i, "").toUpperCase();
  if (!stem.endsWith(quantisation)) return false;
  return /^$|[-._]$/.test(stem.slice(0, -quantisation.length));
}
