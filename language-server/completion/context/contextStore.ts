import type { Log } from "../../log.js";
import type { Clock } from "../clock.js";
import type { CompletionPlace } from "../completionPlace.js";
import type { ContextBudget } from "./contextBudget.js";
import type { ContextChunk } from "./contextChunk.js";
import { ContextRing } from "./contextRing.js";
import { CopiedText } from "./copiedText.js";
import { gatherInTime } from "./gatherInTime.js";
import type { Gatherer, PathOf } from "./gatherer.js";
import type { IgnoreReason } from "../../../protocol/context.js";
import { OpenDocuments, type OpenDocument } from "./openDocuments.js";
import { OpenFiles } from "./openFiles.js";
import { lineOfOffset, linesOf } from "./pieces.js";
import { RecentEdits } from "./recentEdits.js";
import { hasSecret } from "./secretsInText.js";
import { VisitedPlaces } from "./visitedPlaces.js";

/** All gatherers together take at most so long, in milliseconds. */
const timeLimitMs = 150;
/** The lines that count as around the caret: more than a window holds. */
const linesAbove = 112;
const linesBelow = 32;

/** What a {@link ContextStore} needs. */
export interface ContextStoreParts {
  readonly clock: Clock;
  readonly log: Pick<Log, "debug">;
  /** As it is now: it depends on where the model runs. */
  readonly budget: () => ContextBudget;
  readonly pathOf: PathOf;
  /** Why a file must not be used. Sync where it is known already. */
  readonly ignored: (uri: string) => IgnoreReason | undefined | Promise<IgnoreReason | undefined>;
  /** Asked before the ones that the store has by itself. */
  readonly gatherers?: readonly Gatherer[];
}

/**
 * Text from elsewhere for completion prompts. The way of a keystroke takes a list that does not change
 * ({@link chunksFor}); it is brought up to date only while the caret rests ({@link refresh}).
 */
export class ContextStore {
  readonly #parts: ContextStoreParts;
  readonly #ring = new ContextRing();
  readonly #documents = new OpenDocuments();
  readonly #copied: CopiedText;
  readonly #visits: VisitedPlaces;
  readonly #edits: RecentEdits;
  readonly #gatherers: readonly Gatherer[];
  /** For which document the list was made, and when it changed last. */
  #last: { readonly uri: string; readonly changedAt: number } | undefined;
  #refreshes = 0;
  #elsewhere:
    | { readonly uri: string; readonly all: readonly ContextChunk[]; readonly chunks: readonly ContextChunk[] }
    | undefined;

