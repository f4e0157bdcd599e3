/*
 * The only file of the panel that sets a style: what stands in a page that is not drawn has the height of the page. It
 * does so through the object model, as the page's policy forbids style attributes in markup.
 */

/** The height of a line, in the size of the font. */
const lineHeight = 1.5;

/** Stands in a page that was never drawn. @param lines about how high it will be. */
export function spacerOfLines(lines: number): HTMLElement {
  return spacer(`${(Math.max(1, lines) * lineHeight).toFixed(1)}em`);
}

/** Stands in a page that is not drawn any more. @param height that it had, in CSS pixels. */
export function spacerOfHeight(height: number): HTMLElement {
  return spacer(`${height.toFixed(2)}px`);
}

function spacer(height: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "spacer";
  element.style.height = height;
  return element;
}
