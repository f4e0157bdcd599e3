import { describe, expect, it } from "vitest";
import { JsonOutput, type CommandEvent, type Output, type Sink } from "../../../cli/output.js";
import { TextOutput } from "../../../cli/textOutput.js";
import type { EditProposal } from "../../../protocol/edits.js";

class Recorder implements Sink {
  text = "";
  write(text: string): void {
    this.text += text;
  }
}

const usage: CommandEvent = {
  type: "usage",
  promptTokens: 9,
  evaluatedTokens: 8,
  generatedTokens: 7,
  ttftMs: 6,
  tokensPerSecond: 5,
};
const proposal: EditProposal = { id: "1", files: [], summary: "Done.", checks: [] };
const turn: readonly CommandEvent[] = [
  { type: "phase", phase: "loading", progress: 0.5 },
  { type: "thinking", text: "Let me " },
  { type: "thinking", text: "see." },
  { type: "thinkingDone", ms: 1234, tokens: 4 },
  { type: "answer", text: "It is " },
  { type: "answer", text: "3." },
  { type: "proposal", proposal },
  usage,
];
const error = { code: "noMatch", message: "Not found.", hint: "Ask again." } as const;

function textOutput(options: { dim?: boolean; isTerminal?: boolean; showAnswer?: boolean } = {}): {
  readonly out: Recorder;
  readonly err: Recorder;
  readonly output: TextOutput;
} {
  const out = new Recorder();
  const err = new Recorder();
  const flags = { dim: false, isTerminal: false, showAnswer: true, ...options };
  return { out, err, output: new TextOutput({ out, err, ...flags }) };
}

describe("JsonOutput", () => {
  it("prints the protocol's events, one a line, and nothing else", () => {
    const out = new Recorder();
    const output: Output = new JsonOutput(out);
    turn.forEach((event) => output.event(event));
    output.note("a remark");
    output.result("a result");
    output.fail(error);
    const lines = out.text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([...turn, { type: "error", ...error }]);
  });

  it("keeps a text with line ends on one line", () => {
    const out = new Recorder();
    new JsonOutput(out).event({ type: "answer", text: "a\nb\u2028c" });
    expect(out.text.split("\n")).toHaveLength(2);
  });
});

describe("TextOutput", () => {
  it("puts the thought on standard error and the answer on standard output", () => {
    const { out, err, output } = textOutput();
    turn.forEach((event) => output.event(event));
    expect(out.text).toBe("It is 3.\n");
    expect(err.text).toBe("Let me see.\nThought for 1.2 s, 4 tokens.\n\n");
  });

  it("dims the thought, and only the thought, where that is possible", () => {
    const { out, err, output } = textOutput({ dim: true });
    turn.forEach((event) => output.event(event));
    output.note("a remark");
    expect(out.text).not.toContain("\u001B");
    expect(err.text).toContain("\u001B[2mLet me \u001B[22m");
    expect(err.text.endsWith("a remark\n")).toBe(true);
  });

  it("shows on a terminal what it waits for, and takes it away again", () => {
    const { err, output } = textOutput({ isTerminal: true });
    output.event({ type: "phase", phase: "loading", progress: 0.5 });
    expect(err.text).toBe("Loading the model… 50 %");
    output.event({ type: "thinking", text: "Let" });
    expect(err.text).toBe("Loading the model… 50 %\r\u001B[KLet");
  });

  it("leaves the answer out where the diff is the result", () => {
    const { out, output } = textOutput({ showAnswer: false });
    turn.forEach((event) => output.event(event));
    output.result("--- a/a.ts\n");
    expect(out.text).toBe("--- a/a.ts\n");
  });

  it("prints a failure with code and hint on standard error, on a line of its own", () => {
    const { out, err, output } = textOutput();
    output.event({ type: "answer", text: "It is" });
    output.fail(error);
    expect(out.text).toBe("It is\n");
    expect(err.text).toBe("ponder: noMatch: Not found.\n  Ask again.\n");
  });

  it("prints a completion as it is, and nothing when there is none", () => {
    const { out, output } = textOutput();
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    output.event({ type: "completion", text: "", range });
    expect(out.text).toBe("");
    output.event({ type: "completion", text: "  return 1;", range });
    expect(out.text).toBe("  return 1;\n");
  });
});
