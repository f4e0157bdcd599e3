import { describe, expect, it } from "vitest";
import { chipOf, labelOf } from "../../../extension/chat/contextChip.js";
import type { AttachedItem, ChatAsk } from "../../../extension/chat/conversations/savedConversation.js";
import { historyOf } from "../../../extension/chat/history.js";
import { contentSecurityPolicy, panelHtml } from "../../../extension/chat/panelHtml.js";
import { editTask } from "../../../extension/chat/editTask.js";
import { chatTask } from "../../../extension/chat/tasks.js";
import { ServerSupervisor } from "../../../extension/server/supervisor.js";
import type { ContextItem } from "../../../protocol/chat.js";
import type { Turn } from "../../../protocol/panel/state.js";
import type { Range } from "../../../protocol/text.js";
import { FakeRun, silentLog } from "./fakes.js";

const lines = (first: number, last: number, end = 1): Range => ({
  start: { line: first, character: 0 },
  end: { line: last, character: end },
});
const turn = (question: string, answer: string, status: Turn["status"] = "done"): Turn => ({
  id: question,
  command: "ask",
  question,
  context: [],
  status,
  thought: { text: "SECRET THOUGHT", closed: true },
  answer,
});
const never = new AbortController().signal;

describe("a context chip", () => {
  it("counts lines as people do", () => {
    expect(labelOf({ path: "src/cart.ts" })).toBe("cart.ts");
    expect(labelOf({ path: "src/cart.ts", range: lines(11, 30) })).toBe("cart.ts 12–31");
    expect(labelOf({ path: "cart.ts", range: lines(11, 11) })).toBe("cart.ts 12");
    // A selection of whole lines ends before the first character of the next.
    expect(labelOf({ path: "cart.ts", range: lines(11, 13, 0) })).toBe("cart.ts 12–13");
    expect(labelOf({ path: "cart.ts", range: lines(11, 11, 0) })).toBe("cart.ts 12");
  });

  it("has the same id for the same piece only", () => {
    const id = (path: string, range?: Range) => chipOf({ path, ...(range && { range }) }).id;
    expect(id("a.ts", lines(1, 2))).toBe(id("a.ts", lines(1, 2)));
    expect(new Set([id("a.ts"), id("b.ts"), id("a.ts", lines(1, 2)), id("a.ts", lines(1, 3))]).size).toBe(4);
  });
});

it("the history holds finished answers, and no thought", () => {
  const history = historyOf(
    [
      turn("one", "1"),
      turn("stopped", "half", "stopped"),
      turn("failed", "half", "failed"),
      turn("silent", ""),
      turn("two", "2"),
      turn("running", "", "waiting"),
    ],
    () => undefined,
  );
  expect(history.map(({ role, text }) => `${role}: ${text}`)).toEqual([
    "user: one",
    "assistant: 1",
    "user: two",
    "assistant: 2",
  ]);
  expect(JSON.stringify(history)).not.toContain("THOUGHT");
});

describe("the history's files", () => {
  const item = (length: number): AttachedItem => ({ path: "a.ts", languageId: "x", text: "x".repeat(length) });
  const turns = ["one", "two", "three"].map((question) => ({ ...turn(question, "!"), id: question }));

  it("are those that were sent, with what was typed", () => {
    const ask: ChatAsk = { command: "explain", question: "", items: [item(1)] };
    expect(historyOf(turns.slice(0, 1), () => ask)).toEqual([
      { role: "user", text: "", command: "explain", context: ask.items },
      { role: "assistant", text: "!" },
    ]);
  });

  it("are the newest ones where all are more than any model holds", () => {
    const items = [item(900_000)];
    const history = historyOf(turns, (question) => ({ command: "ask", question, items }));
    expect(history.map(({ text, context }) => [text, context?.length])).toEqual([
      ["one", undefined],
      ["!", undefined],
      ["two", 1],
      ["!", undefined],
      ["three", 1],
      ["!", undefined],
    ]);
  });
});

