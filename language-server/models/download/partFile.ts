import { constants } from "node:fs";
import { open, statfs, type FileHandle } from "node:fs/promises";

/** The file into which a download writes, as far as it needs one. Tests put a disk that fills up in its place. */
export interface PartFile {
  /** Writes all of it at this place. Throws what the file system throws. */
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** Fills the buffer from this place; throws when the file ends before. */
  read(into: Uint8Array, at: number): Promise<void>;
  /** What was written reaches the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What a download needs of the file system. */
export interface Disk {
  /** Opens for reading and writing; makes it if need be. */
  open(file: string): Promise<PartFile>;
  /** Bytes that this user may still write into a folder. */
  free(folder: string): Promise<number>;
}

/** The real one. */
export const realDisk: Disk = {
  open: async (file) => new HandleFile(await open(file, constants.O_RDWR | constants.O_CREAT, 0o644)),
  free: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

class HandleFile implements PartFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
  }

  async read(into: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < into.length; ) {
      const { bytesRead } = await this.#handle.read(into, done, into.length - done, at + done);
      if (bytesRead === 0) throw new Error(`The file ends at byte ${String(at + done)}`);
      done += bytesRead;
    }
  }

  flush(): Promise<void> {
    return this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
