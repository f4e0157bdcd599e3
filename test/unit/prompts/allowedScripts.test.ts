import { describe, expect, it } from "vitest";
import { allowedScripts, type ShownText } from "../../../language-server/prompts/allowedScripts.js";

const shown = (prose: string, material = ""): ShownText => ({ prose: [prose], material: [material] });
const latin = ["Latin", "Greek"];

describe("allowedScripts", () => {
  it("an English question is thought about and answered in Latin letters", () => {
    expect(allowedScripts("auto", shown("Why is this slow?", "const a = 1;"))).toEqual(latin);
    expect(allowedScripts("en", shown("Why is this slow?"))).toEqual(latin);
  });

  it("`any` sets no limit", () => {
    expect(allowedScripts("any", shown("Why?"))).toBeUndefined();
  });

  it("`auto` allows the letters of the question", () => {
    expect(allowedScripts("auto", shown("为什么这么慢？"))).toEqual([...latin, "Han"]);
    expect(allowedScripts("auto", shown("Почему?"))).toEqual([...latin, "Cyrillic"].sort(byOrder));
    expect(allowedScripts("auto", shown("なぜ？"))).toEqual(expect.arrayContaining(["Hiragana", "Katakana", "Han"]));
    expect(allowedScripts("auto", shown("왜?"))).toEqual([...latin, "Hangul"]);
  });

  it("`auto` allows the letters of a language that the question names", () => {
    expect(allowedScripts("auto", shown("How do I say hello in Chinese?"))).toContain("Han");
    expect(allowedScripts("auto", shown("Translate it to russian."))).toContain("Cyrillic");
    expect(allowedScripts("auto", shown("Explain Thailand's date format."))).not.toContain("Thai");
  });

  it("what the user shows may be repeated, whatever the language", () => {
    for (const language of ["auto", "en", "ru"] as const) {
      expect(allowedScripts(language, shown("Fix it.", "// 计算总数"))).toContain("Han");
    }
  });

  it("with a fixed language the question's own words do not count, but what it quotes does", () => {
    expect(allowedScripts("en", shown("为什么这么慢？"))).toEqual(latin);
    expect(allowedScripts("en", shown("What does `print('你好')` print?"))).toContain("Han");
    expect(allowedScripts("en", shown('What does "привет" mean?'))).toContain("Cyrillic");
    expect(allowedScripts("en", shown("Why?\n```py\nx = 'かな'\n```"))).toContain("Hiragana");
    expect(allowedScripts("en", shown("Say hello in Chinese."))).toEqual(latin);
  });

  it("a fixed language has its own letters", () => {
    expect(allowedScripts("zh", shown("Why?"))).toEqual([...latin, "Han", "Bopomofo"]);
    expect(allowedScripts("ja", shown("Why?"))).toEqual([...latin, "Han", "Hiragana", "Katakana"]);
  });
});

/** Cyrillic stands behind Latin and Greek. */
const order = ["Latin", "Greek", "Cyrillic"];
const byOrder = (a: string, b: string) => order.indexOf(a) - order.indexOf(b);
