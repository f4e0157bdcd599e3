import { cutPlace } from "../text/cutPlace.js";
import { GrowingText, ownCopy } from "../text/growingText.js";
import { blockStarts, codesIn, lineStarts } from "./blocks.js";

/** About how much text is in a page, in UTF-16 code units. */
const pageLength = 2_000;
/** Longest block that stays in one piece. It is drawn anew in each frame while it grows. */
export const maxBlockLength = 6_000;

/** A piece of a markdown text that is rendered by itself: some blocks, or a part of a very long one. */
export interface MarkdownPage {
  /** To be rendered. */
  readonly source: string;
  /** How many lines it has. */
  readonly lines: number;
  /** Its first block is code that began in the page before. */
  readonly continues: boolean;
  /** Its last block is code that goes on in the next page. */
  readonly goesOn: boolean;
}

/**
 * Cuts a growing markdown text into pages: a block is finished once the next one has begun, so only the end of the
 * text is parsed anew. The pages' blocks are those of the whole text, but for blocks of more than
 * {@link maxBlockLength}: these come in pieces, cut between lines where possible. Code and tables go on as such.
 */
export class GrowingMarkdown extends GrowingText {
  readonly #finished: MarkdownPage[] = [];
  #open: MarkdownPage | undefined;
  /** What the rest needs in front of it to be what it is: an opening fence, a table's head. */
  #prefix = "";
  #continues = false;

  /** All pages; those before the last one never change. */
  get pages(): readonly MarkdownPage[] {
    return this.#open ? [...this.#finished, this.#open] : this.#finished;
  }

  /**
   * The code of a code block, from all the pages that it is on.
   *
   * @param pageIndex of the page that it begins in.
   * @param codeIndex which code block of that page.
   */
  code(pageIndex: number, codeIndex: number): string {
    const pages = this.pages;
    let code = "";
    for (let at = pageIndex, index = codeIndex; ; at++, index = 0) {
      const page = pages[at];
      if (!page) return code;
      const codes = codesIn(page.source);
      code += codes[index] ?? "";
      if (!page.goesOn || index < codes.length - 1) return code;
    }
  }

  protected override take(window: string, isWhole: boolean): number {
    const source = this.#prefix + window;
    const lines = lineStarts(source);
    const blocks = blockStarts(source);
    const starts = blocks.map(({ line }, index) => (index === 0 ? 0 : (lines[line] ?? 0)));
    const size = (index: number) => (starts[index + 1] ?? source.length) - (starts[index] ?? 0);
    if (size(0) > maxBlockLength) return this.#cutBlock(source, blocks[0]?.type, lines);
    const isLong = !isWhole || window.length > maxBlockLength;
    // A block's first line, and the second one (of a table), may still become something else while they are not
    // complete, and so belong to the block before it.
    const sure = isLong ? starts.length : blocks.filter(({ line }) => line + 1 < lines.length - 1).length;
    for (let next = 1; next < sure; next++) {
      const end = starts[next] ?? 0;
      const isEnough = end >= pageLength || size(next) > maxBlockLength || (isLong && next === sure - 1);
      if (isEnough) return this.#finish(source.slice(0, end), "", false);
    }
    this.#open = { source, lines: lines.length, continues: this.#continues, goesOn: false };
    return 0;
  }

  /** @param lines where the lines of the text begin. */
  #cutBlock(source: string, type: string | undefined, lines: readonly number[]): number {
    const isCode = type === "fence" || type === "code_block";
    const headLines = type === "fence" ? 1 : type === "table_open" ? 2 : 0;
    const head = source.slice(0, lines[headLines]);
    const body = source.slice(head.length);
    return this.#finish(head + body.slice(0, cutPlace(body, maxBlockLength)), head, isCode);
  }

  /** @param prefix of what follows. */
  #finish(source: string, prefix: string, goesOn: boolean): number {
    this.#finished.push({
      source: ownCopy(source),
      lines: lineStarts(source).length,
      continues: this.#continues,
      goesOn,
    });
    const taken = source.length - this.#prefix.length;
    this.#prefix = prefix;
    this.#continues = goesOn;
    this.#open = undefined;
    return taken;
  }
}
