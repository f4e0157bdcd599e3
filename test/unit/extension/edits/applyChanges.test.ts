import { TextDocument } from "vscode-languageserver-textdocument";
import { Uri, workspace } from "vscode";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { applyChanges, restoreDocuments } from "../../../../extension/edits/applyChanges.js";

/** What is asked of the editor: a step of an edit, or that a document is saved. */
type Asked = readonly [kind: "replace" | "create" | "delete" | "save", name: string];

/** The files of a little editor, all of them open, and what it refuses. */
const editor = vi.hoisted(() => ({
  files: new Map<string, { text: string; isDirty: boolean }>(),
  asked: [] as Asked[],
  /** By the number of the question about that. */
  answer: (_asked: Asked, _times: number): boolean | Error => true,
}));

vi.mock("vscode", () => {
  type Place = { readonly line: number; readonly character: number };
  interface Step {
    readonly asked: Asked;
    readonly make: () => void;
  }
  class Uri {
    constructor(readonly path: string) {}
    static readonly parse = (path: string) => new Uri(path);
    readonly toString = () => this.path;
  }
  class Position {
    constructor(
      readonly line: number,
      readonly character: number,
    ) {}
  }
  class Range {
    readonly start: Place;
    readonly end: Place;
    constructor(...at: readonly [Place, Place] | readonly [number, number, number, number]) {
      this.start = at.length === 2 ? at[0] : new Position(at[0], at[1]);
      this.end = at.length === 2 ? at[1] : new Position(at[2], at[3]);
    }
  }
  class WorkspaceEdit {
    readonly steps: Step[] = [];
    #add(asked: Asked, make: () => void) {
      this.steps.push({ asked, make });
    }
    createFile({ path }: Uri, { contents }: { readonly contents?: Uint8Array }) {
      const text = new TextDecoder().decode(contents);
      this.#add(["create", path], () => editor.files.set(path, { text, isDirty: false }));
    }
    deleteFile({ path }: Uri) {
      this.#add(["delete", path], () => editor.files.delete(path));
    }
    insert(uri: Uri, at: Place, newText: string) {
      this.replace(uri, new Range(at, at), newText);
    }
    replace({ path }: Uri, range: Range, newText: string) {
      this.#add(["replace", path], () => {
        const before = TextDocument.create(path, "", 1, editor.files.get(path)?.text ?? "");
        editor.files.set(path, { text: TextDocument.applyEdits(before, [{ range, newText }]), isDirty: true });
      });
    }
  }
  const may = (asked: Asked) => {
    editor.asked.push(asked);
    const answer = editor.answer(asked, editor.asked.filter((one) => String(one) === String(asked)).length);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const documentOf = (path: string) => {
    const text = () => TextDocument.create(path, "", 1, editor.files.get(path)?.text ?? "");
    return {
      uri: new Uri(path),
      getText: () => text().getText(),
      positionAt: (offset: number) => text().positionAt(offset),
      get lineCount() {
        return text().lineCount;
      },
      get isDirty() {
        return editor.files.get(path)?.isDirty ?? false;
      },
      save: () => Promise.resolve().then(() => may(["save", path])),
    };
  };
  return {
    Uri,
    Position,
    Range,
    WorkspaceEdit,
    DiagnosticSeverity: {},
    l10n: { t: (text: string, ...values: readonly string[]) => text.replace("{0}", values[0] ?? "") },
    workspace: {
      get textDocuments() {
        return [...editor.files.keys()].map(documentOf);
      },
      asRelativePath: ({ path }: Uri) => path,
      applyEdit: ({ steps }: WorkspaceEdit) =>
        Promise.resolve().then(() => {
          for (const { asked, make } of steps) {
            if (!may(asked)) return false;
            make();
          }
          return true;
        }),
    },
  };
});

beforeEach(() => {
  editor.files = new Map(["a", "b", "made", "made2"].map((name) => [name, { text: `${name} now\n`, isDirty: true }]));
  editor.asked = [];
  editor.answer = () => true;
});

const texts = () => Object.fromEntries([...editor.files].map(([name, { text }]) => [name, text]));
const now = { a: "a now\n", b: "b now\n", made: "made now\n", made2: "made2 now\n" };
const open = (name: string) => workspace.textDocuments.find(({ uri }) => uri.path === name);
const to = (name: string, text: string | null) => ({ uri: Uri.parse(name), document: open(name), to: text });
/** Two files get an earlier text, one comes again, two go. */
const restore = () =>
  restoreDocuments([
    to("a", "a before\n"),
    to("gone", "gone before\n"),
    to("made", null),
    to("b", "b before\n"),
    to("made2", null),
  ]);
