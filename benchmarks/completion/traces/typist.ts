import { EditorTyping, type Key } from "./editorTyping.js";
import { chooseHoles, withoutHoles } from "./holes.js";
import { pausesFor } from "./rhythm.js";
import type { SourceFile } from "./sourceFiles.js";
import type { Trace, TraceEvent } from "./trace.js";

/** Share of letters that are mistyped, seen, and corrected. */
const typoShare = 0.03;
/** Share of holes before which another open file is looked at. */
const visitShare = 0.25;

/** How long a session is. */
export interface SessionLength {
  /** Pieces that are typed in each file, at most. */
  readonly holes: number;
}

/** Makes a session: files with pieces missing are opened, and the pieces are typed. The same seed, the same session. */
export function typeSession(
  name: string,
  files: readonly SourceFile[],
  { holes: count }: SessionLength,
  random: () => number,
): Trace {
  const open = files.map((file) => {
    const holes = chooseHoles(file.text, count, random);
    return { file, holes, text: withoutHoles(file.text, holes) };
  });
  const events: TraceEvent[] = open.map(({ file, text }) => ({ t_ms: 0, kind: "open", uri: file.uri, text }));
  let now = 0;
  const add = (pauseMs: number, event: Omit<TraceEvent, "t_ms">): void => {
    now += pauseMs;
    events.push({ t_ms: Math.round(now), ...event });
  };
  const look = (): number => 1000 + 4000 * random();
  for (const { file, holes, text: initial } of open) {
    let text = initial;
    add(look(), { kind: "focus", uri: file.uri, caret: 0 });
    holes.forEach((hole, at) => {
      if (random() < visitShare) {
        const other = open[Math.floor(random() * open.length)];
        if (other !== undefined && other.file !== file) {
          add(look(), { kind: "focus", uri: other.file.uri, caret: Math.floor(random() * other.text.length) });
          add(look(), { kind: "focus", uri: file.uri, caret: hole.start });
        }
      }
      // What stands before this hole is whole already; what follows still has its holes.
      const caret = hole.start;
      add(look(), { kind: "caret", uri: file.uri, caret });
      const editor = new EditorTyping(text, caret, file.languageId);
      const typed = typeHole(editor, file.text.slice(hole.start, hole.end), random);
      const pauses = pausesFor(
        typed.map(({ boundary }) => boundary),
        random,
      );
      typed.forEach(({ key }, i) => {
        const { edits, caret: to, moved } = key;
        const pause = pauses[i] ?? 0;
        if (moved === true) add(pause, { kind: "caret", uri: file.uri, caret: to });
        else add(pause, { kind: "edit", uri: file.uri, edits, caret: to });
      });
      text = editor.text;
      const expected = withoutHoles(file.text, holes.slice(at + 1));
      if (text !== expected) throw new Error(`${name}: ${file.path} was not typed as it is, at ${hole.start}.`);
      add(look() / 2, { kind: "pause", uri: file.uri });
    });
  }
  return { name, events };
}

interface TypedKey {
  readonly key: Key;
  /** A thought may come before it. */
  readonly boundary: boolean;
}

/** Types a text, with mistakes that are corrected. */
export function typeHole(editor: EditorTyping, target: string, random: () => number): readonly TypedKey[] {
  const keys: TypedKey[] = [];
  const press = (key: Key, boundary = false): void => void keys.push({ key, boundary });
  let at = 0;
  while (at < target.length) {
    const left = target.slice(at);
    const ahead = editor.upToPartner;
    if (ahead.startsWith("\n") && left.startsWith(ahead)) {
      press(editor.passPartner(), true);
      at += ahead.length;
      continue;
    }
    const char = left[0] ?? "";
    if (char === "\n") {
      at += pressEnter(editor, left, press);
      continue;
    }
    // Somebody would not go on in a string whose end the editor guessed wrong.
    const boundary = !/\w/.test(target[at - 1] ?? "") || !/\w/.test(char);
    if (/[a-z]/.test(char) && random() < typoShare) {
      press(
        editor.type(String.fromCharCode(97 + ((char.charCodeAt(0) - 96 + Math.floor(random() * 24)) % 26))),
        boundary,
      );
      press(editor.backspace());
    }
    press(editor.type(char), boundary);
    at++;
  }
  // Partners that the editor added and the text does not have.
  for (let ahead = editor.upToPartner; ahead !== ""; ahead = editor.upToPartner)
    press(editor.deleteAhead(ahead.length));
  return keys;
}

/** Presses Enter and puts the indentation right. @returns how much of the text that was. */
function pressEnter(editor: EditorTyping, left: string, press: (key: Key, boundary?: boolean) => void): number {
  // A quote that was added and does not belong here would end up on the new line.
  while (/^["'`]$/.test(editor.upToPartner)) press(editor.deleteAhead(1));
  press(editor.enter(), true);
  const wanted = /^\n([ \t]*)/.exec(left)?.[1] ?? "";
  const indentation = (): string => {
    const start = editor.text.lastIndexOf("\n", editor.caret - 1) + 1;
    return editor.text.slice(start, editor.caret);
  };
  while (!wanted.startsWith(indentation())) press(editor.backspace());
  const missing = wanted.slice(indentation().length);
  if (missing !== "") press(editor.insert(missing));
  return 1 + wanted.length;
}
