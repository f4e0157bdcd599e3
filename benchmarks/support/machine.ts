import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cpus, totalmem } from "node:os";
import { pipeline } from "node:stream/promises";

/** The machine that measured, in one line. */
export function describeMachine(): string {
  const processors = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? "unknown processor";
  return `${processors.length} × ${model}, ${gibibytes} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
