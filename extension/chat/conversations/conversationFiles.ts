import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { describe, type LogSink } from "../../log.js";
import { NewerConversation, parseConversation } from "./parseConversation.js";
import {
  conversationVersion,
  type ConversationHead,
  type SavedConversation,
  type SavedTurn,
} from "./savedConversation.js";
import { temporaryEnding, writeAtomically, type FileStamp } from "./writeAtomically.js";

/** Conversations that are kept; beyond them the ones that nobody touched for longest are deleted. */
export const maxConversations = 500;
/** A temporary file older than this is left from a crash, in milliseconds. */
const staleTemporaryMs = 10 * 60_000;
/** Files that are read at the same time. */
const readsAtOnce = 16;
const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const pointerName = "open.json";

/** What came of saving: `foreign` when somebody else has written the file since, which is then left as it is. */
export type SaveResult = "saved" | "foreign";

/**
 * The conversations of a workspace as files, one each, replaced atomically. Knows nothing of the editor.
 *
 * Two windows may have the same folder: a file is replaced only if it is still the one that was last read or written
 * here (`foreign` else). A file that cannot be read is set aside under another name and reported, once.
 */
export class ConversationFiles {
  readonly #folder: string;
  readonly #log: LogSink;
  readonly #onBroken: (file: string) => void;
  readonly #limit: number;
  readonly #stamps = new Map<string, FileStamp>();
  /** The end of the last access to each file: one at a time. */
  readonly #accesses = new Map<string, Promise<unknown>>();
  readonly #heads = new Map<string, { readonly stamp: FileStamp; readonly head: ConversationHead }>();
  /** Turns that are over never change: each is turned into text once. */
  readonly #texts = new WeakMap<SavedTurn["turn"], string>();

  constructor(options: {
    readonly folder: string;
    readonly log: LogSink;
    /** `file`: where the unreadable file is now. */
    readonly onBroken: (file: string) => void;
    readonly limit?: number;
  }) {
    this.#folder = options.folder;
    this.#log = options.log;
    this.#onBroken = options.onBroken;
    this.#limit = options.limit ?? maxConversations;
  }

  /** Every conversation, the one that was touched last first. Empty when there is no folder yet. */
  async list(): Promise<readonly ConversationHead[]> {
    const ids = (await this.#names()).flatMap((name) => idOf(name) ?? []);
    const heads: ConversationHead[] = [];
    for (let start = 0; start < ids.length; start += readsAtOnce) {
      const some = await Promise.all(ids.slice(start, start + readsAtOnce).map((id) => this.#head(id)));
      heads.push(...some.filter((head) => head !== undefined));
    }
    return heads.sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** `undefined`: there is no such conversation (any more), or its file cannot be read. */
  read(id: string): Promise<SavedConversation | undefined> {
    return this.#alone(id, async () => {
      const found = await this.#read(id);
      if (found) this.#stamps.set(id, found.stamp);
      return found?.conversation;
    });
  }

  /** Returns when the conversation is on disk. @throws what the file system throws. */
  save(conversation: SavedConversation): Promise<SaveResult> {
    const { id } = conversation;
    return this.#alone(id, async () => {
      const known = this.#stamps.get(id);
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const stamp = await writeAtomically(this.#file(id), this.#text(conversation), async () =>
        sameStamp(await stampOf(this.#file(id)), known),
      );
      if (!stamp) return "foreign";
      this.#stamps.set(id, stamp);
      if (!known) await this.#tidy(id).catch((error: unknown) => this.#log.warn(`Tidying up: ${describe(error)}`));
      return "saved";
    });
  }

  delete(id: string): Promise<void> {
    return this.#alone(id, async () => {
      await rm(this.#file(id), { force: true });
      this.#stamps.delete(id);
      this.#heads.delete(id);
    });
  }

  /** The conversation that was open last; `undefined`: none, or a new one. */
  async lastOpen(): Promise<string | undefined> {
    try {
      const raw = JSON.parse(await readFile(path.join(this.#folder, pointerName), "utf8")) as { id?: unknown } | null;
      return typeof raw?.id === "string" && idForm.test(raw.id) ? raw.id : undefined;
    } catch {
      return undefined; // Nothing was open, or nobody knows: the history has them all.
    }
  }

  setLastOpen(id: string | undefined): Promise<void> {
    return this.#alone(pointerName, async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeAtomically(path.join(this.#folder, pointerName), JSON.stringify({ id: id ?? null }), () =>
        Promise.resolve(true),
      );
    });
  }

  async #read(
    id: string,
  ): Promise<{ readonly conversation: SavedConversation; readonly stamp: FileStamp } | undefined> {
    const file = this.#file(id);
    try {
      const stamp = await stampOf(file);
      const conversation = parseConversation(await readFile(file, "utf8"), id);
      return stamp && { conversation, stamp };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      if (error instanceof NewerConversation) this.#log.warn(`${file} is from a newer Ponder and is left alone.`);
      else if ((error as NodeJS.ErrnoException).code === undefined) await this.#setAside(file, error);
      else this.#log.error(`${file} cannot be read: ${describe(error)}`);
      return undefined;
    }
  }

