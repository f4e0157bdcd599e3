import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { PonderFailure } from "../../../protocol/errors.js";
import { HttpTrouble } from "../hub/httpTrouble.js";
import type { RemoteFile } from "../hub/hub.js";
import { isFull } from "./diskTrouble.js";
import type { FileDownloadParts, FileProgress } from "./downloadFile.js";
import { FileSource, NoRanges, type WriteAt } from "./fetchPiece.js";
import { FrontHasher } from "./frontHasher.js";
import { readJournal, writeJournal } from "./journal.js";
import type { PartFile } from "./partFile.js";
import type { PartPaths } from "./partPaths.js";
import { Patience } from "./patience.js";
import { pause } from "./pause.js";
import { Pieces } from "./pieces.js";
import { recover } from "./recover.js";

/** How often a file is fetched as a whole when it arrives damaged. */
const maxRounds = 2;
/** How often a server without ranges may break off. */
const maxWholes = 3;
/** How often the time without progress is looked at, in milliseconds; at most. */
const lookAtPatienceMs = 1_000;

/** Fetches the bytes of one file into its part file, in whatever order, and hashes them in theirs. */
export class FileTransfer {
  readonly #parts: FileDownloadParts;
  readonly #remote: RemoteFile;
  readonly #paths: PartPaths;
  readonly #tell: (progress: FileProgress) => void;
  readonly #signal: AbortSignal;
  readonly #patience: Patience;
  #pieces: Pieces;
  #unwritten = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Connections at work, and those of them that wait for their next try. */
  #active = 0;
  #waiting = 0;

  constructor(
    parts: FileDownloadParts,
    remote: RemoteFile,
    paths: PartPaths,
    tell: (progress: FileProgress) => void,
    signal: AbortSignal,
  ) {
    this.#parts = parts;
    this.#remote = remote;
    this.#paths = paths;
    this.#tell = tell;
    this.#signal = signal;
    this.#patience = new Patience(parts.limits.patience, () => performance.now());
    this.#pieces = this.#piecesWith([]);
  }