const refuse = (...refused: readonly Asked[]) => {
  editor.answer = (asked, times) => times > 1 || !refused.some((one) => String(one) === String(asked));
};
const notPutBack = (names: string) => ({
  data: { code: "documentChanged", message: expect.stringContaining(`could not be put back: ${names}.`) as string },
});

describe("documents that are put back to earlier texts", () => {
  it("all of them", async () => {
    expect(await restore()).toBe(true);
    expect(texts()).toEqual({ a: "a before\n", gone: "gone before\n", b: "b before\n" });
  });

  it.each<readonly [string, Asked]>([
    ["a text cannot be replaced", ["replace", "b"]],
    ["a file cannot be created again", ["create", "gone"]],
    ["a document cannot be saved before its file goes", ["save", "made2"]],
    ["the first of two files cannot be deleted", ["delete", "made"]],
    ["the second of two files cannot be deleted", ["delete", "made2"]],
  ])("%s: all is as it was", async (_, asked) => {
    refuse(asked);
    expect(await restore()).toBe(false);
    expect(texts()).toEqual(now);
  });

  it.each<Asked>([
    ["replace", "b"],
    ["save", "made"],
    ["delete", "made2"],
  ])("the editor rejects %s %s instead of refusing it: all is as it was", async (...asked) => {
    editor.answer = (one, times) => times > 1 || String(one) !== String(asked) || new Error("closing");
    expect(await restore()).toBe(false);
    expect(texts()).toEqual(now);
  });

  it("what cannot be put back either is named, and the rest is put back", async () => {
    editor.answer = (asked, times) =>
      String(asked) !== "delete,made2" && (String(asked) !== "replace,a" || times === 1);
    await expect(restore()).rejects.toMatchObject(notPutBack("a"));
    expect(texts()).toEqual({ ...now, a: "a before\n" });
  });

  it("a deleted file that cannot be created again is named", async () => {
    refuse(["delete", "made2"], ["create", "made"]);
    await expect(restore()).rejects.toMatchObject(notPutBack("made"));
    expect(texts()).toEqual({ a: now.a, b: now.b, made2: now.made2 });
  });

  it("what the user changed meanwhile is not touched, and named", async () => {
    editor.answer = ([kind, name]) => {
      if (kind !== "delete" || name !== "made") return true;
      editor.files.set("a", { text: "typed\n", isDirty: true });
      return false;
    };
    await expect(restore()).rejects.toMatchObject(notPutBack("a"));
    expect(texts()).toEqual({ ...now, a: "typed\n" });
  });
});

describe("changes of several documents", () => {
  const change = (name: string, newText: string) => ({
    uri: Uri.parse(name),
    document: open(name),
    parts: [{ start: 0, end: open(name)?.getText().length ?? 0, newText }],
  });
  const accept = () => applyChanges([change("a", "a after\n"), change("new", "new after\n"), change("b", "b after\n")]);

  it("all of them", async () => {
    expect(await accept()).toBe(true);
    expect(texts()).toEqual({ ...now, a: "a after\n", new: "new after\n", b: "b after\n" });
  });

  it("one is refused, or rejected: the others are taken back, the new file goes", async () => {
    refuse(["replace", "b"]);
    expect(await accept()).toBe(false);
    expect(texts()).toEqual(now);
    editor.answer = (asked) => String(asked) !== "replace,b" || new Error("closing");
    expect(await accept()).toBe(false);
    expect(texts()).toEqual(now);
  });

  it("a new file to which the editor gave its own line ends is taken back too", async () => {
    editor.answer = ([kind, name]) => {
      const made = editor.files.get("new");
      if (kind !== "replace" || name !== "b") return true;
      if (made) made.text = made.text.replaceAll("\n", "\r\n");
      return false;
    };
    expect(await accept()).toBe(false);
    expect(texts()).toEqual(now);
  });

  it("what cannot be taken back is named", async () => {
    editor.answer = (asked, times) => String(asked) !== "replace,b" && (String(asked) !== "replace,a" || times === 1);
    await expect(accept()).rejects.toMatchObject(notPutBack("a"));
    expect(texts()).toEqual({ ...now, a: "a after\n" });
  });
});