  async #head(id: string): Promise<ConversationHead | undefined> {
    const stamp = await stampOf(this.#file(id));
    const known = this.#heads.get(id);
    if (stamp && known && sameStamp(known.stamp, stamp)) return known.head;
    // This is no `read`: whoever looks at a title does not know the text, which another window may have changed.
    const found = await this.#alone(id, () => this.#read(id));
    if (!found) return undefined;
    const { turns: _, ...head } = found.conversation;
    this.#heads.set(id, { stamp: found.stamp, head });
    return head;
  }

  async #setAside(file: string, why: unknown): Promise<void> {
    const aside = `${file}.broken-${Date.now()}`;
    this.#log.error(`${file} cannot be understood and is set aside as ${aside}: ${String(why)}`);
    try {
      await rename(file, aside);
      this.#onBroken(aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#log.error(describe(error));
    }
  }

  /** A head, then a line per turn: valid JSON that people and `diff` can read. */
  #text({ turns, ...head }: SavedConversation): string {
    const start = JSON.stringify({ version: conversationVersion, ...head }).slice(0, -1);
    return `${start},"turns":[\n${turns.map((saved) => this.#turnText(saved)).join(",\n")}\n]}\n`;
  }

  #turnText(saved: SavedTurn): string {
    const known = this.#texts.get(saved.turn);
    if (known !== undefined) return known;
    const text = JSON.stringify(saved);
    this.#texts.set(saved.turn, text);
    return text;
  }

  /** Removes what crashes left behind, and the oldest conversations above the limit. */
  async #tidy(newest: string): Promise<void> {
    const names = await this.#names();
    const conversations: { readonly id: string; readonly at: number }[] = [];
    for (const name of names) {
      const id = idOf(name);
      if (id === undefined && !name.endsWith(temporaryEnding)) continue;
      const { mtimeMs } = await stat(path.join(this.#folder, name));
      if (id !== undefined) conversations.push({ id, at: mtimeMs });
      else if (Date.now() - mtimeMs > staleTemporaryMs) await rm(path.join(this.#folder, name), { force: true });
    }
    const old = conversations.sort((a, b) => b.at - a.at).slice(this.#limit);
    for (const { id } of old.filter((one) => one.id !== newest)) await this.delete(id);
    if (old.length > 0) this.#log.info(`${old.length} old conversation(s) deleted: more than ${this.#limit}`);
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  #file(id: string): string {
    if (!idForm.test(id)) throw new TypeError("not an id of a conversation");
    return path.join(this.#folder, `${id}.json`);
  }

  #alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#accesses.get(key) ?? Promise.resolve();
    const done = before.then(work, work);
    this.#accesses.set(key, done);
    void done
      .catch(() => undefined)
      .finally(() => {
        if (this.#accesses.get(key) === done) this.#accesses.delete(key);
      });
    return done;
  }
}

function idOf(name: string): string | undefined {
  const id = name.endsWith(".json") ? name.slice(0, -".json".length) : "";
  return idForm.test(id) ? id : undefined;
}

async function stampOf(file: string): Promise<FileStamp | undefined> {
  try {
    const { ino, mtimeNs } = await stat(file, { bigint: true });
    return { inode: ino, modifiedNs: mtimeNs };
  } catch {
    return undefined;
  }
}

/** A file that is gone may be written anew: whoever goes on with a deleted conversation keeps it. */
function sameStamp(now: FileStamp | undefined, known: FileStamp | undefined): boolean {
  return now === undefined || (now.inode === known?.inode && now.modifiedNs === known.modifiedNs);
}
