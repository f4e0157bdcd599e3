import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "../../../language-server/completion/completionEvent.js";
import { reasons } from "../../../language-server/completion/reasons.js";
import { settings } from "../../../protocol/settings.js";

const root = path.resolve(import.meta.dirname, "../../..");
const text = readFileSync(path.join(root, "docs/completion.md"), "utf8");

/** The codes in the first column of the table behind a line. */
function codesBehind(line: string): readonly string[] {
  const table = text.slice(text.indexOf(line)).split("\n\n")[1] ?? "";
  return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code ?? "");
}

describe("docs/completion.md", () => {
  it("names every reason that shows nothing, and none that is not there", () => {
    const ofTheExtension = "selection";
    expect([...codesBehind("Not shown, with why:")].sort()).toEqual([ofTheExtension, ...Object.keys(reasons)].sort());
  });

  it("names every source of a suggestion", () => {
    expect([...codesBehind("Shown, with where it came from:")].sort()).toEqual(Object.keys(sources).sort());
  });

  it("gives every setting with its default", () => {
    const ours = Object.entries(settings).filter(([key]) => key.startsWith("completion."));
    for (const [key, setting] of ours) {
      const written = new RegExp(`^\\| \`ponder\\.${key}\` \\| \`(.+?)\` \\|`, "m").exec(text)?.[1];
      expect(JSON.parse(written ?? "null"), key).toEqual(setting.default);
    }
    expect(ours.length).toBeGreaterThan(0);
  });
});