  /**
   * Fetches what is missing.
   *
   * @returns the SHA-256 of the part file, which is complete and on the disk then.
   * @throws what `downloadFile` throws.
   */
  async run(): Promise<string> {
    const kept = await this.#keptRanges();
    this.#pieces = this.#piecesWith(kept);
    for (let round = 1; ; round++) {
      const sha256 = await this.#fetchAll().catch(async (error: unknown) => {
        if (!PonderFailure.is(error, "downloadDamaged")) throw error;
        await this.#throwAway();
        // What was kept may have been spoilt on the disk.
        if (round > 1 || kept.length === 0) throw error;
        return undefined;
      });
      if (sha256 === undefined) continue;
      const wanted = this.#remote.sha256;
      if (wanted === undefined || sha256 === wanted) return sha256;
      await this.#throwAway();
      if (round === maxRounds) throw damaged(this.#remote, sha256, wanted);
    }
  }

  async #throwAway(): Promise<void> {
    this.#pieces = this.#piecesWith([]);
    await rm(this.#paths.journal, { force: true });
    await rm(this.#paths.part, { force: true });
  }

  /** The hash of a file that is complete. */
  async hashOf(file: string): Promise<string> {
    const sum = createHash("sha256");
    this.#tell({ phase: "verifying", receivedBytes: this.#remote.bytes });
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal: this.#signal }))
      sum.update(chunk as Buffer);
    return sum.digest("hex");
  }

  #piecesWith(done: Pieces["done"]): Pieces {
    return new Pieces(this.#remote.bytes, this.#parts.limits.pieceBytes, done);
  }

  /** What an earlier run left, if its part file can hold it. */
  async #keptRanges(): Promise<Pieces["done"]> {
    const journal = await readJournal(this.#paths.journal);
    if (journal?.bytes !== this.#remote.bytes) return [];
    const { size } = await stat(this.#paths.part).catch(() => ({ size: 0 }));
    return (journal.done.at(-1)?.to ?? 0) <= size ? journal.done : [];
  }

  /** Fetches and hashes side by side, and waits where the disk is full. */
  async #fetchAll(): Promise<string> {
    const file = await this.#parts.disk.open(this.#paths.part);
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal, stop.signal]);
    const hasher = new FrontHasher(file, this.#remote.bytes);
    hasher.advance(this.#pieces.front);
    const hash = hasher.run(signal, (head) => refuseNoModel(this.#remote, head));
    // It is looked at below; until then its failure is nobody's.
    hash.catch((error: unknown) => stop.abort(error));
    try {
      while (!this.#pieces.isComplete) {
        try {
          await this.#fetchMissing(file, hasher, signal);
        } catch (error) {
          if (!isFull(error)) throw error;
          await this.#untilThereIsRoom(signal);
        }
      }
      this.#tell({ phase: "verifying", receivedBytes: this.#remote.bytes });
      const sha256 = await hash;
      await file.flush();
      return sha256;
    } catch (error) {
      this.#signal.throwIfAborted();
      // The hash may have failed first, which ended everything else.
      throw stop.signal.aborted ? stop.signal.reason : error;
    } finally {
      stop.abort(this.#signal.reason);
      await hash.catch(() => undefined);
      if (!this.#pieces.isComplete) await this.#writeJournal().catch(() => undefined);
      await file.close();
    }
  }

  async #fetchMissing(file: PartFile, hasher: FrontHasher, signal: AbortSignal): Promise<void> {
    const source = new FileSource(this.#parts.http, this.#remote);
    const write = (bytes: Uint8Array, at: number) => this.#write(file, hasher, bytes, at);
    this.#patience.restart();
    try {
      await this.#patiently(signal, (inner, stop) =>
        together(this.#parts.limits.connections, stop, () => this.#fetchPieces(source, write, inner)),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NoRanges)) throw error;
      await this.#patiently(signal, (inner) => this.#fetchWhole(source, write, inner));
    }
  }

  /** Ends the work when nothing comes for too long. */
  async #patiently(
    outer: AbortSignal,
    work: (signal: AbortSignal, stop: AbortController) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController();
    const look = () => {
      if (this.#patience.left() === 0) stop.abort(tooSlow(this.#remote));
    };
    const watch = setInterval(look, Math.min(lookAtPatienceMs, this.#parts.limits.patience.giveUpMs / 4));
    try {
      await work(AbortSignal.any([outer, stop.signal]), stop);
    } finally {
      clearInterval(watch);
    }
  }

  /** One connection: piece after piece. */
  async #fetchPieces(source: FileSource, write: WriteAt, signal: AbortSignal): Promise<void> {
    this.#active++;
    try {
      for (let failures = 0; ; ) {
        signal.throwIfAborted();
        const piece = this.#pieces.take();
        if (piece === undefined) return;
        const before = this.#pieces.doneBytes;
        try {
          await source.piece(piece, write, signal);
          failures = 0;
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof HttpTrouble)) throw error;
          if (this.#pieces.doneBytes > before + this.#parts.limits.patience.leastBytes) failures = 0;
          this.#pieces.release(piece);
          await this.#recover(error, source, failures++, signal);
        } finally {
          this.#pieces.release(piece);
        }
      }
    } finally {
      this.#active--;
    }
  }

  /** The server has no ranges: everything in one go, as often as it may break off. */
  async #fetchWhole(source: FileSource, write: WriteAt, signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await source.whole(write, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof HttpTrouble) || failures + 1 >= maxWholes) throw error;
        await this.#recover(error, source, failures, signal);
      }
    }
  }

  async #recover(trouble: HttpTrouble, source: FileSource, failures: number, signal: AbortSignal): Promise<void> {
    if (trouble.remedy === "resolve") source.resolveAgain();
    this.#waiting++;
    const onWait = (why: NonNullable<FileProgress["trouble"]>) => {
      // As long as one connection works there is nothing to tell.
      if (this.#waiting >= this.#active)
        this.#tell({ phase: "waiting", receivedBytes: this.#pieces.doneBytes, trouble: why });
    };
    try {
      await recover(trouble, { limits: this.#parts.limits, patience: this.#patience, failures, onWait }, signal);
    } finally {
      this.#waiting--;
    }
  }

  async #write(file: PartFile, hasher: FrontHasher, bytes: Uint8Array, at: number): Promise<void> {
    await file.write(bytes, at);
    this.#pieces.add({ from: at, to: at + bytes.length });
    hasher.advance(this.#pieces.front);
    this.#patience.note(bytes.length);
    this.#tell({ phase: "downloading", receivedBytes: this.#pieces.doneBytes });
    this.#unwritten += bytes.length;
    if (this.#unwritten < this.#parts.limits.journalBytes) return;
    this.#unwritten = 0;
    await this.#writeJournal();
  }

  /** One after the other: the newest is the last. */
  #writeJournal(): Promise<void> {
    const { bytes } = this.#remote;
    const write = () =>
      writeJournal(this.#paths.journal, { destination: this.#paths.destination, bytes, done: this.#pieces.done });
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** The disk is full: says so, and goes on when there is room. */
  async #untilThereIsRoom(signal: AbortSignal): Promise<void> {
    const { disk, folder, limits } = this.#parts;
    for (;;) {
      const neededBytes = this.#remote.bytes - this.#pieces.doneBytes;
      const freeBytes = await disk.free(folder);
      if (freeBytes >= neededBytes) return;
      this.#tell({ phase: "diskFull", receivedBytes: this.#pieces.doneBytes, disk: { neededBytes, freeBytes } });
      await pause(limits.lookMs, signal);
    }
  }
}

/** Runs the same work several times at once. The first that fails ends the others; all are over when this returns. */
async function together(count: number, stop: AbortController, work: () => Promise<void>): Promise<void> {
  const all = Array.from({ length: count }, async () => {
    try {
      await work();
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(all);
  if (stop.signal.aborted) throw stop.signal.reason;
  await Promise.all(all);
}

/** A web page, or the pointer that Git LFS leaves in the file's place, is not worth a gigabyte. */
function refuseNoModel({ file }: RemoteFile, head: Uint8Array): void {
  if (Buffer.from(head.subarray(0, 4)).toString("latin1") === "GGUF") return;
  throw new PonderFailure(
    "downloadDamaged",
    `What is sent in the place of ${file} is no model.`,
    "Look at its page on the hub; if you use a mirror, try without (ponder.downloads.hub, HF_ENDPOINT).",
  );
}

const damaged = ({ file }: RemoteFile, is: string, wanted: string) =>
  new PonderFailure(
    "downloadDamaged",
    `${file} arrived damaged twice: its SHA-256 is ${is}, not ${wanted}. Nothing of it was kept.`,
    "Try again later, or from another network or mirror: something on the way changes the file.",
  );

const tooSlow = ({ address }: RemoteFile) => HttpTrouble.ofAnswer(address, "has sent next to nothing for too long", "none");
