import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompletionPlace } from "../../../../language-server/completion/completionPlace.js";
import { cpuContextBudget } from "../../../../language-server/completion/context/contextBudget.js";
import { ContextStore, type ContextStoreParts } from "../../../../language-server/completion/context/contextStore.js";
import type { GatheredChunk, Gatherer } from "../../../../language-server/completion/context/gatherer.js";
import { ManualClock } from "../../../support/manualClock.js";

const pathOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);
const never = new AbortController().signal;

function start(over: Partial<ContextStoreParts> = {}) {
  const clock = new ManualClock();
  const log: string[] = [];
  const store = new ContextStore({
    clock,
    log: { debug: (line) => void log.push(line) },
    budget: () => cpuContextBudget,
    pathOf,
    ignored: () => undefined,
    ...over,
  });
  return { clock, log, store };
}

function place(text: string, uri = "file:///here.ts", version = 1): CompletionPlace {
  return { uri, languageId: "typescript", version, text, offset: text.length };
}

const open = (store: ContextStore, uri: string, text: string): void =>
  store.opened({ uri, languageId: "typescript", version: 1, getText: () => text });

/** A few lines about a thing, that have nothing in common with those about another. */
const about = (name: string): string =>
  `export class ${name}Store {\n  ${name}Read(${name}Key) {\n    return ${name}Map.get(${name}Key);\n  }\n}\n`;

const given = (name: string, gather: Gatherer["gather"]): Gatherer => ({ name, gather });
const chunk = (name: string): GatheredChunk => ({
  uri: `file:///${name}.ts`,
  path: `${name}.ts`,
  text: about(name).repeat(1),
  kind: "declaration",
});
const names = (store: ContextStore, uri = "file:///here.ts") => store.chunksFor(uri).map(({ path }) => path);

