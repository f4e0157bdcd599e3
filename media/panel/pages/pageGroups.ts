import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { page } from "./page.js";
import type { Pages } from "./pages.js";

/** How many pages are in a group. */
export const groupSize = 32;
/** What a page that is not drawn weighs as part of its group. */
const pageWeight = 30;

/**
 * The pages of a long text, in groups that are pages themselves: the document holds the pages near to what is in sight,
 * and of a text of any length little else. Only the last group of a growing text is looked at again in each frame.
 *
 * @param all those before the last one never change.
 * @param linesOf about how many lines a page is high.
 * @param view one page.
 */
export function pageGroups<Page>(
  all: readonly Page[],
  pages: Pages,
  linesOf: (page: Page) => number,
  view: (page: Page, index: number) => TemplateResult,
): readonly unknown[] {
  return Array.from({ length: Math.ceil(all.length / groupSize) }, (_, group) => {
    const first = group * groupSize;
    const own = all.slice(first, first + groupSize);
    const key = [own[0], own.length, own.at(-1)];
    return guard(key, () => {
      const content = {
        draw: () => own.map((each, at) => view(each, first + at)),
        key,
        lines: own.reduce((sum, each) => sum + linesOf(each), 0),
        weight: own.length * pageWeight,
      };
      return html`<div class="pages" ${page(pages, content)}></div>`;
    });
  });
}
