import type { PonderError } from "../protocol/errors.js";
import { downloadedLine, downloadLine, fitLine, foundLine, machineLines, modelLines } from "./modelLines.js";
import type { CommandEvent, Output, Sink } from "./output.js";

/** What the terminal can do, and whether the answer itself is the result. */
export interface TextOutputOptions {
  readonly out: Sink;
  readonly err: Sink;
  /** Whether `err` may be dimmed: a terminal, and no `NO_COLOR` (https://no-color.org). */
  readonly dim: boolean;
  /** Whether `err` is a terminal, where a line can be shown and taken away again. */
  readonly isTerminal: boolean;
  /** `fix` prints a diff as its result, not the answer that it was made from. */
  readonly showAnswer: boolean;
}

/** For people: the thought dimmed on standard error, the result on standard output. */
export class TextOutput implements Output {
  readonly #options: TextOutputOptions;
  #phaseShown = false;
  /** What stands at the end of each stream, so that a new part starts on a line of its own. */
  #errAtLineStart = true;
  #outAtLineStart = true;

  constructor(options: TextOutputOptions) {
    this.#options = options;
  }

  event(event: CommandEvent): void {
    switch (event.type) {
      case "phase":
        this.#showPhase(phaseNames[event.phase], event.progress);
        return;
      case "thinking":
        this.#writeErr(event.text);
        return;
      case "thinkingDone":
        this.#endErrLine();
        this.#writeErr(`Thought for ${seconds(event.ms)}, ${event.tokens} tokens.\n\n`);
        return;
      case "answer":
        if (this.#options.showAnswer) this.#writeOut(event.text);
        return;
      case "finding":
        this.#writeOut(`${findingMarks[event.state]}  ${event.name}: ${event.detail}\n`);
        return;
      case "completion":
        if (event.text !== "") this.result(event.text.endsWith("\n") ? event.text : `${event.text}\n`);
        return;
      case "usage":
        if (!this.#outAtLineStart) this.#writeOut("\n");
        return;
      case "error":
        this.fail(event);
        return;
      case "model":
        this.#writeOut(modelLines(event));
        return;
      case "found":
        this.#writeOut(foundLine(event));
        return;
      case "machine":
        this.#writeOut(machineLines(event));
        return;
      case "fit":
        this.#writeOut(fitLine(event));
        return;
      case "download":
        this.#showPhase(downloadLine(event), undefined);
        return;
      case "downloaded":
        this.note(downloadedLine(event));
        return;
      case "candidates":
        this.#showPhase(`${event.written} of ${event.total} written, ${event.checked} checked…`, undefined);
        return;
      case "block":
      case "definitions":
      case "proposal":
      case "candidate":
      case "context":
        return;
    }
  }

  result(text: string): void {
    this.#writeOut(text);
  }

  note(text: string): void {
    this.#endErrLine();
    this.#clearPhase();
    this.#options.err.write(`${text}\n`);
  }

  fail({ code, message, hint }: PonderError): void {
    if (!this.#outAtLineStart) this.#writeOut("\n");
    this.note(`ponder: ${code}: ${message}\n  ${hint}`);
  }

  #showPhase(name: string, progress: number | undefined): void {
    if (!this.#options.isTerminal || !this.#errAtLineStart) return;
    const percent = progress === undefined ? "" : ` ${Math.round(progress * 100)} %`;
    this.#clearPhase();
    this.#options.err.write(this.#dimmed(`${name}${percent}`));
    this.#phaseShown = true;
  }

  #clearPhase(): void {
    if (this.#phaseShown) this.#options.err.write("\r\u001B[K");
    this.#phaseShown = false;
  }

  #writeErr(text: string): void {
    this.#clearPhase();
    this.#options.err.write(this.#dimmed(text));
    this.#errAtLineStart = text.endsWith("\n");
  }

  #endErrLine(): void {
    if (!this.#errAtLineStart) this.#options.err.write("\n");
    this.#errAtLineStart = true;
  }

  #writeOut(text: string): void {
    if (text === "") return;
    this.#endErrLine();
    this.#clearPhase();
    this.#options.out.write(text);
    this.#outAtLineStart = text.endsWith("\n");
  }

  #dimmed(text: string): string {
    return this.#options.dim ? `\u001B[2m${text}\u001B[22m` : text;
  }
}

const findingMarks = { ok: "ok  ", note: "note", failed: "FAIL" } as const;

const phaseNames = {
  queued: "Waiting…",
  loading: "Loading the model…",
  waitingForGpu: "Waiting: another Ponder process is loading a model…",
  reading: "Reading…",
} as const;

/** A measured time: milliseconds below one second. */
const seconds = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);
