import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isHttps,
  maxViewText,
  panelCommands,
  parseViewMessage,
  type ViewMessage,
} from "../../../protocol/panel/messages.js";
import { hostileAddresses } from "../../support/hostileMarkdown.js";

const valid: readonly ViewMessage[] = [
  { type: "ready" },
  { type: "ask", text: "Why?" },
  { type: "ask", text: "" },
  { type: "ask", text: "x".repeat(maxViewText) },
  { type: "stop" },
  { type: "answerNow" },
  { type: "thinkMore", turnId: "t1" },
  { type: "setEffort", effort: "high" },
  { type: "removeContext", id: "c1" },
  { type: "draft", text: "Why #file:a.ts" },
  { type: "addContext" },
  { type: "dropContext", uris: ["file:///a.ts"] },
  { type: "setAutomaticContext", on: false },
  { type: "showContext", id: "c1", turnId: "" },
  { type: "suggest", request: 3, target: "file", query: "ca" },
  { type: "proposal", id: "p1", action: "review" },
  { type: "proposal", id: "p1", action: "accept" },
  { type: "proposal", id: "p1", action: "discard" },
  { type: "proposal", id: "p1", action: "showChanges" },
  { type: "proposal", id: "p1", action: "matchAgain" },
  { type: "proposalFile", id: "p1", file: 1, action: "accept" },
  { type: "retry", turnId: "t1" },
  { type: "openLink", href: "https://example.org/a?b#c" },
  { type: "reveal", turnId: "t1", mention: "src/cart.ts:12" },
  { type: "copy", text: "const a = 1;" },
  { type: "useCode", turnId: "t1", action: "insert", code: "a", info: "ts", above: "" },
  { type: "doctor", action: "copy" },
  { type: "doctorFix", finding: 0 },
  ...panelCommands.map((command) => ({ type: "run", command }) as const),
];

const own = (fields: object): object =>
  Object.assign(Object.create({ type: "ask", text: "inherited" }) as object, fields);

const hostile: readonly unknown[] = [
  undefined,
  null,
  0,
  NaN,
  true,
  "ready",
  Symbol("ready"),
  () => ({ type: "ready" }),
  [],
  [{ type: "ready" }],
  ["type", "ready"],
  {},
  { type: "setEffort", effort: "extreme" },
  { type: "answerNow", turnId: "t1" },
  { type: "doctor", action: "operate" },
  { type: "doctorFix", finding: -1 },
  { type: undefined },
  { type: null },
  { type: 1 },
  { type: ["ready"] },
  { type: { toString: () => "ready" } },
  { type: "" },
  { type: "Ready" },
  { type: "ready " },
  { type: "unknown" },
  { type: "__proto__" },
  { type: "constructor" },
  { type: "toString" },
  { type: "hasOwnProperty" },
  { type: "ready", extra: 1 },
  { type: "ready", type2: "ready" },
  { type: "stop", turnId: "t1" },
  { type: "ask" },
  { type: "ask", text: undefined },
  { type: "ask", text: null },
  { type: "ask", text: 1 },
  { type: "ask", text: ["a"] },
  { type: "ask", text: { length: 1 } },
  { type: "ask", text: new String("a") },
  { type: "ask", text: "x".repeat(maxViewText + 1) },
  { type: "ask", text: "a", context: [{ path: "/etc/passwd" }] },
  { type: "ask", txt: "a" },
  own({}),
  own({ type: "ask" }),
  own({ type: "ask", other: 1 }),
  { type: "dropContext", uris: "file:///a.ts" },
  { type: "dropContext", uris: [1] },
  { type: "dropContext", uris: Array.from({ length: 101 }, () => "file:///a.ts") },
  { type: "setAutomaticContext", on: "yes" },
  { type: "suggest", request: "1", target: "file", query: "" },
  { type: "suggest", request: 1.5, target: "file", query: "" },
  { type: "suggest", request: 1, target: "secrets", query: "" },
  { type: "removeContext" },
  { type: "removeContext", id: 7 },
  { type: "proposal", id: "p1" },
  { type: "proposal", action: "accept" },
  { type: "proposal", id: "p1", action: "apply" },
  { type: "proposal", id: "p1", action: "Accept" },
  { type: "proposal", id: "p1", action: ["accept"] },
  { type: "proposal", id: "p1", action: "accept", uri: "file:///etc/passwd" },
  { type: "proposal", id: "p1", action: "accept", hunks: [] },
  { type: "proposal", id: "p1", action: "constructor" },
  { type: "proposalFile", id: "p1", action: "accept" },
  { type: "proposalFile", id: "p1", file: -1, action: "accept" },
  { type: "proposalFile", id: "p1", file: 1.5, action: "accept" },
  { type: "proposalFile", id: "p1", file: "1", action: "accept" },
  { type: "proposalFile", id: "p1", file: 1, action: "matchAgain" },
  { type: "retry", turnId: {} },
  { type: "copy", text: "x".repeat(maxViewText + 1) },
  { type: "run" },
  { type: "run", command: "workbench.action.terminal.new" },
  { type: "run", command: "ponder.restart" },
  { type: "run", command: "ask" },
  { type: "run", command: "acceptProposal" },
  { type: "run", command: "toString" },
  { type: "run", command: "restart", args: ["x"] },
  { type: "run", command: ["restart"] },
  { type: "openLink", href: `https://example.org/${"x".repeat(maxViewText)}` },
  { type: "openLink", href: new URL("https://example.org") },
  ...hostileAddresses.map((href) => ({ type: "openLink", href })),
];

