/** A piece of an answer as models write them: heading, sentences, list, table and code. */
function section(at: number): string {
  const rows = Array.from({ length: 4 }, (_, row) => `| ${at + row} | \`item${row}\` | ${(row * 1.19).toFixed(2)} |`);
  const lines = Array.from(
    { length: 12 },
    (_, line) => `  total += prices[${line}] * rate(${at}, ${line}); // ${line}`,
  );
  return [
    `## Step ${at}`,
    `The loop in \`sum${at}\` runs **one step too far**: the index *i* reaches the length. Look at [MDN](https://developer.mozilla.org/).`,
    `1. \`items.length\` is the number of items.\n2. The last index is one less.\n3. So the round ${at} reads past the end.`,
    `| i | item | total |\n|---|---|---|\n${rows.join("\n")}`,
    `\`\`\`ts\nexport function sum${at}(prices: readonly number[]): number {\n  let total = 0;\n${lines.join("\n")}\n  return total;\n}\n\`\`\``,
    "",
  ].join("\n\n");
}

/** A long answer in Markdown. @param length in UTF-16 code units. */
export function answerText(length: number): string {
  let text = "";
  for (let at = 0; text.length < length; at++) text += section(at);
  return text.slice(0, length);
}

/** A long thought: paragraphs that mention code and turn round now and then. @param length in UTF-16 code units. */
export function thoughtText(length: number): string {
  let text = "";
  for (let at = 0; text.length < length; at++)
    text += `${at % 5 === 4 ? "Wait, " : "So "}the function \`sum${at}\` in src/cart.ts adds the prices up to line ${at}, and the index is checked against the length once more before it goes on.\n\n`;
  return text.slice(0, length);
}
