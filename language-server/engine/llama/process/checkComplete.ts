import path from "node:path";
import type * as NodeLlamaCpp from "node-llama-cpp";
import { PonderFailure } from "../../../../protocol/errors.js";

/**
 * A file that was cut off loads the header well; the loader's own message names a tensor and not what to do.
 *
 * @returns the context that the model was trained for, in tokens; unlimited when the file does not say.
 */
export async function checkComplete(
  binding: Pick<typeof NodeLlamaCpp, "readGgufFileInfo">,
  file: string,
  bytes: number,
  signal: AbortSignal,
): Promise<number> {
  const damaged = (what: string, cause?: unknown) =>
    new PonderFailure(
      "modelDamaged",
      `${path.basename(file)} is damaged: ${what}.`,
      "Download the file again, or choose another model with “Ponder: Choose Model…”.",
      { cause },
    );
  const header = await binding
    .readGgufFileInfo(file, { sourceType: "filesystem", spliceSplitFiles: false, logWarnings: false, signal })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw damaged("its header cannot be read", error);
    });
  const lastTensor = (header.tensorInfo ?? []).reduce((max, { fileOffset }) => Math.max(max, Number(fileOffset)), 0);
  if (lastTensor >= bytes) throw damaged(`the file ends at byte ${bytes}, but weights begin at byte ${lastTensor}`);
  return header.architectureMetadata.context_length ?? Infinity;
}
