import { DiagnosticSeverity, languages, Uri, workspace, type Diagnostic } from "vscode";
import type { Problem } from "../../protocol/edits.js";
import type { VerifyProblemsParams } from "../../protocol/verify.js";
import { openDocument, toProblem } from "../documents.js";
import { Lifetime } from "../lifetime.js";

/** Scheme of texts that are shown nowhere. */
const scheme = "ponder-shadow";
/** How long a language service may take for its first word about a text, and for the next one, in milliseconds. */
const firstMs = 5_000;
const settleMs = 400;

/**
 * Finds problems of texts that are no files: each becomes a virtual document that is shown nowhere, and what the
 * editor's language services publish about it is taken. Those that look only at files say nothing, and that is what is
 * answered then. The user's document is not touched.
 */
export class ShadowProblems {
  readonly #lifetime = new Lifetime();
  readonly #texts = new Map<string, string>();
  /** Languages with a service that has spoken about a virtual document. */
  readonly #spoken = new Set<string>();
  #count = 0;

  constructor() {
    this.#lifetime.own(
      workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? "",
      }),
    );
  }

  /** Answers `ponder/verify/problems`. */
  async find({ uri, text }: VerifyProblemsParams): Promise<readonly Problem[] | null> {
    const original = openDocument(uri);
    if (!original) return null;
    const { languageId } = original;
    const shadow = Uri.from({ scheme, path: original.uri.path, query: String(++this.#count) });
    this.#texts.set(shadow.toString(), text);
    try {
      const spoken = spokenAbout(shadow);
      const document = await workspace.openTextDocument(shadow);
      if (document.languageId !== languageId) await languages.setTextDocumentLanguage(document, languageId);
      if (await spoken) this.#spoken.add(languageId);
      // A service that has nothing to say of a good text may say nothing at all.
      else if (!this.#spoken.has(languageId)) return null;
      return languages.getDiagnostics(shadow).filter(isProblem).map(toProblem);
    } finally {
      this.#texts.delete(shadow.toString());
    }
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }
}

/** Waits until a service has said all that it has to say about a document. @returns whether one said anything. */
function spokenAbout(uri: Uri): Promise<boolean> {
  const wanted = uri.toString();
  return new Promise((resolve) => {
    let timer = setTimeout(() => end(false), firstMs);
    const subscription = languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((changed) => changed.toString() === wanted)) return;
      clearTimeout(timer);
      timer = setTimeout(() => end(true), settleMs);
    });
    function end(spoke: boolean): void {
      subscription.dispose();
      resolve(spoke);
    }
  });
}

/** Errors and warnings. */
const isProblem = ({ severity }: Diagnostic): boolean => severity <= DiagnosticSeverity.Warning;