describe("ContextStore", () => {
  it("has nothing at first, and shows nothing before a refresh", () => {
    const { store } = start();
    open(store, "file:///a.ts", about("apple"));
    expect(store.chunksFor("file:///here.ts")).toEqual([]);
  });

  it("gathers from what happened in the editor", async () => {
    const { clock, store } = start();
    open(store, "file:///apple.ts", about("apple"));
    open(store, "file:///here.ts", "");
    open(store, "file:///visited.ts", about("visit"));
    await store.refresh(place(about("visit"), "file:///visited.ts"), false, never);
    store.copied("file:///copied.ts", about("copy"));
    const here = place("const appleStore = new AppleStore(); appleStore.appleRead(appleMap, appleKey");
    await clock.pass(cpuContextBudget.calmMs);
    await store.refresh(here, true, never);
    const kinds = new Map(store.chunksFor(here.uri).map(({ path, kind }) => [path, kind]));
    expect(kinds).toEqual(
      new Map([
        ["apple.ts", "open"],
        ["visited.ts", "visited"],
        ["copied.ts", "copied"],
      ]),
    );
  });

  it("skips what fails and what is slow, and says so", async () => {
    const { clock, log, store } = start({
      gatherers: [
        given("broken", () => {
          throw new Error("no luck");
        }),
        given("rejecting", () => Promise.reject(new Error("no luck either"))),
        given("slow", () => new Promise(() => undefined)),
        given("good", () => [chunk("good")]),
      ],
    });
    const refreshed = store.refresh(place("x"), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.pass(149);
    await new Promise((resolve) => setImmediate(resolve));
    expect(names(store)).toEqual([]);
    await clock.pass(1);
    await refreshed;
    expect(names(store)).toEqual(["good.ts"]);
    expect(log).toEqual(
      expect.arrayContaining([
        "broken: failed after 0 ms: no luck",
        "rejecting: failed after 0 ms: no luck either",
        "slow: skipped, not ready after 150 ms",
      ]),
    );
  });

  it("tells a slow gatherer that nobody waits any more", async () => {
    let told: AbortSignal | undefined;
    const { clock, store } = start({
      gatherers: [
        given("slow", (_place, _limit, signal) => {
          told = signal;
          return new Promise(() => undefined);
        }),
      ],
    });
    const refreshed = store.refresh(place("x"), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told?.aborted).toBe(false);
    await clock.pass(150);
    await refreshed;
    expect(told?.aborted).toBe(true);
  });

  it("changes nothing when it is aborted or overtaken", async () => {
    const answers: ((chunks: readonly GatheredChunk[]) => void)[] = [];
    const { store } = start({ gatherers: [given("asked", () => new Promise((resolve) => answers.push(resolve)))] });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    const controller = new AbortController();
    const aborted = store.refresh(place("x"), false, controller.signal);
    await settle();
    controller.abort();
    answers[0]?.([chunk("aborted")]);
    await aborted;
    expect(names(store)).toEqual([]);

    const first = store.refresh(place("x"), false, never);
    await settle();
    const second = store.refresh(place("y"), false, never);
    await settle();
    answers[2]?.([chunk("second")]);
    await second;
    answers[1]?.([chunk("first")]);
    await first;
    expect(names(store)).toEqual(["second.ts"]);
  });

  it("uses no file that is ignored, cannot be judged, or holds a secret", async () => {
    const secret = { ...chunk("leak"), text: `const apiToken = "q7Rz2Kd9Xw4Tn8Vb5Lm1Hs6J";\n${about("leak")}` };
    const { store } = start({
      gatherers: [given("all", () => [chunk("ignored"), chunk("broken"), chunk("plain"), secret])],
      ignored: (uri) => {
        if (uri.includes("broken")) return Promise.reject(new Error("disk"));
        return uri.includes("ignored") ? Promise.resolve("ignoredFile" as const) : undefined;
      },
    });
    await store.refresh(place("x"), false, never);
    expect(names(store)).toEqual(["plain.ts"]);
  });

  it("takes out what is ignored from now on, and gathers nothing for an ignored document", async () => {
    const ignored = new Set<string>();
    const asked: string[] = [];
    const { store } = start({
      gatherers: [
        given("all", ({ uri }) => {
          asked.push(uri);
          return [chunk("apple"), chunk("pear")];
        }),
      ],
      ignored: (uri) => (ignored.has(uri) ? "excluded" : undefined),
    });
    await store.refresh(place("x"), false, never);
    ignored.add("file:///apple.ts");
    await store.refresh(place("x"), false, never);
    expect(names(store)).toEqual(["pear.ts"]);
    ignored.add("file:///here.ts");
    await store.refresh(place("x"), false, never);
    expect(asked).toHaveLength(2);
  });

  it("does not wait for ever for a file system that does not answer", async () => {
    const { clock, store } = start({
      gatherers: [given("all", () => [chunk("apple"), chunk("stuck")])],
      ignored: (uri) => (uri.includes("stuck") ? new Promise(() => undefined) : undefined),
    });
    const refreshed = store.refresh(place("x"), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.pass(150);
    await refreshed;
    expect(names(store)).toEqual(["apple.ts"]);
  });

  it("keeps what was judged before when the file system does not answer now", async () => {
    let isStuck = false;
    const { clock, store } = start({
      gatherers: [given("all", () => [chunk("apple")])],
      ignored: (uri) => (isStuck && uri.includes("apple") ? new Promise(() => undefined) : undefined),
    });
    await store.refresh(place("x"), false, never);
    const before = store.chunksFor("file:///here.ts");
    isStuck = true;
    const refreshed = store.refresh(place("x"), false, never);
    await new Promise((resolve) => setImmediate(resolve));
    await clock.pass(150);
    await refreshed;
    expect(store.chunksFor("file:///here.ts")).toBe(before);
    expect(before).toHaveLength(1);
  });

  it("does not show a document to itself before the first refresh in it", async () => {
    const { store } = start({ gatherers: [given("all", () => [chunk("apple"), chunk("pear")])] });
    await store.refresh(place("x"), false, never);
    const inApple = store.chunksFor("file:///apple.ts");
    expect(inApple.map(({ path }) => path)).toEqual(["pear.ts"]);
    expect(store.chunksFor("file:///apple.ts")).toBe(inApple);
    expect(names(store)).toHaveLength(2);
  });

  it("stays as it is for a while at the same place, and takes what is new after it", async () => {
    let found = [chunk("apple")];
    const { clock, store } = start({ gatherers: [given("all", () => found)] });
    await store.refresh(place("x"), false, never);
    const before = store.chunksFor("file:///here.ts");
    found = [chunk("pear"), chunk("plum"), chunk("cherry")];
    await clock.pass(cpuContextBudget.calmMs - 1);
    await store.refresh(place("x y"), false, never);
    expect(store.chunksFor("file:///here.ts")).toBe(before);
    await clock.pass(1);
    await store.refresh(place("x y"), false, never);
    expect(store.chunksFor("file:///here.ts").slice(0, before.length)).toEqual(before);
    expect(names(store)).toContain("pear.ts");
  });

  it("takes whatever is new where the window is another one anyway, but not right after the last change", async () => {
    let found = [chunk("apple")];
    const { clock, store } = start({ gatherers: [given("all", () => found)] });
    await store.refresh(place("x"), false, never);
    found = [chunk("pear")];
    await store.refresh(place("y"), true, never);
    expect(names(store)).toEqual(["apple.ts"]);
    await clock.pass(cpuContextBudget.calmMs);
    await store.refresh(place("y"), true, never);
    expect(names(store)).toEqual(["apple.ts", "pear.ts"]);
    found = [chunk("plum")];
    await store.refresh(place("x", "file:///there.ts"), true, never);
    expect(names(store, "file:///there.ts")).toEqual(["apple.ts", "pear.ts"]);
    await clock.pass(cpuContextBudget.calmMs);
    await store.refresh(place("x", "file:///there.ts"), true, never);
    expect(names(store, "file:///there.ts")).toContain("plum.ts");
  });

  it("is byte for byte the same while one types in a file and rests between the words", async () => {
    const word = fc.constantFrom(
      "const ",
      "appleStore",
      ".read(",
      "key",
      ")",
      ";\n",
      "\n",
      "  if (",
      "pear",
      "return x;\n",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 30 }), async (words) => {
        const { clock, store } = start();
        for (const name of ["apple", "pear", "plum"]) open(store, `file:///${name}.ts`, about(name));
        let text = "const appleStore = new AppleStore(appleKey, appleMap);\n";
        let version = 1;
        const document = { uri: "file:///here.ts", languageId: "typescript", version, getText: () => text };
        store.opened(document);
        await store.refresh(place(text), false, never);
        const before = store.chunksFor("file:///here.ts");
        expect(before).not.toEqual([]);
        const bytes = JSON.stringify(before);
        for (const each of words) {
          text += each;
          store.changed({ ...document, version: ++version });
          await clock.pass(200);
          await store.refresh(place(text, "file:///here.ts", version), false, never);
          expect(store.chunksFor("file:///here.ts")).toBe(before);
        }
        expect(JSON.stringify(store.chunksFor("file:///here.ts"))).toBe(bytes);
      }),
      { numRuns: 50 },
    );
  });
});
