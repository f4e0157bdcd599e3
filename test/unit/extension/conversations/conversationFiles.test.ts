import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConversationFiles } from "../../../../extension/chat/conversations/conversationFiles.js";
import { silentLog } from "../fakes.js";
import { conversation, doneTurn } from "./conversation.js";

let root: string;
let folder: string;
const onBroken = vi.fn<(file: string) => void>();

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "ponder-conversations-"));
  folder = path.join(root, "not", "there", "yet");
  onBroken.mockClear();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const files = (limit?: number) =>
  new ConversationFiles({ folder, log: silentLog, onBroken, ...(limit !== undefined && { limit }) });
const fileOf = (n: number) => path.join(folder, `${conversation(n).id}.json`);

describe("the files of conversations", () => {
  it("give back what was saved, to another window as well", async () => {
    const full = conversation(1, {
      branchOf: conversation(9).id,
      turns: [
        ...conversation(1).turns,
        {
          turn: doneTurn({
            id: "t2",
            status: "failed",
            continued: true,
            proposal: {
              id: "p",
              files: [{ path: "a.ts", kind: "edit", added: 1, removed: 0, hunks: 2, accepted: 1, state: "accepted" }],
              state: "gone",
              warnings: ["Look."],
            },
            error: { code: "engineStopped", message: "It stopped.", hint: "Ask again." },
          }),
        },
      ],
    });
    expect(await files().list()).toEqual([]);
    expect(await files().save(full)).toBe("saved");
    expect(await files().read(full.id)).toEqual(full);
    const { turns: _, ...head } = full;
    expect(await files().list()).toEqual([head]);
    expect(await files().read(conversation(2).id)).toBeUndefined();
  });

  it("list the one that was touched last first, and delete", async () => {
    const store = files();
    for (const n of [2, 3, 1]) await store.save(conversation(n));
    expect((await store.list()).map(({ title }) => title)).toEqual(["Chat 3", "Chat 2", "Chat 1"]);
    await store.delete(conversation(3).id);
    await store.delete(conversation(3).id);
    expect((await store.list()).map(({ title }) => title)).toEqual(["Chat 2", "Chat 1"]);
    expect(await store.read(conversation(3).id)).toBeUndefined();
  });

  it("leave no temporary file, and hold a head that people can read", async () => {
    const store = files();
    await Promise.all([1, 2, 3].map((n) => store.save(conversation(1, { title: `Try ${String(n)}` }))));
    expect(await readdir(folder)).toEqual([path.basename(fileOf(1))]);
    expect((await readFile(fileOf(1), "utf8")).split("\n")[0]).toContain('"title":"Try 3"');
  });

  it("are set aside when they are broken, and told of once", async () => {
    const store = files();
    await store.save(conversation(1));
    await store.save(conversation(2));
    await writeFile(fileOf(1), '{"version":1,"id":');
    expect((await store.list()).map(({ title }) => title)).toEqual(["Chat 2"]);
    expect(onBroken).toHaveBeenCalledOnce();
    const aside = onBroken.mock.calls[0]?.[0] ?? "";
    expect(aside.startsWith(`${fileOf(1)}.broken-`)).toBe(true);
    expect(await readFile(aside, "utf8")).toBe('{"version":1,"id":');
    expect((await store.list()).map(({ title }) => title)).toEqual(["Chat 2"]);
    expect(onBroken).toHaveBeenCalledOnce();
  });

  it("are left alone when a newer Ponder or somebody else wrote them", async () => {
    const store = files();
    await store.save(conversation(1));
    const newer = JSON.stringify({ version: 2, anything: true });
    await writeFile(fileOf(2), newer);
    await writeFile(path.join(folder, "notes.json"), "mine");
    expect((await store.list()).map(({ title }) => title)).toEqual(["Chat 1"]);
    expect(await readFile(fileOf(2), "utf8")).toBe(newer);
    expect(await readFile(path.join(folder, "notes.json"), "utf8")).toBe("mine");
    expect(onBroken).not.toHaveBeenCalled();
  });

  it("never make reading fail, however they are damaged", async () => {
    const store = files();
    await store.save(conversation(1));
    const good = await readFile(fileOf(1), "utf8");
    const damage = fc.oneof(
      fc.nat(good.length).map((end) => good.slice(0, end)),
      fc.tuple(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 4 })).map(([at, text]) => {
        return good.slice(0, at) + text + good.slice(at + text.length);
      }),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (text) => {
        await writeFile(fileOf(1), text);
        const read = await files().read(conversation(1).id);
        if (read) {
          for (const { turn } of read.turns)
            expect([turn.question, turn.answer, turn.thought.text]).not.toContain(undefined);
        } else {
          await expect(readFile(fileOf(1))).rejects.toThrow("ENOENT");
        }
      }),
      { numRuns: 200 },
    );
  });

  it("leave out a field that may be absent and is not what it should be", async () => {
    const bad = { ...doneTurn(), usage: { promptTokens: "many" }, phase: { name: "reading" }, surprise: 1 };
    const store = files();
    await store.save(conversation(1));
    const saved = { version: 1, ...conversation(1), turns: [{ turn: bad, ask: { command: "rm" } }] };
    await writeFile(fileOf(1), JSON.stringify(saved));
    const { usage: _, ...good } = doneTurn();
    expect((await store.read(conversation(1).id))?.turns).toEqual([{ turn: good }]);
  });

  it("never overwrite what another window wrote", async () => {
    const here = files();
    const there = files();
    await here.save(conversation(1));
    await there.read(conversation(1).id);
    expect(await there.save(conversation(1, { title: "Theirs" }))).toBe("saved");
    // A look at the titles is no reading of the text.
    await here.list();
    expect(await here.save(conversation(1, { title: "Ours" }))).toBe("foreign");
    expect((await here.read(conversation(1).id))?.title).toBe("Theirs");
    expect(await here.save(conversation(1, { title: "Ours" }))).toBe("saved");
    expect(await files().save(conversation(1, { title: "A third window's" }))).toBe("foreign");
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("are written anew when another window deleted them", async () => {
    const here = files();
    await here.save(conversation(1));
    await files().delete(conversation(1).id);
    expect(await here.save(conversation(1))).toBe("saved");
  });

  it("are no more than the limit: the oldest go, and what crashes left", async () => {
    const store = files(3);
    const old = new Date(Date.now() - 3_600_000);
    for (const n of [1, 2, 3]) {
      await store.save(conversation(n));
      await utimes(fileOf(n), old, new Date(old.getTime() + n * 1_000));
    }
    const stale = path.join(folder, "x.json.1-1.tmp");
    const fresh = path.join(folder, "x.json.2-2.tmp");
    await writeFile(stale, "");
    await writeFile(fresh, "");
    await utimes(stale, old, old);
    await store.save(conversation(4));
    expect((await store.list()).map(({ title }) => title)).toEqual(["Chat 4", "Chat 3", "Chat 2"]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([path.basename(fresh)]);
  });

  it("know which one was open, and survive a broken note of it", async () => {
    const store = files();
    expect(await store.lastOpen()).toBeUndefined();
    await store.setLastOpen(conversation(1).id);
    expect(await files().lastOpen()).toBe(conversation(1).id);
    await store.setLastOpen(undefined);
    expect(await files().lastOpen()).toBeUndefined();
    for (const text of ["", "null", "[]", '{"id":"../../etc/passwd"}', '{"id":7}']) {
      await writeFile(path.join(folder, "open.json"), text);
      expect(await files().lastOpen(), text).toBeUndefined();
    }
  });

  it("refuse an id that is none, and keep the old text when writing fails", async () => {
    const store = files();
    await expect(store.read("../x")).rejects.toThrow(TypeError);
    await store.save(conversation(1));
    const bad = conversation(1, { title: "new" });
    Object.defineProperty(bad, "updatedAt", { enumerable: true, get: () => 1n });
    await expect(store.save(bad)).rejects.toThrow();
    expect((await store.read(conversation(1).id))?.title).toBe("Chat 1");
    expect(await readdir(folder)).toHaveLength(1);
  });
});
