import { parseGgufShardFilename } from "@huggingface/gguf";

/** All parts of a split model in their order, for any of them; else the file itself. Works with paths of the hub too. */
export function partsOf(file: string): readonly string[] {
  const slash = file.lastIndexOf("/") + 1;
  const split = parseGgufShardFilename(file.slice(slash));
  if (split === null) return [file];
  return Array.from({ length: Number(split.total) }, (_, i) => {
    const part = String(i + 1).padStart(5, "0");
    return `${file.slice(0, slash)}${split.prefix}-${part}-of-${split.total}.gguf`;
  });
}
