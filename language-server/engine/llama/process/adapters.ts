import { open } from "node:fs/promises";
import path from "node:path";
import { PonderFailure, type ErrorCode } from "../../../../protocol/errors.js";
import type { Adapter } from "../../../../protocol/settings.js";
import { adapterDifference } from "./gguf/adapterDifference.js";
import { checkHeader, type GgufFacts } from "./gguf/checkGguf.js";

const magic = "GGUF";

const fitting =
  "Convert one that was trained on this model with llama.cpp's convert_lora_to_gguf.py, or take it out of the setting ponder.model.adapters.";

/**
 * Looks at the adapters before any native code does, whose messages name no file and no next step.
 *
 * @param model whose adapters they should be.
 * @throws PonderFailure `modelNotFound`, `modelDamaged`, `modelLoadFailed`; `signal.reason`.
 */
export async function checkAdapters(
  adapters: readonly Adapter[],
  model: Pick<GgufFacts, "architecture" | "shapes">,
  signal: AbortSignal,
): Promise<void> {
  const seen = new Set<string>();
  for (const { path: file } of adapters) {
    const name = path.basename(file);
    if (!path.isAbsolute(file)) throw refused(`The path ${file} of an adapter is not absolute.`, "modelNotFound");
    if (seen.has(file)) throw refused(`The adapter ${name} is there twice.`);
    seen.add(file);
    if ((await readHead(file)) !== magic) throw refused(`The adapter ${name} is no GGUF file.`, "modelDamaged");
    const header = await checkHeader(file, signal).catch((error: unknown) => {
      throw PonderFailure.is(error, "modelDamaged") ? refused(error.data.message, "modelDamaged") : error;
    });
    const difference = adapterDifference(header, model);
    if (difference !== undefined) throw refused(`The adapter ${name} ${difference}.`);
  }
}

const refused = (message: string, code: ErrorCode = "modelLoadFailed") => new PonderFailure(code, message, fitting);

async function readHead(file: string): Promise<string> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.subarray(0, bytesRead).toString("latin1");
    } finally {
      await handle.close();
    }
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "it cannot be read";
    throw new PonderFailure(
      "modelNotFound",
      `The adapter ${file} cannot be opened: ${why === "ENOENT" ? "there is no such file" : why}.`,
      "Check its path in the setting ponder.model.adapters.",
      { cause: error },
    );
  }
}

/** The failure of a context with adapters: the native code does not say which part of it was refused. */
export function refusedWithAdapters(failure: PonderFailure, adapters: readonly Adapter[]): PonderFailure {
  const names = adapters.map(({ path: file }) => path.basename(file)).join(", ");
  return new PonderFailure(
    "modelLoadFailed",
    `The engine refused the model with its adapters (${names}): ${failure.data.message}`,
    "An adapter fits only the model it was made for. Take the adapters out of the setting ponder.model.adapters; if the model loads then, it was one of them.",
    { cause: failure },
  );
}
