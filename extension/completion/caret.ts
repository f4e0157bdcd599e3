import { window } from "vscode";
import { completionCaretMethod, type CompletionCaretParams } from "../../protocol/completion.js";
import { Lifetime, type Owned } from "../lifetime.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerRun } from "../server/serverRun.js";

/** A caret that has not moved for so long rests, in milliseconds. Between two keys of fluent typing it is less. */
const restMs = 150;

/** Tells the server where the caret rests, so that it can make the next completion cheap. Once per rest. */
export function tellCaret(notify: ServerRun["notify"]): Owned {
  const lifetime = new Lifetime();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    const editor = window.activeTextEditor;
    if (!editor || editor.selections.length > 1 || !editor.selection.isEmpty) return;
    const { uri } = editor.document;
    if (!isSupportedScheme(uri.scheme)) return;
    const { line, character } = editor.selection.active;
    const params: CompletionCaretParams = { uri: uri.toString(), position: { line, character } };
    notify(completionCaretMethod, params);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, restMs);
  };
  lifetime.own({ dispose: () => clearTimeout(timer) });
  lifetime.own(window.onDidChangeActiveTextEditor(wait));
  lifetime.own(
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === window.activeTextEditor) wait();
    }),
  );
  wait();
  return lifetime;
}
