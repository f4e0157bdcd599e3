import { open } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../../../protocol/errors.js";
import type { Adapter } from "../../../../protocol/settings.js";
import { checkHeader } from "./gguf/checkGguf.js";

const magic = "GGUF";

/**
 * Looks at the adapters before any native code does, whose messages name no file and no next step.
 *
 * @throws PonderFailure `modelNotFound`, `modelDamaged`; `signal.reason`.
 */
export async function checkAdapters(adapters: readonly Adapter[], signal: AbortSignal): Promise<void> {
  for (const { path: file } of adapters) {
    const head = await readHead(file);
    if (head !== magic) {
      throw new PonderFailure(
        "modelDamaged",
        `The adapter ${path.basename(file)} is no GGUF file.`,
        "Convert it with llama.cpp's convert_lora_to_gguf.py, or take it out of the setting ponder.model.adapters.",
      );
    }
    await checkHeader(file, signal);
  }
}

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
