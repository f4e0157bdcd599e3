/** Longest line that is shown, in characters. */
const longest = 100;

/** Shows a growing thought as progress: the beginning of each paragraph, once it is complete. */
export class ThoughtProgress {
  readonly #show: (line: string) => void;
  #open = "";

  constructor(show: (line: string) => void) {
    this.#show = show;
  }

  push(text: string): void {
    const paragraphs = (this.#open + text).split(/\n\s*\n/);
    this.#open = paragraphs.pop() ?? "";
    for (const paragraph of paragraphs) this.#tell(paragraph);
  }

  #tell(paragraph: string): void {
    const line = paragraph.trim().split("\n", 1)[0]?.trim() ?? "";
    if (line === "") return;
    const characters = Array.from(line);
    this.#show(asText(characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : line));
  }
}

/** Progress is Markdown; a model's words in it make no links and no pictures. Pure. */
export function asText(line: string): string {
  return line.replace(/[\\`*_{}[\]()<>#+\-.!|~$&]/g, "\\$&");
}
