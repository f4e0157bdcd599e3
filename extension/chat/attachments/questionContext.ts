import { l10n, languages, Uri, window, workspace } from "vscode";
import type { IgnoreReason } from "../../../protocol/context.js";
import { toPonderError } from "../../server/failure.js";
import { Emitter } from "../../emitter.js";
import { Lifetime } from "../../lifetime.js";
import type { ActiveContext, ContextPiece } from "../activeContext.js";
import type { JudgeFiles } from "./judgeFiles.js";
import { mentionsIn, mentionText } from "./mentions.js";
import { mentionSource } from "./mentionSource.js";
import { problemsId } from "./problemsPiece.js";
import { missingPiece, type ShownPiece, type Source } from "./source.js";
import { readSource } from "./sourceReader.js";
import type { WorkspaceFiles } from "./workspaceFiles.js";

/** How long it is waited after an edit before what goes along is read again, in milliseconds. */
const restMs = 400;

/** What {@link QuestionContext} needs. */
export interface QuestionContextParts {
  readonly active: ActiveContext;
  readonly files: WorkspaceFiles;
  /** Starts the server if need be. */
  readonly judge: JudgeFiles;
  /** Asks the server only where it runs; else nothing speaks against any file. */
  readonly judgeIfRunning: JudgeFiles;
  readonly limit: () => number;
  /** Whether the active editor goes along by itself. */
  readonly isAutomatic: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

/** A piece and where it comes from. */
interface Entry {
  readonly piece: ShownPiece;
  readonly attached: readonly Source[];
  /** The texts of the mentions that mean it. */
  readonly mentions: readonly string[];
}

/**
 * What goes along with the next question: the active editor's piece, what the user attached, what the question
 * mentions. What the chips show is what is sent, with the text as it is then.
 */
export class QuestionContext {
  readonly #parts: QuestionContextParts;
  readonly #lifetime = new Lifetime();
  readonly #changed = new Emitter<readonly ShownPiece[]>();
  #attached: readonly Source[] = [];
  /** What the mentions of the draft mean, by their text: found once, as long as they stand there. */
  #mentioned: ReadonlyMap<string, Source | ShownPiece> = new Map();
  /** Mentions that the user took off; they count again once they were gone from the draft. */
  #dismissed: ReadonlySet<string> = new Set();
  #draft = "";
  #entries: readonly Entry[] = [];
  #terminals = 0;
  #work: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** What goes along is something else, or its text is. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: QuestionContextParts) {
    this.#parts = parts;
    const own = this.#lifetime;
    own.own(parts.active.onDidChange(() => void this.refresh()));
    own.own(
      workspace.onDidChangeTextDocument(({ document }) => {
        const uri = document.uri.toString();
        if (this.pieces.some(({ item }) => item?.uri === uri)) this.#refreshSoon();
      }),
    );
    own.own(
      languages.onDidChangeDiagnostics(() => {
        if (this.pieces.some(({ chip }) => chip.id === problemsId)) this.#refreshSoon();
      }),
    );
    own.own({ dispose: () => clearTimeout(this.#timer) });
    void this.refresh();
  }

  /** As they were read last. */
  get pieces(): readonly ShownPiece[] {
    return this.#entries.map(({ piece }) => piece);
  }

  /** Whether the user attached or mentioned something: a question is being prepared. */
  get isPrepared(): boolean {
    return this.#attached.length > 0 || this.#mentioned.size > 0;
  }

  /** What stands in the question field. */
  get draft(): string {
    return this.#draft;
  }

  setDraft(text: string): void {
    this.#draft = text;
    const before = [...this.#mentioned.keys(), ...this.#dismissed].sort().join("\n");
    const now = mentionsIn(text).map(mentionText).sort().join("\n");
    if (now !== before) void this.refresh();
  }

  /** Lets something go along. A file that looks like one with secrets only after a question. */
  async attach(source: Source): Promise<void> {
    const { judge } = this.#parts;
    if (source.kind === "file" && (await judge([source.uri]))[0] === "secretsFile") {
      if (!(await confirmSecret(source.uri))) return;
    }
    const { item, chip } = await this.#read(source);
    if (!item) {
      void window.showInformationMessage(`${chip.note ?? chip.label}.`);
      return;
    }
    // What was selected stays what it was, wherever the user goes meanwhile.
    const range = source.kind === "selection" && item.range;
    const kept: Source = range && item.uri !== undefined ? { kind: "file", uri: Uri.parse(item.uri), range } : source;
    this.#attached = [...this.#attached, kept];
    await this.refresh();
  }

  /** The number of the next piece out of a terminal. */
  nextTerminal(): number {
    return ++this.#terminals;
  }

  /** Leaves out a piece, however it came. */
  remove(id: string): void {
    const entry = this.#entries.find(({ piece }) => piece.chip.id === id);
    if (!entry) return;
    this.#attached = this.#attached.filter((source) => !entry.attached.includes(source));
    this.#dismissed = new Set([...this.#dismissed, ...entry.mentions]);
    this.#parts.active.remove(id);
    void this.refresh();
  }

  /**
   * What goes along with this question; afterwards only the active editor's piece is left.
   *
   * @throws what `JudgeFiles` throws.
   */
  take(question: string): Promise<readonly ContextPiece[]> {
    return this.#serially(async () => {
      this.#draft = question;
      await this.#readAll(this.#parts.judge);
      const taken = this.pieces.flatMap(({ chip, item }) => (item ? [{ chip, item }] : []));
      this.#attached = [];
      this.#dismissed = new Set();
      this.#draft = "";
      await this.#readAll(this.#parts.judgeIfRunning);
      return taken;
    });
  }

  /** Reads everything again. */
  async refresh(): Promise<void> {
    try {
      await this.#serially(() => this.#readAll(this.#parts.judgeIfRunning));
    } catch (error) {
      this.#parts.onFailure(error);
    }
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  async #readAll(judge: JudgeFiles): Promise<void> {
    await this.#findMentions();
    const entries = new Map<string, Entry>();
    const add = (piece: ShownPiece, from: Partial<Entry> = {}) => {
      const { id } = piece.chip;
      const before = entries.get(id);
      entries.set(id, {
        // What goes along by itself and was attached, too, is there once, as attached.
        piece: (piece.item ?? !before) ? piece : before.piece,
        attached: [...(before?.attached ?? []), ...(from.attached ?? [])],
        mentions: [...(before?.mentions ?? []), ...(from.mentions ?? [])],
      });
    };
    if (this.#parts.isAutomatic()) for (const piece of await this.#automatic(judge)) add(piece);
    for (const source of this.#attached) add(await this.#readOrSay(source), { attached: [source] });
    for (const [text, found] of this.#mentioned) {
      add("kind" in found ? await this.#mentionPiece(found, text, judge) : found, { mentions: [text] });
    }
    this.#entries = [...entries.values()];
    this.#changed.fire(this.pieces);
  }

  async #automatic(judge: JudgeFiles): Promise<readonly ShownPiece[]> {
    const { active } = this.#parts;
    const pieces = active.pieces();
    const [reason = null] = active.editor && pieces.length > 0 ? await judge([active.editor.document.uri]) : [];
    return pieces.map(({ chip, item }) =>
      reason === null
        ? { chip: { ...chip, automatic: true }, item }
        : { chip: { ...chip, automatic: true, isMissing: true, note: withheld(reason) } },
    );
  }

  async #mentionPiece(source: Source, text: string, judge: JudgeFiles): Promise<ShownPiece> {
    if (source.kind === "file" && (await judge([source.uri]))[0] === "secretsFile") {
      return missingPiece(text, text, withheld("secretsFile"));
    }
    return this.#readOrSay(source, text);
  }

  async #findMentions(): Promise<void> {
    const { files } = this.#parts;
    const mentions = new Map(mentionsIn(this.#draft).map((mention) => [mentionText(mention), mention]));
    this.#dismissed = new Set([...this.#dismissed].filter((text) => mentions.has(text)));
    const found = new Map<string, Source | ShownPiece>();
    for (const [text, mention] of mentions) {
      if (this.#dismissed.has(text)) continue;
      found.set(text, this.#mentioned.get(text) ?? (await mentionSource(mention, files, () => this.nextTerminal())));
    }
    this.#mentioned = found;
  }

  #read(source: Source): Promise<ShownPiece> {
    const { active, judgeIfRunning: judge, limit } = this.#parts;
    return readSource(source, { editor: () => active.editor, judge, limit });
  }

  /** What cannot be read any more is shown with the reason. */
  async #readOrSay(source: Source, label?: string): Promise<ShownPiece> {
    try {
      return await this.#read(source);
    } catch (error) {
      const name = label ?? ("uri" in source ? source.uri.path : source.kind);
      return missingPiece(name, name.slice(name.lastIndexOf("/") + 1), toPonderError(error).message);
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), restMs);
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }
}

function withheld(reason: IgnoreReason): string {
  return reason === "secretsFile"
    ? l10n.t("Not sent: it looks like a file with secrets. Add it by hand if it is to go along.")
    : l10n.t("Not sent: an ignore rule is about this file. Add it by hand if it is to go along.");
}

async function confirmSecret(uri: Uri): Promise<boolean> {
  const attach = l10n.t("Attach");
  const choice = await window.showWarningMessage(
    l10n.t("{0} looks like a file with secrets. Attach it?", workspace.asRelativePath(uri)),
    { modal: true, detail: l10n.t("Its text goes to the model and is kept with this chat.") },
    attach,
  );
  return choice === attach;
}
