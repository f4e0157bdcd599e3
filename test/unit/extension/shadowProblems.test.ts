import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ShadowProblems } from "../../../extension/verify/shadowProblems.js";

interface FakeDiagnostic {
  readonly severity: number;
  readonly message: string;
  readonly range: object;
}
interface FakeUri {
  readonly path: string;
  readonly toString: () => string;
}
type Listener = (event: { readonly uris: readonly FakeUri[] }) => void;

const editor = vi.hoisted(() => ({
  text: (_uri: FakeUri): string => "",
  opened: [] as FakeUri[],
  languages: [] as string[],
  listeners: new Set<Listener>(),
  problems: [] as FakeDiagnostic[],
}));
vi.mock("vscode", () => ({
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  Uri: {
    from: ({ scheme, path, query }: { scheme: string; path: string; query: string }) => ({
      path,
      toString: () => `${scheme}:${path}?${query}`,
    }),
  },
  workspace: {
    textDocuments: [
      { languageId: "python", uri: { path: "/work/a.py", toString: () => "file:///work/a.py" } },
      { languageId: "go", uri: { path: "/work/a.go", toString: () => "file:///work/a.go" } },
    ],
    registerTextDocumentContentProvider: (
      _scheme: string,
      provider: { provideTextDocumentContent: typeof editor.text },
    ) => {
      editor.text = (uri) => provider.provideTextDocumentContent(uri);
      return { dispose: () => undefined };
    },
    openTextDocument: (uri: FakeUri) => {
      editor.opened.push(uri);
      return Promise.resolve({ languageId: "plaintext", getText: () => editor.text(uri) });
    },
  },
  languages: {
    setTextDocumentLanguage: (_document: unknown, id: string) => Promise.resolve(editor.languages.push(id)),
    getDiagnostics: () => editor.problems,
    onDidChangeDiagnostics: (listener: Listener) => {
      editor.listeners.add(listener);
      return { dispose: () => editor.listeners.delete(listener) };
    },
  },
}));

const position = { line: 0, character: 0 };
const problem = (message: string, severity: number): FakeDiagnostic => ({
  ...{ message, severity },
  range: { start: position, end: position },
});
const python = { uri: "file:///work/a.py", text: "print(" };
/** A language service says something about texts. */
const speakAbout = (...uris: readonly FakeUri[]) => [...editor.listeners].forEach((listener) => listener({ uris }));
const lastOpened = () => editor.opened.at(-1) ?? expect.fail("no text was opened");

let shadows: ShadowProblems;
beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(editor, { opened: [], languages: [], problems: [] });
  shadows = new ShadowProblems();
});
afterEach(async () => {
  await shadows.dispose();
  vi.useRealTimers();
});

describe("problems of a text that is no file", () => {
  it("are the errors and warnings that a language service sees in it, once it has said all", async () => {
    const found = shadows.find(python);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(editor.text(lastOpened())).toBe("print(");
    expect(lastOpened().toString()).toMatch(/^ponder-shadow:\/work\/a\.py\?/);
    expect(editor.languages).toEqual(["python"]);
    editor.problems = [problem("early", 0)];
    speakAbout(lastOpened());
    await vi.advanceTimersByTimeAsync(300);
    editor.problems = [problem("not closed", 0), problem("not used", 1), problem("a matter of taste", 3)];
    speakAbout(lastOpened());
    await vi.advanceTimersByTimeAsync(400);
    expect((await found)?.map(({ message }) => message)).toEqual(["not closed", "not used"]);
    // Nothing is kept of it.
    expect(editor.text(lastOpened())).toBe("");
    expect(editor.listeners.size).toBe(0);
  });

  it("are unknown where no service looks at such texts; what is said about other texts does not count", async () => {
    const found = shadows.find(python);
    await vi.advanceTimersByTimeAsync(1_000);
    speakAbout({ path: "/work/a.py", toString: () => "file:///work/a.py" });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await found).toBeNull();
  });

  it("are none where a service that has spoken before says nothing, in that language only", async () => {
    const first = shadows.find(python);
    await vi.advanceTimersByTimeAsync(0);
    speakAbout(lastOpened());
    await vi.advanceTimersByTimeAsync(400);
    await first;
    const second = shadows.find(python);
    const go = shadows.find({ uri: "file:///work/a.go", text: "package a" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await second).toEqual([]);
    expect(await go).toBeNull();
    expect(new Set(editor.opened.map(String)).size).toBe(3);
  });

  it("are unknown for a document that is not open", async () => {
    expect(await shadows.find({ uri: "file:///work/gone.py", text: "" })).toBeNull();
    expect(editor.opened).toEqual([]);
  });
});
