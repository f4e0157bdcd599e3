import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TextDocument } from "vscode";
import { HunkLenses } from "../../../../extension/edits/hunkLenses.js";
import type { InlineView } from "../../../../extension/edits/inlineView.js";
import { ProposalStore } from "../../../../extension/edits/proposalStore.js";

const visible = vi.hoisted(() => [] as { readonly document: { readonly uri: object } }[]);
vi.mock("vscode", async () => {
  const { Emitter } = await import("../../../../extension/emitter.js");
  class EventEmitter extends Emitter<unknown> {
    dispose() {
      // Nobody fires any more.
    }
  }
  return { EventEmitter, window: { visibleTextEditors: visible } };
});

const documentAt = (path: string) => ({ uri: { scheme: "file", fragment: "", toString: () => `file://${path}` } });
const [a, b] = [documentAt("/a.ts"), documentAt("/b.ts")];
const noHunks = { hunksIn: () => [] } as unknown as InlineView;

let lenses: HunkLenses;
let told: number;
const asks = (document: object) => lenses.provideCodeLenses(document as TextDocument);

beforeEach(() => {
  vi.useFakeTimers();
  lenses = new HunkLenses(new ProposalStore(), noHunks);
  told = 0;
  lenses.onDidChangeCodeLenses(() => told++);
  visible.splice(0, visible.length, { document: a }, { document: b });
});
afterEach(() => {
  vi.useRealTimers();
});

it("tells an editor again that did not ask, such as one that the focus left meanwhile", () => {
  lenses.refresh();
  asks(a);
  expect(told).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(told).toBe(2);
  asks(b);
  vi.advanceTimersByTime(10_000);
  expect(told).toBe(2);
});

it("is silent where all have asked, until the hunks change again", () => {
  lenses.refresh();
  asks(a);
  asks(b);
  vi.advanceTimersByTime(10_000);
  expect(told).toBe(1);
  lenses.refresh();
  vi.advanceTimersByTime(1_000);
  expect(told).toBe(3);
});

it("gives up on an editor that shows no lenses, and at the end", async () => {
  lenses.refresh();
  vi.advanceTimersByTime(60_000);
  expect(told).toBe(4);
  lenses.refresh();
  await lenses.dispose();
  vi.advanceTimersByTime(60_000);
  expect(told).toBe(5);
  expect(vi.getTimerCount()).toBe(0);
});
