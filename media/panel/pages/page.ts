import { noChange } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive, type ElementPart } from "lit/directive.js";
import type { Pages, PageContent } from "./pages.js";

/** Stands on the element that is a page: `<div ${page(pages, content)}></div>`. Nothing else may draw into it. */
class PageDirective extends AsyncDirective {
  #forget: () => void = () => undefined;

  override render(_pages: Pages, _content: PageContent): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [pages, content]: [Pages, PageContent]): unknown {
    if (element instanceof HTMLElement) {
      pages.place(element, content);
      this.#forget = () => pages.forget(element);
    }
    return noChange;
  }

  override disconnected(): void {
    this.#forget();
  }
}

/** Makes an element a page: it is drawn when there is time for it, and not kept for ever when it is out of sight. */
export const page = directive(PageDirective);