describe("parseViewMessage", () => {
  it.each(valid)("takes $type", (message) => expect(parseViewMessage(message)).toEqual(message));

  it("refuses hostile messages", () => {
    expect(hostile.length).toBeGreaterThan(40);
    expect(hostile.filter((message) => parseViewMessage(message) !== undefined)).toEqual([]);
  });

  it("refuses whatever is not exactly one of the messages", () => {
    const shape = fc.oneof(
      fc.anything(),
      fc.record(
        {
          type: fc.oneof(fc.constantFrom(...valid.map(({ type }) => type)), fc.string()),
          text: fc.oneof(fc.string(), fc.anything()),
          id: fc.oneof(fc.string(), fc.anything()),
          action: fc.constantFrom("review", "accept", "discard", "apply", 1),
          turnId: fc.string(),
          effort: fc.constantFrom("off", "high", "extreme", 2),
          uris: fc.oneof(fc.array(fc.string()), fc.anything()),
          request: fc.oneof(fc.nat(), fc.anything()),
          on: fc.oneof(fc.boolean(), fc.anything()),
          target: fc.constantFrom("file", "symbol", "secret"),
          query: fc.string(),
          candidate: fc.oneof(fc.nat(), fc.anything()),
          href: fc.webUrl({ validSchemes: ["https", "http", "command"] }),
          command: fc.constantFrom(...panelCommands, "ask", "toString"),
        },
        { requiredKeys: [] },
      ),
    );
    const keys: Record<ViewMessage["type"], readonly string[]> = {
      ready: [],
      ask: ["text"],
      stop: [],
      answerNow: [],
      thinkMore: ["turnId"],
      showCandidate: ["turnId", "candidate"],
      setEffort: ["effort"],
      removeContext: ["id"],
      draft: ["text"],
      addContext: [],
      dropContext: ["uris"],
      setAutomaticContext: ["on"],
      showContext: ["id", "turnId"],
      suggest: ["query", "request", "target"],
      proposal: ["action", "id"],
      proposalFile: ["action", "file", "id"],
      retry: ["turnId"],
      editTurn: ["text", "turnId"],
      regenerate: ["turnId"],
      branch: ["turnId"],
      goOn: ["turnId"],
      restore: ["turnId"],
      removeQueued: ["turnId"],
      openLink: ["href"],
      reveal: ["mention", "turnId"],
      copy: ["text"],
      useCode: ["above", "action", "code", "info", "turnId"],
      cancelDownload: ["uri"],
      doctor: ["action"],
      doctorFix: ["finding"],
      run: ["command"],
    };
    fc.assert(
      fc.property(shape, (raw) => {
        const message = parseViewMessage(raw);
        if (message === undefined) return;
        expect(message).toBe(raw);
        expect(Object.keys(message).sort()).toEqual([...keys[message.type], "type"].sort());
        const { request: _, on: __, uris: ___, ...texts } = { request: 0, on: true, uris: [], ...message };
        for (const value of Object.values(texts)) expect(value).toBeTypeOf("string");
        if (message.type === "openLink") expect(message.href).toSatisfy(isHttps);
        if (message.type === "run") expect(panelCommands).toContain(message.command);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("isHttps", () => {
  it.each(["https://example.org", "HTTPS://example.org/", "https://example.org:8443/a?b#c", "https://a#x"])(
    "takes %s",
    (href) => expect(isHttps(href)).toBe(true),
  );

  it.each(hostileAddresses)("refuses %j", (href) => expect(isHttps(href)).toBe(false));
});
