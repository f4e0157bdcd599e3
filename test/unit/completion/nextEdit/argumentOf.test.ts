import { expect, it } from "vitest";
import { argumentOf } from "../../../../language-server/completion/nextEdit/argumentOf.js";
import { languageRules } from "../../../../language-server/completion/syntax/languageRules.js";

it.each([
  ["rate);", "rate"],
  ["rate, 2);", "rate"],
  ["f(a, b), c);", "f(a, b)"],
  ['"a, b");', '"a, b"'],
  ["[1, 2]);\nnext();", "[1, 2]"],
  ["rate;", "rate"],
  [" rate ", "rate"],
  [");", undefined],
  ["", undefined],
  ["(a, b", undefined],
  ["// why", undefined],
  ["a".repeat(61), undefined],
])("%j: %j", (written, argument) => expect(argumentOf(written, languageRules("typescript"))).toBe(argument));
