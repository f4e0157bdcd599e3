import { describe, expect, it } from "vitest";
import type { CompletionDeclarationsParams, DeclaredText } from "../../../../protocol/completion.js";
import type { CompletionPlace } from "../../../../language-server/completion/completionPlace.js";
import { Declarations } from "../../../../language-server/completion/context/declarations.js";
import { nearbySymbols } from "../../../../language-server/completion/context/nearbySymbols.js";

const limit = { lines: 4, bytes: 400 };
const pathOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);

function place(marked: string): CompletionPlace {
  const offset = marked.indexOf("|");
  return { uri: "file:///here.ts", languageId: "typescript", version: 1, text: marked.replace("|", ""), offset };
}

const namesAt = (marked: string): readonly string[] => nearbySymbols(place(marked)).map(({ name }) => name);

describe("names near the caret", () => {
  it.each([
    ["the function whose arguments the caret stands in comes first", "Foo x = compute(a, |", ["compute", "Foo"]],
    ["also behind another call", "render(build(a), |", ["render", "build"]],
    ["the word that is typed is none yet", "const x = someFunc|", []],
    [
      "called functions and types of the lines above",
      "const a = makeIt();\nlet b: UserName;\nx|",
      ["UserName", "makeIt"],
    ],
    ["generic calls", "const m = createMap<string>(4);\n|", ["createMap"]],
    ["no keywords and no built-in types", "if (a) return new Map(String(b));\n|", []],
    ["no strings", "log(\"callMe(MyType)\", 'Other()');\n|", ["log"]],
    ["no comments", "// callMe(x)\n# other(x)\n * third(x)\n|", []],
    ["not the function that is declared there", "function newOne(a) {\n|", []],
    ["nothing in an empty document", "|", []],
    ["six at most", "aaa(); bbb(); ccc(); ddd(); eee(); fff(); ggg();\n|", ["ggg", "fff", "eee", "ddd", "ccc", "bbb"]],
    ["each once", "again(again(again()));\n|", ["again"]],
    ["no far lines", `farAway();\n${"\n".repeat(20)}|`, []],
  ])("%s", (_, marked, expected) => {
    expect(namesAt(marked)).toEqual(expected);
  });

  it("knows where they stand, whatever the line ends are", () => {
    expect(nearbySymbols(place("a\r\n  compute(one, |"))).toEqual([
      { name: "compute", position: { line: 1, character: 2 } },
    ]);
  });
});

/** A client whose answers the test gives. */
class Client {
  readonly asked: CompletionDeclarationsParams[] = [];
  readonly answers: ((list: readonly (DeclaredText | null)[] | undefined) => void)[] = [];
  readonly failures: ((error: Error) => void)[] = [];
  readonly ask = (params: CompletionDeclarationsParams) => {
    this.asked.push(params);
    return new Promise<readonly (DeclaredText | null)[] | undefined>((resolve, reject) => {
      this.answers.push(resolve);
      this.failures.push(reject);
    });
  };
}

const declared = (name: string): DeclaredText => ({
  uri: `file:///${name}.ts`,
  range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
  text: `export function ${name}(): void {\n  // 1\n  // 2\n  // 3\n  // 4\n}\n`,
});

describe("Declarations", () => {
  const start = () => {
    const client = new Client();
    const time = { now: 0 };
    return { client, time, declarations: new Declarations(client.ask, pathOf, { now: () => time.now }) };
  };
  const here = place("first(); second();\n|");

  it("gives the first lines of what the client found", async () => {
    const { client, declarations } = start();
    const chunks = declarations.gather(here, limit);
    expect(client.asked[0]?.positions).toEqual([
      { line: 0, character: 9 },
      { line: 0, character: 0 },
    ]);
    client.answers[0]?.([null, declared("first")]);
    expect(await chunks).toEqual([
      {
        uri: "file:///first.ts",
        path: "first.ts",
        kind: "declaration",
        text: "export function first(): void {\n  // 1\n  // 2\n  // 3\n",
      },
    ]);
  });

  it("asks for a name once a minute, and earlier for one that was not found", async () => {
    const { client, time, declarations } = start();
    const first = declarations.gather(here, limit);
    client.answers[0]?.([null, declared("first")]);
    await first;
    expect(await declarations.gather(here, limit)).toHaveLength(1);
    expect(client.asked).toHaveLength(1);
    time.now = 10_000;
    void declarations.gather(here, limit);
    expect(client.asked[1]?.positions).toEqual([{ line: 0, character: 9 }]);
    time.now = 60_000;
    void declarations.gather(here, limit);
    // The answer to the second question is still awaited.
    expect(client.asked[2]?.positions).toEqual([{ line: 0, character: 0 }]);
  });

  it("uses a late answer the next time", async () => {
    const { client, declarations } = start();
    void declarations.gather(here, limit);
    const again = declarations.gather(here, limit);
    expect(client.asked).toHaveLength(1);
    client.answers[0]?.([declared("second"), declared("first")]);
    expect((await again).map(({ path }) => path)).toEqual(["second.ts", "first.ts"]);
  });

  it("fails when the client does, and asks again", async () => {
    const { client, declarations } = start();
    const chunks = declarations.gather(here, limit);
    client.failures[0]?.(new Error("no"));
    await expect(chunks).rejects.toThrow("no");
    void declarations.gather(here, limit);
    expect(client.asked).toHaveLength(2);
  });

  it("does not ask a client again that does not know the request", async () => {
    const { client, time, declarations } = start();
    const chunks = declarations.gather(here, limit);
    client.answers[0]?.(undefined);
    expect(await chunks).toEqual([]);
    time.now = 1_000_000;
    expect(await declarations.gather(here, limit)).toEqual([]);
    expect(client.asked).toHaveLength(1);
  });

  it("takes an answer that is too short for nothing found", async () => {
    const { client, declarations } = start();
    const chunks = declarations.gather(here, limit);
    client.answers[0]?.([]);
    expect(await chunks).toEqual([]);
  });
});
