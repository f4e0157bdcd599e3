import type { CompletionDeclarationsParams, DeclaredText } from "../../protocol/completion.js";
import type { Problem } from "../../protocol/edits.js";
import type { IgnoreReason } from "../../protocol/context.js";
import type { Range } from "../../protocol/text.js";
import type { Clock } from "../completion/clock.js";
import { hasSecret } from "../completion/context/secretsInText.js";
import type { Log } from "../log.js";
import type { LineRange } from "./enclosingBlock.js";
import { involvedSymbols } from "./involvedSymbols.js";

/** How long the editor may look, in milliseconds: a fix takes longer, and language support may be starting. */
const timeLimitMs = 3_000;
/** A client that says nothing at all is waited for this much longer, in milliseconds. */
const graceMs = 500;

/** The definition of a name: a piece of a file. */
export interface Definition {
  /** As the model sees it. */
  readonly path: string;
  readonly range: Range;
  readonly text: string;
}

/** The code that a fix is about. */
export interface CodeToFix {
  readonly uri: string;
  /** The path of the document as the model sees it. */
  readonly path: string;
  /** The document. */
  readonly lines: readonly string[];
  readonly target: LineRange;
  readonly problems: readonly Problem[];
}

/** What {@link Definitions} needs. */
export interface DefinitionsParts {
  /** Asks the client. Undefined: it does not know the request. */
  readonly ask: (params: CompletionDeclarationsParams) => Promise<readonly (DeclaredText | null)[] | undefined>;
  /** The path of a document as the model sees it; undefined: it lies outside of the workspace. */
  readonly pathInWorkspace: (uri: string) => string | undefined;
  /** Why a file must not be used. */
  readonly ignored: (uri: string) => IgnoreReason | undefined | Promise<IgnoreReason | undefined>;
  readonly clock: Clock;
  readonly log: Pick<Log, "debug">;
}

/** Finds where the names of the code that is to be fixed are defined, as the editor's own language support knows it. */
export class Definitions {
  constructor(private readonly parts: DefinitionsParts) {}

  /**
   * The definitions outside of the target, the most important first. What comes from outside of the workspace (the
   * model knows the standard libraries, and the rest is nobody's business), from a file that is left alone, or looks
   * like a secret is left out. A client that fails or takes too long gives none; the log says so. Never throws.
   */
  async find(code: CodeToFix, signal: AbortSignal): Promise<readonly Definition[]> {
    const { log } = this.parts;
    const positions = involvedSymbols(code.lines, code.target, code.problems);
    if (positions.length === 0) return [];
    try {
      const declared = (await this.#ask({ uri: code.uri, positions, timeLimitMs }, signal)) ?? [];
      const found: Definition[] = [];
      for (const each of declared) {
        const definition = each === null || isIn(code, each) ? undefined : await this.#judged(code, each);
        if (definition !== undefined && !found.some((other) => isSame(other, definition))) found.push(definition);
      }
      log.debug(`definitions for a fix: ${found.length} of ${positions.length} names`);
      return found;
    } catch (error) {
      log.debug(`definitions for a fix: none, ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  }

  async #ask(params: CompletionDeclarationsParams, signal: AbortSignal): ReturnType<DefinitionsParts["ask"]> {
    const over = new AbortController();
    const late = async () => {
      await this.parts.clock.sleep(timeLimitMs + graceMs, AbortSignal.any([signal, over.signal]));
      throw new Error("the client did not answer in time");
    };
    const answer = this.parts.ask(params);
    const limit = late();
    // One of them is not waited for any more.
    for (const one of [answer, limit]) one.catch(() => undefined);
    return Promise.race([answer, limit]).finally(() => over.abort());
  }

  async #judged(code: CodeToFix, { uri, range, text }: DeclaredText): Promise<Definition | undefined> {
    const { pathInWorkspace, ignored, log } = this.parts;
    const path = uri === code.uri ? code.path : pathInWorkspace(uri);
    const reason =
      path === undefined ? "outside of the workspace" : ((await ignored(uri)) ?? (hasSecret(text) && "a secret"));
    if (path !== undefined && !reason) return { path, range, text: text.trimEnd() };
    log.debug(`a definition is left out: ${String(reason)}`);
    return undefined;
  }
}

/** Whether it is a piece of the code itself, or a piece around it. */
function isIn({ uri, target }: CodeToFix, { uri: other, range }: DeclaredText): boolean {
  return uri === other && range.start.line <= target.end && target.start < range.end.line;
}

const isSame = (a: Definition, b: Definition): boolean =>
  a.path === b.path && a.range.start.line === b.range.start.line;
