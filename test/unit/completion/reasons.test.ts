import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "../../../language-server/completion/completionEvent.js";
import { reasons } from "../../../language-server/completion/reasons.js";
import { repository } from "../../support/engineProgram.js";

const read = (name: string) => readFileSync(path.join(repository, name), "utf8");

/** The sources of the server but the list itself. */
const code = readdirSync(path.join(repository, "language-server"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith("reasons.ts"))
  .map((name) => read(`language-server/${name}`))
  .join("\n");

describe("reasons", () => {
  it.each(Object.entries(reasons))("%s: is used, documented, and a sentence", (reason, text) => {
    expect(code).toContain(`"${reason}"`);
    expect(read("docs/completion.md")).toContain(`| \`${reason}\` |`);
    expect(text).toMatch(/^[A-Z].*\.$/);
  });

  it.each(Object.keys(sources))("source %s is documented", (source) => {
    expect(read("docs/completion.md")).toContain(`| \`${source}\` |`);
  });
});
