/** Longest header of a message, in bytes; real ones have two short lines. */
const maxHeader = 4096;
/** Longest message, in bytes; editors do not send documents above 50 MB. */
const maxBody = 256 * 1024 * 1024;

/**
 * Watches the frames of the base protocol (LSP 3.18, "Base Protocol") on standard input. After a fault in the framing
 * a server is deaf: it never finds the next message and never says so. So the fault has to be noticed here, and the
 * process ends, and the client starts a fresh one.
 */
export class FramingGuard {
  #header = "";
  #body = 0;

  /** @returns what is wrong, or undefined. After a fault the guard is of no more use. */
  push(chunk: Buffer): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const taken = Math.min(this.#body, chunk.length - at);
        this.#body -= taken;
        at += taken;
        continue;
      }
      const end = this.#readHeader(chunk, at);
      if (end === undefined) return this.#header.length > maxHeader ? "a header does not end" : undefined;
      at = end;
      const fault = this.#startBody();
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Adds to the header. @returns where the body begins, if the header is complete. */
  #readHeader(chunk: Buffer, from: number): number | undefined {
    const known = this.#header.length;
    this.#header += chunk.toString("latin1", from, Math.min(chunk.length, from + maxHeader + 1));
    const end = this.#header.indexOf("\r\n\r\n", Math.max(0, known - 3));
    if (end < 0) return undefined;
    this.#header = this.#header.slice(0, end);
    return from + end + 4 - known;
  }

  #startBody(): string | undefined {
    const lines = this.#header.split("\r\n");
    this.#header = "";
    if (lines.some((line) => !line.includes(":"))) return "a header line has no colon";
    const lengths = lines.filter((line) => /^content-length\s*:/i.test(line));
    const length = lengths.length === 1 ? /:\s*(\d{1,15})\s*$/.exec(lengths[0] ?? "")?.[1] : undefined;
    if (length === undefined) return "a message has no valid Content-Length";
    this.#body = Number(length);
    return this.#body > maxBody ? "a message is too long" : undefined;
  }
}
