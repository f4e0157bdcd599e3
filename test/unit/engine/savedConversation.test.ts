import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SavedConversation } from "../../../language-server/engine/llama/process/savedConversation.js";

const said = Array.from({ length: 100 }, (_, at) => (at + 1) as Token);

/** A state file as the native code writes it: magic, version, the tokens with their number, then the cache. */
function state(tokens: readonly number[]): Buffer {
  const head = Buffer.alloc(4 * (3 + tokens.length));
  [0, 0, tokens.length, ...tokens].forEach((number, at) => head.writeUInt32LE(number, 4 * at));
  return Buffer.concat([head, Buffer.alloc(1000, 1)]);
}

/** Whether a file is faster than the evaluation is decided by what both cost: here the numbers are given. */
describe("a conversation's cache in a file", () => {
  let folder: string;
  let file: string;
  let calls: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "ponder-kv-"));
    file = path.join(folder, "kv", "one");
    calls = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const sequence = (
    more: { readonly stateSize?: number; readonly needsCheckpoints?: boolean; readonly tokens?: number } = {},
  ) =>
    ({
      nextTokenIndex: more.tokens ?? said.length,
      needsCheckpoints: more.needsCheckpoints ?? false,
      context: { stateSize: more.stateSize ?? 1000 },
      saveStateToFile: async (name: string) => {
        const bytes = state(said);
        await writeFile(name, bytes);
        return { fileSize: bytes.length };
      },
      loadStateFromFile: () => {
        calls.push("read");
        return Promise.resolve();
      },
      clearHistory: () => {
        calls.push("cleared");
        return Promise.resolve();
      },
    }) as unknown as LlamaContextSequence;
  const files = () => readdir(path.join(folder, "kv")).catch(() => []);

  describe("is written", () => {
    /** Tokens that take a minute each, and none at all. */
    const [slow, fast] = [60_000, 0];

    it("where the evaluation takes longer than the writing took, for this user alone", async () => {
      expect(await new SavedConversation(file).save(sequence(), slow)).toBe(true);
      expect((await files()).sort()).toEqual(["one.json", "one.state"]);
      if (process.platform === "win32") return;
      for (const name of await files()) expect((await stat(path.join(folder, "kv", name))).mode & 0o777).toBe(0o600);
    });

    it.each([
      ["where the evaluation is faster", {}, fast],
      ["of more than half a gigabyte", { stateSize: 2 ** 29 + 1 }, slow],
      ["that cannot be cut back", { needsCheckpoints: true }, slow],
      ["that is empty", { tokens: 0 }, slow],
    ])("but not one %s", async (_, of, msPerToken) => {
      expect(await new SavedConversation(file).save(sequence(of), msPerToken)).toBe(false);
      expect(await files()).toEqual([]);
    });
  });

  describe("is read", () => {
    /** Reading it costs as much as the evaluation of 50 tokens. */
    async function kept(): Promise<SavedConversation> {
      const saved = new SavedConversation(file);
      await saved.save(sequence(), 60_000);
      const bytes = state(said);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const card = { bytes: bytes.length, sha256, costMs: 500, msPerToken: 10 };
      await writeFile(`${file}.json`, JSON.stringify(card));
      return saved;
    }
    /** A prompt that has this many tokens of it, and goes on in another way. */
    const prompt = (common: number): readonly Token[] => [...said.slice(0, common), 9_999 as Token];

    it.each([
      [100, true],
      [51, true],
      [50, false],
      [0, false],
    ])("for a prompt that begins with %i of its tokens: %s", async (common, isRead) => {
      const saved = await kept();
      const restored = await saved.restore(sequence(), prompt(common));
      expect(restored?.msPerToken).toBe(isRead ? 10 : undefined);
      expect(calls).toEqual(isRead ? ["read"] : []);
      expect(await files(), "it was looked at, so it is gone").toEqual([]);
    });

    it.each([
      ["is cut off", (name: string) => truncate(name, 200)],
      ["is cut off among its tokens", (name: string) => truncate(name, 40)],
      ["is cut off in its last byte", async (name: string) => truncate(name, (await stat(name)).size - 1)],
      [
        "is changed in one bit",
        async (name: string) => {
          const bytes = await readFile(name);
          bytes.writeUInt8(bytes.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100);
          await writeFile(name, bytes);
        },
      ],
      ["is something else", (name: string) => writeFile(name, "no state at all")],
      ["is gone", (name: string) => rm(name)],
      ["has a card of something else", () => writeFile(`${file}.json`, "{}")],
      ["has a card that is no card", () => writeFile(`${file}.json`, "none")],
    ])("not when it %s, and it goes", async (_, damage) => {
      const saved = await kept();
      await damage(`${file}.state`);
      expect(await saved.restore(sequence(), prompt(100))).toBeUndefined();
      expect(calls).not.toContain("read");
      expect(await files()).toEqual([]);
    });

    it("never where there is none", async () => {
      expect(await new SavedConversation(file).restore(sequence(), prompt(100))).toBeUndefined();
      expect(calls).toEqual([]);
    });
  });
});
