import { createPatch } from "diff";
import { seededRandom } from "../../support/seededRandom.js";

/** An edit of a big file, as a model may write it. */
export interface BigEdit {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly answer: string;
}

/**
 * A file of functions of ten lines each, and an answer that changes evenly spread ones: as it should be, and with what
 * models get wrong.
 *
 * @param lineCount lines of the file
 * @param blockCount changes
 */
export function bigEdits(lineCount: number, blockCount: number): readonly BigEdit[] {
  const { changed, before, after } = bigFile(lineCount, blockCount);
  const blocks = (search: (lines: readonly string[]) => readonly string[]) =>
    changed.map((at) => block(search(functionOf(at)), functionOf(at).map(fixed))).join("\n");
  return [
    { name: "SEARCH/REPLACE, exact", before, after, answer: blocks((lines) => lines) },
    {
      name: "SEARCH/REPLACE, other white space",
      before,
      after,
      answer: blocks((lines) => lines.map((line) => line.replaceAll(" = ", "  =  "))),
    },
    { name: "unified diff", before, after, answer: createPatch("big.js", before, after, "", "", { context: 3 }) },
  ];
}

/** An edit whose search texts are only similar to the places that are meant, and these texts. */
export interface SimilarEdit extends BigEdit {
  readonly searches: readonly (readonly string[])[];
}

/** The same file and changes, and an answer whose search texts all miss a line or have one more. */
export function similarEdit(lineCount: number, blockCount: number): SimilarEdit {
  const { changed, before, after } = bigFile(lineCount, blockCount);
  const searches = changed.map((at, index) =>
    index % 2 === 0 ? functionOf(at).toSpliced(4, 1) : functionOf(at).toSpliced(4, 0, "    check();"),
  );
  const blocks = searches.map((search, index) => block(search, functionOf(changed[index] ?? 0).map(fixed)));
  return { name: "SEARCH/REPLACE, a line more or less", before, after, answer: blocks.join("\n"), searches };
}

function bigFile(lineCount: number, blockCount: number) {
  const functions = Array.from({ length: Math.floor(lineCount / 10) }, (_, at) => functionOf(at));
  const step = Math.floor(functions.length / blockCount);
  const changed = Array.from({ length: blockCount }, (_, at) => at * step);
  const after = functions.map((lines, at) => (changed.includes(at) ? lines.map(fixed) : lines));
  return { changed, before: join(functions), after: join(after) };
}

/** Functions of one shape and with names of their own, so that only their own place is like what is looked for. */
function functionOf(at: number): readonly string[] {
  const random = seededRandom(at + 1);
  const word = () => Array.from({ length: 8 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
  const [name, list, factor, sum, price, tax] = [word(), word(), word(), word(), word(), word()];
  return [
    `function ${name}(${list}, ${factor}) {`,
    `  let ${sum} = ${String(at)};`,
    `  for (let i = 0; i <= ${list}.length; i++) {`,
    `    const ${price} = ${list}[i].${price} * ${factor};`,
    `    ${sum} = ${sum} + ${price};`,
    "  }",
    `  const ${tax} = ${sum} * ${factor};`,
    `  return ${name}.round(${sum} + ${tax});`,
    "}",
    "",
  ];
}

const fixed = (line: string) => line.replace("i <= ", "i < ");
const join = (functions: readonly (readonly string[])[]) => functions.flat().join("\n");

/** Without the empty line at the end of each function. */
function block(search: readonly string[], replace: readonly string[]): string {
  const [from, to] = [search.slice(0, -1).join("\n"), replace.slice(0, -1).join("\n")];
  return `<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE`;
}