describe("the panel's page", () => {
  const page = { nonce: "bm9uY2U", cspSource: "https://view.example", script: "s.js", style: "s.css", icons: "i.css" };

  it("allows its own script and files, and nothing else", () => {
    expect(contentSecurityPolicy(page)).toBe(
      "default-src 'none'; script-src 'nonce-bm9uY2U'; style-src https://view.example; img-src https://view.example; " +
        "font-src https://view.example; base-uri 'none'; form-action 'none'",
    );
  });

  it("carries the policy, and its one script the nonce", () => {
    const html = panelHtml(page);
    expect(html).toContain(`content="${contentSecurityPolicy(page)}"`);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="bm9uY2U" src="s.js"></script>');
    expect(html).toMatch(/href="i.css" id="vscode-codicon-stylesheet"/);
    expect(html).not.toMatch(/style=|<style|onerror|javascript:/);
  });

  it("carries the translations as text that cannot leave its attribute", () => {
    const translations = { "a & b": `"><script>alert(1)</script>&quot;` };
    const html = panelHtml({ ...page, language: { id: "de", translations } });
    expect(html).toContain('<html lang="de">');
    expect(html.match(/<script/g)).toHaveLength(1);
    const value = /<body data-translations="([^"]*)">/.exec(html)?.[1] ?? "";
    const read = value.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    expect(JSON.parse(read)).toEqual(translations);
  });
});

describe("a task", () => {
  const conversation = { id: "c", turns: [], askOf: () => undefined };
  const item: ContextItem = { path: "src/cart.ts", languageId: "typescript", text: "let a;", range: lines(0, 0, 6) };
  const sent: unknown[] = [];
  const answers = (answer: unknown) =>
    new ServerSupervisor(
      () =>
        Promise.resolve(
          new FakeRun(1, <R>(method: string, params: object | undefined) => {
            sent.push({ method, ...params });
            return Promise.resolve(answer as R);
          }),
        ),
      silentLog,
    );

  it("sends what the chips show, and the conversation", async () => {
    const server = answers({ answer: "3" });
    const task = chatTask(server, "ask", "Why?", [chipOf(item)], [item]);
    await task.request(
      { ...conversation, id: "c1", turns: [turn("one", "1"), turn("Why?", "", "waiting")] },
      () => undefined,
      never,
    );
    expect(sent.pop()).toEqual({
      method: "ponder/chat/turn",
      conversationId: "c1",
      command: "ask",
      question: "Why?",
      context: [item],
      history: [
        { role: "user", text: "one" },
        { role: "assistant", text: "1" },
      ],
    });
    await server.dispose();
  });

  it("says what is explained", () => {
    const server = answers({});
    expect(chatTask(server, "explain", "", [chipOf(item)], [item]).question).toBe("Explain cart.ts 1");
  });

  const target = {
    kind: "fix",
    uri: "file:///src/cart.ts",
    version: 4,
    range: lines(0, 0, 6),
    problems: [],
    path: "src/cart.ts",
  } as const;

  it("asks for a fix of the version the user saw", async () => {
    const server = answers({ turn: {}, proposal: { files: [{ uri: target.uri }] } });
    const task = editTask(server, target, [], () => 4);
    expect(task.question).toBe("Fix cart.ts 1");
    await task.request(conversation, () => undefined, never);
    expect(sent.pop()).toEqual({ method: "ponder/edit/propose", ...target });
    await server.dispose();
  });

  it.each([
    [
      { kind: "fix", problems: [{ range: lines(0, 0), message: "x is not defined" }] },
      "Fix cart.ts 1: x is not defined",
    ],
    [{ kind: "edit", instruction: " make it async " }, "Edit cart.ts 1: make it async"],
    [{ kind: "document" }, "Document cart.ts 1"],
  ] as const)("says what is changed: %j", async (wish, question) => {
    const server = answers({});
    const task = editTask(server, { ...target, ...wish }, [], () => 4);
    expect([task.command, task.question]).toEqual([wish.kind, question]);
    await server.dispose();
  });

  it("refuses a fix whose document moved while it waited", async () => {
    const server = answers({ turn: {}, proposal: { files: [{ uri: target.uri }] } });
    for (const version of [5, undefined]) {
      const request = editTask(server, target, [], () => version).request(conversation, () => undefined, never);
      await expect(request).rejects.toMatchObject({ data: { code: "documentChanged" } });
    }
    expect(sent).toEqual([]);
    await server.dispose();
  });

  it("refuses a proposal for another file", async () => {
    const server = answers({ turn: {}, proposal: { files: [{ uri: target.uri }, { uri: "file:///etc/passwd" }] } });
    const request = editTask(server, target, [], () => 4).request(conversation, () => undefined, never);
    await expect(request).rejects.toMatchObject({ data: { code: "internal" } });
    await server.dispose();
  });
});
