import type { Disk } from "../../../language-server/models/download/partFile.js";
import { realDisk } from "../../../language-server/models/download/partFile.js";

/** A disk on which only so much may be written, until there is more room. Everything else is the real one's. */
export class SmallDisk implements Disk {
  #room: number;
  /** Writes that found no room. */
  refused = 0;

  constructor(room: number) {
    this.#room = room;
  }

  /** Somebody deletes something. */
  makeRoom(bytes: number): void {
    this.#room += bytes;
  }

  free(): Promise<number> {
    return Promise.resolve(this.#room);
  }

  async open(file: string) {
    const real = await realDisk.open(file);
    return {
      read: (into: Uint8Array, at: number) => real.read(into, at),
      flush: () => real.flush(),
      close: () => real.close(),
      write: async (bytes: Uint8Array, at: number) => {
        if (bytes.length > this.#room) {
          this.refused++;
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        }
        this.#room -= bytes.length;
        await real.write(bytes, at);
      },
    };
  }
}
