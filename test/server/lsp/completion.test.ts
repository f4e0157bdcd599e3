import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  completionAcceptedCommand,
  completionCaretMethod,
  completionDidChangeStatusMethod,
  completionSnoozeMethod,
  type CompletionStatus,
} from "../../../protocol/completion.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { reliable, type ReliableFim } from "../../support/reliable.js";

const automatic = 2;

/** A hole that the demo model is known to fill. */
const hole = reliable.find((row): row is ReliableFim => row.task === "fim" && row.expected === "return balances;");
const [, before = "", after = ""] =
  /<\|fim_prefix\|>([^]*)<\|fim_suffix\|>([^]*)<\|fim_middle\|>/.exec(hole?.prompts[0] ?? "") ?? [];
const expected = "return balances;";

let client: LspClient;
const statuses: CompletionStatus[] = [];
let wake: () => void = () => undefined;

beforeAll(async () => {
  client = await startBuiltServer(await buildServer(), "stdio");
  client.connection.onNotification(completionDidChangeStatusMethod, (status: CompletionStatus) => {
    statuses.push(status);
    wake();
  });
  // The model is loaded by a request that waits for it.
  await open("file:///work/first.ts", "");
  await client.complete("file:///work/first.ts", { line: 0, character: 0 });
  await client.request("ponder/model/load", {});
});
afterAll(() => client.stop());

/** Opens the hole with a piece of the answer typed into it. */
async function open(uri: string, typed: string): Promise<TextDocument> {
  const text = before + typed + after;
  await client.open(uri, "typescript", text);
  return TextDocument.create(uri, "typescript", 1, text);
}

const caretBehind = (document: TextDocument, typed: string) => document.positionAt(before.length + typed.length);

/** What the last request did, as the log says it. */
const lastOutcome = () => client.log.flatMap((line) => /\] (?:no )?completion: (\w+)/.exec(line)?.[1] ?? []).at(-1);

describe("completions of the real engine over LSP", () => {
  it("follows what is typed through a suggestion, to its end, without the engine", async () => {
    const uri = "file:///work/typed.ts";
    const document = await open(uri, "");
    const [first] = await client.complete(uri, caretBehind(document, ""), automatic);
    expect(first?.insertText).toBe(expected);
    expect(lastOutcome()).toBe("engine");
    for (let length = 1; length < expected.length; length++) {
      const typed = expected.slice(0, length);
      await client.change(uri, length + 1, before + typed + after);
      const now = TextDocument.create(uri, "typescript", length + 1, before + typed + after);
      const [item] = await client.complete(uri, caretBehind(now, typed), automatic);
      expect(item?.insertText).toBe(expected.slice(length));
      expect(["typed", "inFlight"]).toContain(lastOutcome());
    }
  });

  it("gives alternatives on demand, the usual one first, each once", async () => {
    const uri = "file:///work/invoked.ts";
    const document = await open(uri, "");
    const items = await client.complete(uri, caretBehind(document, ""));
    expect(items[0]?.insertText).toBe(expected);
    const texts = items.map(({ insertText }) => insertText);
    expect(new Set(texts).size).toBe(texts.length);
    expect(items.length).toBeGreaterThan(1);
    const ids = items.map(({ command }) => (command?.arguments as readonly unknown[] | undefined)?.[0]);
    expect(new Set(ids).size).toBe(items.length);
    expect(items.every(({ command }) => command?.command === completionAcceptedCommand)).toBe(true);
    expect(await client.request("workspace/executeCommand", items[0]?.command)).toBeNull();
    expect(client.capabilities.executeCommandProvider?.commands).toEqual([completionAcceptedCommand]);
  });

  it("does not wait for a running chat", async () => {
    const uri = "file:///work/busy.ts";
    const document = await open(uri, "");
    const source = new CancellationTokenSource();
    const turn = client.chat({ question: "How many Ss are in 'mississippi'?" }, source.token);
    await turn.seen(({ type }) => type === "thinking");
    const [item] = await client.complete(uri, caretBehind(document, ""), automatic);
    expect(item?.insertText).toBe(expected);
    expect(lastOutcome()).toBe("engine");
    source.cancel();
    // It had ended, or it was cancelled: the completion did not wait for the one or the other.
    await turn.result.catch(() => errorOf(turn.result));
  });

  it("tells how it went", async () => {
    const uri = "file:///work/status.ts";
    const document = await open(uri, "re");
    await client.complete(uri, caretBehind(document, "re"), automatic);
    await seen(({ outcome, latencyMs }) => outcome === "engine" && latencyMs !== undefined && latencyMs > 0);
    await client.connection.sendNotification(completionSnoozeMethod, { until: Date.now() + 60_000 });
    expect(await client.complete(uri, caretBehind(document, "re"), automatic)).toEqual([]);
    const snoozed = await seen(({ outcome }) => outcome === "snoozed");
    expect(snoozed.text).toBe("Completions are snoozed.");
    await client.connection.sendNotification(completionSnoozeMethod, {});
    expect(await client.complete(uri, caretBehind(document, "re"), automatic)).toHaveLength(1);
  });

  it("evaluates the prompt where the caret rests", async () => {
    const uri = "file:///work/rest.ts";
    const document = await open(uri, "");
    await client.connection.sendNotification(completionCaretMethod, { uri, position: caretBehind(document, "") });
    const [item] = await client.complete(uri, caretBehind(document, ""), automatic);
    expect(item?.insertText).toBe(expected);
  });
});

/** Resolves with the first status that fits. */
async function seen(fits: (status: CompletionStatus) => boolean): Promise<CompletionStatus> {
  for (;;) {
    const found = statuses.find(fits);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => (wake = resolve));
  }
}
