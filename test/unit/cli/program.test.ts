import { CommanderError } from "commander";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../cli/exitCodes.js";
import { createProgram } from "../../../cli/program.js";
import { errorCodes } from "../../../protocol/errors.js";
import type { Settings } from "../../../protocol/settings.js";

/** Ends a command before it starts anything, with what was parsed. */
class Parsed extends Error {
  constructor(
    readonly flags: { readonly json: boolean; readonly showAnswer: boolean },
    readonly settings: Partial<Settings>,
  ) {
    super("parsed");
  }
}

async function parse(...argv: readonly string[]): Promise<unknown> {
  const program = createProgram(
    "0.0.0",
    (flags, settings) => {
      throw new Parsed(flags, settings);
    },
    () => undefined,
  );
  return program.parseAsync(argv, { from: "user" }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("createProgram", () => {
  it.each([
    ["ask", "Why?", "--file", "a.ts:1-2", "--file", "b.ts"],
    ["explain", "a.ts"],
    ["complete", "a.ts", "--line", "3", "--column", "1"],
    ["apply", "a.ts"],
    ["doctor"],
  ])("accepts %s", async (...argv) => {
    expect(await parse(...argv)).toMatchObject({ flags: { json: false, showAnswer: true }, settings: {} });
  });

  it("does not show the answer that a fix is made from", async () => {
    expect(await parse("fix", "a.ts", "--apply", "--problem", "p")).toMatchObject({ flags: { showAnswer: false } });
  });

  it("passes the common options on as settings", async () => {
    expect(await parse("doctor", "--json", "--model", "m.gguf", "--threads", "3")).toMatchObject({
      flags: { json: true },
      settings: { "model.path": path.resolve("m.gguf"), "engine.threads": 3 },
    });
  });

  it.each([
    ["ask"],
    ["ask", "a", "b"],
    ["fix"],
    ["brew"],
    ["doctor", "--tea"],
    ["doctor", "--threads", "0"],
    ["doctor", "--threads", "257"],
    ["doctor", "--threads", "many"],
    ["complete", "a.ts", "--line", "3"],
    ["complete", "a.ts", "--line", "0", "--column", "1"],
    ["complete", "a.ts", "--line", "1.5", "--column", "1"],
  ])("refuses %s %s %s %s", async (...argv) => {
    const error = await parse(...argv.filter((argument) => typeof argument === "string"));
    expect(error).toBeInstanceOf(CommanderError);
    expect(error).toHaveProperty("exitCode", 1);
  });
});

describe("exitCodeOf", () => {
  it.each(errorCodes)("is no success for %s", (code) => {
    expect(exitCodeOf(code)).toBeGreaterThan(0);
  });
});
