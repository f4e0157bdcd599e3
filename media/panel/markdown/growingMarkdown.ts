import { renderBlocks, type RenderedHtml } from "./renderMarkdown.js";

/**
 * Renders a growing markdown text again and again without starting over each time: a block is finished once the next
 * one has begun, so only the end of the text is parsed anew. The result is the same as that of the whole text.
 */
export class GrowingMarkdown {
  #text = "";
  /** How much of `#text` is in `#finished`. */
  #finishedLength = 0;
  #finished: readonly RenderedHtml[] = [];
  #blocks: readonly RenderedHtml[] = [];

  /** @param text what there is by now. */
  update(text: string): readonly RenderedHtml[] {
    if (text === this.#text) return this.#blocks;
    if (!text.startsWith(this.#text)) {
      this.#finishedLength = 0;
      this.#finished = [];
    }
    this.#text = text;
    this.#render(text.slice(this.#finishedLength));
    return this.#blocks;
  }

  #render(tail: string): void {
    const blocks = renderBlocks(tail);
    this.#blocks = [...this.#finished, ...blocks.map(({ html }) => html)];
    const lines = lineStarts(tail);
    // A block's first line, and the second one (of a table), may still become something else while they are not
    // complete, and so belong to the block before it.
    const complete = blocks.filter(({ line }) => line + 1 < lines.length - 1);
    const last = complete.at(-1);
    if (!last) return;
    this.#finished = this.#blocks.slice(0, this.#finished.length + complete.length - 1);
    this.#finishedLength += lines[last.line] ?? 0;
  }
}

/** Where each line begins, with line ends as markdown-it sees them. */
function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), ({ 0: end, index }) => index + end.length)];
}
