import type { CompletionLines } from "../completionLines.js";
import { nextLine, type CursorContext } from "../cursorContext.js";
import { columnsOf } from "../indentation.js";
import { languageRules } from "../syntax/languageRules.js";
import { nothingOpen, scan, type Scan } from "../syntax/scan.js";
import { opensBlock } from "../syntax/linesWanted.js";

/** Most lines of a completion. */
const maxLines = 16;

/** A line at the depth of the one that opened a block, and still part of it. */
const goesOn = /^\s*(?:[)\]}{]|<\/|(?:end|fi|done|esac|else|elif|elsif|except|finally|rescue|ensure|catch|then|do)\b)/;

/** Says where a completion is over: given all that was written so far, how much of it to keep; undefined: go on. */
export type CompletionEnd = (text: string, ended: boolean) => number | undefined;

/**
 * Watches a completion while it is written and says when it is over.
 *
 * One line: at its end. Several: where the scope of the caret ends (what the caret's line begins is over, as the parser
 * sees it, else a line with less indentation, or the bracket that closes what the caret's line opened), before the line
 * that follows the caret in the document, at a blank line, when a line comes for the third time, and after 16 lines.
 * Lines of a text or a comment that goes on are no such lines, whatever they look like. Each line is looked at once, so
 * a token costs the same whether the text is short or long.
 *
 * @returns a function for one completion; its texts must grow.
 */
export function completionEnd(context: CursorContext, lines: CompletionLines): CompletionEnd {
  const watch = lines === "single" ? undefined : new ScopeWatch(context);
  const onBlankLine = context.before.trim() === "" && context.after.trim() === "";
  let begin = 0;
  let over: number | undefined;
  return (text, ended) => {
    if (over !== undefined) return over;
    for (let end = text.indexOf("\n", begin); end >= 0; end = text.indexOf("\n", begin)) {
      const line = text.slice(begin, end).replace(/\r$/, "");
      const skipped = onBlankLine && text.slice(0, end).trim() === "";
      if (!skipped) over = watch === undefined ? begin + line.length : watch.line(text, begin, begin + line.length);
      if (over !== undefined) return over;
      begin = end + 1;
    }
    if (!ended) return undefined;
    over = watch?.line(text, begin, text.length) ?? text.length;
    return over;
  };
}

/** Whether the next line is a part of a string or a comment. */
const isLong = ({ open, comment }: Scan): boolean => comment !== undefined || open.at(-1)?.string !== undefined;

/** Looks at the lines of a completion one by one. */
class ScopeWatch {
  readonly #context: CursorContext;
  readonly #next: string | undefined;
  readonly #seen = new Map<string, { readonly end: number; count: number }>();
  #base: number | undefined;
  #opened = false;
  #count = 0;
  #end = 0;
  /** Strings and comments that the completion begins; in one that is there already there are no several lines. */
  #scan = nothingOpen;

  constructor(context: CursorContext) {
    this.#context = context;
    this.#next = nextLine(context);
  }

  /** Where the completion is over, if it is with this line of it. */
  line(text: string, begin: number, lineEnd: number): number | undefined {
    const { before, indentation, languageId, syntax } = this.#context;
    const rules = languageRules(languageId);
    const first = this.#count === 0;
    const line = text.slice(begin, lineEnd);
    const whole = first ? before + line : line;
    this.#count++;
    const isInside = isLong(this.#scan);
    this.#scan = scan(`${line}\n`, rules, this.#scan);
    if (isInside) {
      this.#end = begin + line.trimEnd().length;
      return this.#count >= maxLines ? this.#end : undefined;
    }
    if (line.trim() === "") {
      if (!first) return this.#end;
      this.#opened = opensBlock(before, rules);
      this.#base = columnsOf(before, indentation.size);
      return undefined;
    }
    if (whole.trimEnd() === this.#next?.trimEnd() && !first) return this.#end;
    const scope = syntax?.written(text.slice(0, lineEnd), begin);
    if (scope !== undefined && scope !== "belongs") return scope.closedAt;
    const columns = columnsOf(whole, indentation.size);
    this.#base ??= columns;
    // On an empty line the scope is the block around it, else the one that the caret's line opens.
    if (first) this.#opened = before.trim() !== "" && opensBlock(whole, rules);
    else if (scope !== "belongs") {
      if (columns < this.#base) return this.#end;
      if (columns === this.#base && this.#opened) {
        if (!goesOn.test(line)) return this.#end;
        if (!opensBlock(line, rules)) return begin + line.trimEnd().length;
      }
    }
    const end = begin + line.trimEnd().length;
    const seen = this.#seen.get(whole.trim());
    if (seen === undefined) this.#seen.set(whole.trim(), { end, count: 1 });
    else if (++seen.count === 3 && /\w{3}/.test(whole)) return seen.end;
    this.#end = end;
    return this.#count >= maxLines ? end : undefined;
  }
}
