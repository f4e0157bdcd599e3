/** How near to the end, in CSS pixels, still counts as the end. */
const tolerance = 4;

interface Position {
  readonly atEnd: boolean;
  readonly top: number;
}

/**
 * Decides whether an element keeps to its end while it grows. Only an upward move leaves the end: a scroll event that
 * comes late, after the content grew once more, finds the end further away although nobody scrolled. Pure.
 */
export function nextPosition(before: Position, top: number, distanceToEnd: number): Position {
  if (distanceToEnd <= tolerance) return { atEnd: true, top };
  return { atEnd: before.atEnd && top >= before.top, top };
}

/** Keeps growing elements at their end, unless the user scrolled up in them. */
export class ScrollKeeper {
  readonly #positions = new WeakMap<Element, Position>();
  readonly #sizes = new ResizeObserver(() => {
    if (this.#watched) this.keep(this.#watched);
  });
  #watched: Element | undefined;

  /** @param root the scroll events of everything in it are watched. */
  constructor(root: HTMLElement, onScroll: (element: Element, atEnd: boolean) => void) {
    root.addEventListener(
      "scroll",
      ({ target }) => {
        if (!(target instanceof Element)) return;
        const distance = target.scrollHeight - target.clientHeight - target.scrollTop;
        const position = nextPosition(this.#position(target), target.scrollTop, distance);
        this.#positions.set(target, position);
        onScroll(target, position.atEnd);
      },
      { capture: true, passive: true },
    );
  }

  /** From now on the element is kept also when it or its children get another size without being drawn. */
  watch(element: Element): void {
    if (element === this.#watched) return;
    this.#watched = element;
    this.#sizes.disconnect();
    for (const each of [element, ...element.children]) this.#sizes.observe(each);
  }

  /** The element keeps to its end from now on. */
  toEnd(element: Element): void {
    this.#positions.set(element, { atEnd: true, top: element.scrollTop });
  }

  /** Puts the element somewhere else than at its end. @param top in CSS pixels. */
  to(element: Element, top: number): void {
    element.scrollTop = top;
    this.#positions.set(element, { atEnd: false, top: element.scrollTop });
  }

  /** To be called after the element grew. */
  keep(element: Element): void {
    const { atEnd } = this.#position(element);
    if (!atEnd) return;
    element.scrollTop = element.scrollHeight;
    this.#positions.set(element, { atEnd, top: element.scrollTop });
  }

  #position(element: Element): Position {
    return this.#positions.get(element) ?? { atEnd: true, top: 0 };
  }
}
