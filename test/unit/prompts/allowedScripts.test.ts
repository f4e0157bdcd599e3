import { describe, expect, it } from "vitest";
import { allowedScripts, shownIn, type ShownText } from "../../../language-server/prompts/allowedScripts.js";

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
    expect(allowedScripts("auto", shown("为什么这么慢？"))).toEqual(expect.arrayContaining(["Han", "Bopomofo"]));
    // A question in Japanese need not have kana.
    expect(allowedScripts("auto", shown("関数説明"))).toEqual(expect.arrayContaining(["Hiragana", "Katakana", "Han"]));
    expect(allowedScripts("auto", shown("Γιατί;"))).toEqual(latin);
    expect(allowedScripts("auto", shown("لماذا؟"))).toEqual([...latin, "Arabic"]);
    expect(allowedScripts("auto", shown("ทำไม"))).toEqual([...latin, "Thai"]);
    expect(allowedScripts("auto", shown("Почему?"))).toEqual([...latin, "Cyrillic"].sort(byOrder));
    expect(allowedScripts("auto", shown("なぜ？"))).toEqual(expect.arrayContaining(["Hiragana", "Katakana", "Han"]));
    expect(allowedScripts("auto", shown("왜?"))).toEqual([...latin, "Hangul"]);
  });

  it("`auto` allows the letters of a language that the question names", () => {
    expect(allowedScripts("auto", shown("How do I say hello in Chinese?"))).toContain("Han");
    expect(allowedScripts("auto", shown("Translate it to russian."))).toContain("Cyrillic");
    expect(allowedScripts("auto", shown("Explain Thailand's date format."))).not.toContain("Thai");
    expect(allowedScripts("auto", shown("Why is Mandarin written without blanks?"))).toContain("Han");
  });

  it.each([
    ["Wie sage ich hallo auf Chinesisch?", "Han"],
    ["Schreib es in chinesischen Zeichen.", "Han"],
    ["Comment dit-on bonjour en coréen ?", "Hangul"],
    ["¿Cómo se dice hola en ruso?", "Cyrillic"],
    ["Come si scrive in ebraico?", "Hebrew"],
    ["Как сказать это по-китайски?", "Han"],
    ["用俄语怎么说你好？", "Cyrillic"],
    ["タイ語で書いて", "Thai"],
    ["아랍어로 써줘", "Arabic"],
    ["Say it in Bengali.", "Bengali"],
  ])("`auto` knows the names of languages in many: %s", (question, script) => {
    expect(allowedScripts("auto", shown(question))).toContain(script);
  });

  it("in a prompt with code, only the user's own words name a language", () => {
    const prompt = (words: string) => `const russian = "ru";\n\nChange the code: ${words}\n`;
    expect(allowedScripts("auto", shownIn(prompt("Sort it."), "Sort it."))).toEqual(latin);
    expect(allowedScripts("auto", shownIn(prompt("Add the Russian text."), "Add the Russian text."))).toContain(
      "Cyrillic",
    );
    expect(allowedScripts("auto", shownIn(prompt("")))).toEqual(latin);
  });

  it("with a fixed language the words of an instruction do not count either, but the code does", () => {
    const words = "修复它";
    expect(allowedScripts("en", shownIn(`a();\n\n${words}`, words))).toEqual(latin);
    expect(allowedScripts("en", shownIn(`a(); // 修\n\n${words}`, words))).toContain("Han");
    expect(allowedScripts("auto", shownIn(`a();\n\n${words}`, words))).toContain("Han");
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
    for (const mean of ["'привет'", "‘привет’", "„привет“", "“привет”", "«привет»", "»привет«"]) {
      expect(allowedScripts("en", shown(`What does ${mean} mean?`))).toContain("Cyrillic");
    }
    expect(allowedScripts("en", shown("It's that привет that it doesn't print"))).toEqual(latin);
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
