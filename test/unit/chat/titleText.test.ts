import { expect, it } from "vitest";
import { titleText } from "../../../language-server/chat/titleText.js";

it.each([
  ["Counting letters in words", "Counting letters in words"],
  ['"Counting Letters."', "Counting Letters"],
  ["**Title:** Off-by-one in a loop\nMore text", "Off-by-one in a loop"],
  ["# Fixing `sumPrices`", "Fixing sumPrices"],
])("makes a title of %j", (written, title) => expect(titleText(written)).toBe(title));

it.each(["", "\n", "42", "…", "<think>", "<think>\nThe user wants a title", "a very long ".repeat(20)])(
  "makes none of %j",
  (written) => expect(titleText(written)).toBeUndefined(),
);
