import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const folder = path.resolve(import.meta.dirname, "../../../media/panel");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => ({
  name: name.replaceAll("\\", "/"),
  file: path.join(folder, name),
}));
const sources = (extension: string) =>
  files
    .filter(({ name }) => name.endsWith(extension))
    .map(({ name, file }) => ({ name, text: readFileSync(file, "utf8") }));
const filesWith = (pattern: RegExp) =>
  sources(".ts")
    .filter(({ text }) => pattern.test(text))
    .map(({ name }) => name);

describe("the panel's source", () => {
  it("turns text into HTML in one file only", () => {
    expect(
      filesWith(/unsafeHTML|unsafeSVG|unsafeStatic|innerHTML|outerHTML|insertAdjacentHTML|document\.write/),
    ).toEqual(["markdown/renderMarkdown.ts"]);
  });

  it("takes VS Code's API in one file only", () => expect(filesWith(/acquireVsCodeApi/)).toEqual(["vscodeApi.ts"]));

  it("sets a style in one file only, a height", () => expect(filesWith(/\.style\b/)).toEqual(["pages/spacer.ts"]));

  it("has no styles in its markup, runs no text and asks no network", () => {
    // `style="[` begins a pattern that takes the styles of formulas out.
    expect(filesWith(/style=(?!"\[)|styleMap|\beval\(|new Function|\bfetch\(|XMLHttpRequest|WebSocket/)).toEqual([]);
  });

  it("has no colour but those of the theme", () => {
    const styles = sources(".css");
    expect(styles.length).toBeGreaterThan(3);
    for (const { name, text } of styles) {
      const values = text.replaceAll(/\/\*[^]*?\*\//g, "").matchAll(/^\s+[\w-]+: ([^;]*);/gm);
      for (const [, value = ""] of values) {
        expect(value, name).not.toMatch(/#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|color-mix)\(/i);
        expect(value, name).not.toMatch(/\b(?:white|black|red|green|blue|gr[ae]y|yellow|orange)\b/i);
      }
      expect(text, name).not.toMatch(/url\(/);
    }
  });
});