  constructor(parts: ContextStoreParts) {
    this.#parts = parts;
    this.#copied = new CopiedText(parts.pathOf);
    this.#visits = new VisitedPlaces(this.#documents, parts.pathOf);
    this.#edits = new RecentEdits(this.#documents, parts.pathOf);
    const openFiles = new OpenFiles(this.#documents, parts.pathOf);
    this.#gatherers = [...(parts.gatherers ?? []), this.#copied, this.#edits, this.#visits, openFiles];
  }

  opened(document: OpenDocument): void {
    this.#documents.set(document);
    this.#visits.opened(document.uri);
    this.#edits.opened(document);
  }

  /** Costs next to nothing: it is called with every keystroke. */
  changed(document: OpenDocument): void {
    this.#documents.set(document);
  }

  closed(uri: string): void {
    this.#visits.closing(uri);
    this.#edits.closed(uri);
    this.#documents.delete(uri);
  }

  /** The user copied a text out of a document. */
  copied(uri: string, text: string): void {
    this.#copied.copied(uri, text);
  }

  /** Why there are no completions in this file, and none of its text anywhere. Sync where it is known already. */
  ignored(uri: string): IgnoreReason | undefined | Promise<IgnoreReason | undefined> {
    return this.#parts.ignored(uri);
  }

  /** The path of a document as the model sees it. */
  pathOf(uri: string): string {
    return this.#parts.pathOf(uri);
  }

  /**
   * The chunks for a prompt of this document, oldest first. Frozen, and the same object until {@link refresh} changes
   * something or another document is asked for.
   */
  chunksFor(uri: string): readonly ContextChunk[] {
    const all = this.#ring.chunks;
    if (this.#last === undefined || this.#last.uri === uri) return all;
    if (this.#elsewhere?.uri !== uri || this.#elsewhere.all !== all) {
      // Until the list is made for this document: a prompt must not show the document twice.
      const chunks = all.some((chunk) => chunk.uri === uri)
        ? Object.freeze(all.filter((chunk) => chunk.uri !== uri))
        : all;
      this.#elsewhere = { uri, all, chunks };
    }
    return this.#elsewhere.chunks;
  }

  /**
   * The caret rests at a place: gathers, and changes the list where it is worth it. Takes at most a third of a second.
   * A call ends the effect of those before that still run. Never throws, also not when it is aborted.
   *
   * @param isElsewhere the window around the caret has to be evaluated in any case.
   */
  async refresh(place: CompletionPlace, isElsewhere: boolean, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    const run = ++this.#refreshes;
    const budget = this.#parts.budget();
    const line = lineOfOffset(place.text, place.offset);
    this.#documents.looked(place.uri);
    this.#visits.visited(place.uri, line);
    const here = await this.#judge([place], signal);
    if (here.ignored.size + here.unknown.size > 0) return;
    const found = await gatherInTime(this.#gatherers, place, budget.piece, { clock, log, timeLimitMs }, signal);
    const { ignored, unknown } = await this.#judge([...found, ...this.#ring.chunks], signal);
    if (signal.aborted || run !== this.#refreshes) return;

    this.#ring.drop(({ uri }) => ignored.has(uri));
    const candidates = found.filter(({ uri, text }) => !ignored.has(uri) && !unknown.has(uri) && !hasSecret(text));
    const now = clock.now();
    const before = this.#ring.chunks;
    const last = this.#last;
    const isCalm = now - (last?.changedAt ?? now) >= budget.calmMs;
    // One who looks into another file and comes back should find what is evaluated for the first.
    const isFree = last === undefined || (isElsewhere && isCalm);
    this.#ring.update({
      candidates,
      around: around(place.text, line),
      budget,
      isFree,
      isCalm,
    });
    const isChanged = this.#ring.chunks !== before;
    const changedAt = isChanged || this.#last === undefined ? now : this.#last.changedAt;
    if (isChanged || isFree) this.#last = { uri: place.uri, changedAt };
    if (isChanged)
      log.debug(`${this.#ring.chunks.length} chunks: ${this.#ring.chunks.map(({ kind }) => kind).join(", ")}`);
  }

  /**
   * Which of the files must not be used: `ignored` is sure, `unknown` was not judged in time. One for which judging fails
   * counts as ignored.
   */
  async #judge(
    chunks: readonly { readonly uri: string }[],
    signal: AbortSignal,
  ): Promise<{ readonly ignored: ReadonlySet<string>; readonly unknown: ReadonlySet<string> }> {
    const unknown = new Set(chunks.map(({ uri }) => uri));
    const ignored = new Set<string>();
    const judge = async (uri: string) => {
      const isIgnored = await Promise.resolve(this.#parts.ignored(uri)).then(
        (reason) => reason !== undefined,
        () => true,
      );
      if (isIgnored) ignored.add(uri);
      unknown.delete(uri);
    };
    const over = new AbortController();
    const both = AbortSignal.any([signal, over.signal]);
    const judged = Promise.all([...unknown].map(judge));
    await Promise.race([judged, this.#parts.clock.sleep(timeLimitMs, both).catch(() => undefined)]);
    over.abort();
    return { ignored, unknown };
  }
}

function around(text: string, line: number): string {
  return linesOf(text)
    .slice(Math.max(0, line - linesAbove), line + linesBelow)
    .join("\n");
}
