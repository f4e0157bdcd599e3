import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isFromEngine,
  isToEngine,
  type FromEngine,
  type ToEngine,
} from "../../../language-server/engine/llama/messages.js";

const usage = { promptTokens: 1, evaluatedTokens: 1, generatedTokens: 1, ttftMs: 1, tokensPerSecond: 1 };

const toEngine: readonly ToEngine[] = [
  { type: "load", options: { path: "/a.gguf", gpu: "cpu", threads: 1, contextSize: 512 } },
  {
    type: "generate",
    id: 1,
    request: { lane: "chat", prompt: [{ text: "a" }], maxTokens: 1, sampling: { temperature: 0, topP: 1 } },
  },
  { type: "abort", id: 1 },
  { type: "ping" },
  { type: "dispose" },
];

const fromEngine: readonly FromEngine[] = [
  { type: "ready" },
  { type: "progress", progress: 0.5 },
  { type: "prefill", id: 1, evaluated: 0, total: 3, cached: 2 },
  { type: "text", id: 1, text: "a", tokens: 1 },
  { type: "done", id: 1, reason: "stop", usage },
  { type: "aborted", id: 1, evaluatedTokens: 3, generatedTokens: 4 },
  { type: "failed", id: 1, error: { code: "internal", message: "m", hint: "h" } },
  { type: "failed", error: { code: "modelDamaged", message: "m", hint: "h" } },
  { type: "pong", busy: true, steps: 3, running: 1 },
  { type: "log", level: "warn", message: "m" },
];

describe("messages of the engine process", () => {
  it("accepts every message, also after its way through JSON", () => {
    for (const message of toEngine) expect(isToEngine(JSON.parse(JSON.stringify(message)))).toBe(true);
    for (const message of fromEngine) expect(isFromEngine(JSON.parse(JSON.stringify(message)))).toBe(true);
  });

  it("keeps the directions apart", () => {
    for (const message of toEngine) expect(isFromEngine(message)).toBe(false);
    for (const message of fromEngine) expect(isToEngine(message)).toBe(false);
  });

  it("refuses a message with any one required field missing or of another kind", () => {
    const optional = new Set(["failed.id", "prefill.cached"]);
    for (const message of [...toEngine, ...fromEngine]) {
      const guard = toEngine.includes(message as ToEngine) ? isToEngine : isFromEngine;
      for (const key of Object.keys(message)) {
        const { [key]: _dropped, ...rest } = message as unknown as Record<string, unknown>;
        expect(guard(rest), `${message.type} without ${key}`).toBe(optional.has(`${message.type}.${key}`));
        expect(guard({ ...message, [key]: Symbol("wrong") }), `${message.type}.${key}`).toBe(false);
      }
    }
  });

  it("refuses unknown levels, reasons, error codes and inherited names without throwing", () => {
    expect(isFromEngine({ type: "log", level: "loud", message: "m" })).toBe(false);
    expect(isFromEngine({ type: "done", id: 1, reason: "tired", usage })).toBe(false);
    expect(isFromEngine({ type: "failed", error: { code: "weather", message: "m", hint: "h" } })).toBe(false);
    expect(isFromEngine({ type: "progress", progress: Number.NaN })).toBe(false);
    for (const type of ["toString", "__proto__", "constructor"]) expect(isToEngine({ type })).toBe(false);
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(typeof isToEngine(value)).toBe("boolean");
        expect(typeof isFromEngine(value)).toBe("boolean");
      }),
    );
  });
});
