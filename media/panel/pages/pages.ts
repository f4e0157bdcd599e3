import { nothing, render } from "lit";
import { spacerOfHeight, spacerOfLines } from "./spacer.js";

/** What is in a page. */
export interface PageContent {
  /** Draws it. */
  readonly draw: () => unknown;
  /** What it depends on: it is drawn anew when one of these is another one. */
  readonly key: readonly unknown[];
  /** About how many lines it is high, as long as it was not drawn. */
  readonly lines: number;
  /** About how much text it holds, in UTF-16 code units. */
  readonly weight: number;
}

interface Page {
  readonly element: HTMLElement;
  content: PageContent;
  /** The key with which it was drawn; absent: only {@link Page.spacer} is in it. */
  drawn?: readonly unknown[] | undefined;
  spacer: HTMLElement;
  /** Whether it is in sight or not far from it; `undefined`: not known yet. */
  isNear?: boolean;
}

/** How far from what is in sight a page is still near, in heights of what scrolls. */
const nearMargin = "100% 0px";

/**
 * How much text is kept drawn although it is not near, in UTF-16 code units. Each frame of a growing text lays out what is
 * drawn (`npm run bench:panel`).
 */
const keptWeight = 24_000;

/**
 * Draws the parts of a long page one after the other: those in sight first, then the end of the conversation, then what
 * else there is room for. What is out of sight is emptied again when there is too much of it; it keeps its height.
 *
 * So neither a long text nor a long conversation makes one long task, and the document does not grow without limit.
 */
export class Pages {
  readonly #pages = new Map<Element, Page>();
  /** Pages that were not drawn as they are now; later ones are drawn first. */
  readonly #waiting = new Set<Page>();
  readonly #waitingNear = new Set<Page>();
  /** Drawn pages that are not near; the one that is longest away comes first. */
  readonly #far = new Set<Page>();
  readonly #observer: IntersectionObserver;
  readonly #onWork: () => void;
  #weight = 0;

  /** @param onWork a page is wanted: {@link Pages.draw} has something to do. */
  constructor(onWork: () => void) {
    this.#onWork = onWork;
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), {
      root: document,
      rootMargin: nearMargin,
      scrollMargin: nearMargin,
    });
  }

  /** The page has this content from now on. */
  place(element: HTMLElement, content: PageContent): void {
    const known = this.#pages.get(element);
    if (known) {
      if (known.drawn) this.#weight += content.weight - known.content.weight;
      known.content = content;
      if (!known.drawn || !isSame(known.drawn, content.key)) this.#wait(known);
      return;
    }
    const page: Page = { element, content, spacer: spacerOfLines(content.lines) };
    element.append(page.spacer);
    this.#pages.set(element, page);
    this.#observer.observe(element);
    this.#wait(page);
  }

  /** The page is gone. */
  forget(element: Element): void {
    const page = this.#pages.get(element);
    if (!page) return;
    this.#pages.delete(element);
    this.#observer.unobserve(element);
    this.#done(page);
    this.#far.delete(page);
    if (!page.drawn) return;
    this.#weight -= page.content.weight;
    // What is in it was drawn by itself, and so is told by itself that it is gone.
    render(nothing, page.element);
  }

  /**
   * Draws pages until a time on the page's clock, at least one.
   *
   * @returns whether there is more to draw.
   */
  draw(until: number): boolean {
    for (let page = this.#next(); page; page = this.#next()) {
      this.#draw(page);
      if (performance.now() >= until) break;
    }
    this.#emptyFar();
    return this.#next() !== undefined;
  }

  /** Draws the page that an element is, at once. */
  drawNow(element: Element | null): void {
    const page = element && this.#pages.get(element);
    if (page && this.#waiting.has(page)) this.#draw(page);
  }

  #wait(page: Page): void {
    this.#waiting.add(page);
    if (page.isNear) this.#waitingNear.add(page);
  }

  #done(page: Page): void {
    this.#waiting.delete(page);
    this.#waitingNear.delete(page);
  }

  #next(): Page | undefined {
    for (const page of this.#waitingNear) return page;
    let last: Page | undefined;
    for (const page of this.#waiting) if (page.drawn || this.#weight + page.content.weight <= keptWeight) last = page;
    return last;
  }

  #draw(page: Page): void {
    this.#done(page);
    const { element, content } = page;
    if (!page.drawn) {
      this.#weight += content.weight;
      if (page.isNear === false) this.#far.add(page);
    }
    page.drawn = content.key;
    render(content.draw(), element);
    page.spacer.remove();
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const page = this.#pages.get(target);
      if (!page) continue;
      page.isNear = isIntersecting;
      if (isIntersecting) {
        this.#far.delete(page);
        if (this.#waiting.has(page)) this.#waitingNear.add(page);
      } else {
        this.#waitingNear.delete(page);
        if (page.drawn) this.#far.add(page);
      }
    }
    this.#emptyFar();
    if (this.#next()) this.#onWork();
  }

  #emptyFar(): void {
    if (this.#weight <= keptWeight) return;
    const leaving: { readonly page: Page; readonly height: number }[] = [];
    let weight = this.#weight;
    for (const page of this.#far) {
      if (weight <= keptWeight) break;
      if (isInUse(page.element)) continue;
      weight -= page.content.weight;
      leaving.push({ page, height: page.element.getBoundingClientRect().height });
    }
    for (const { page, height } of leaving) {
      // An emptied page takes the pages in it along.
      if (!this.#pages.has(page.element) || !page.drawn) continue;
      this.#far.delete(page);
      this.#weight -= page.content.weight;
      page.drawn = undefined;
      page.spacer = spacerOfHeight(height);
      render(nothing, page.element);
      page.element.append(page.spacer);
      this.#waiting.add(page);
    }
  }
}

/** Whether the user is at something in it. */
function isInUse(element: Element): boolean {
  if (element.contains(document.activeElement)) return true;
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true);
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
