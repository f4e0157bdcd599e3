import { cpuTime } from "../support/processUsage.js";

/** A part of an answer: the fenced code repeats the prompt, the thought before it does not. */
export interface Part {
  readonly tokens: number;
  readonly wallMs: number;
  /** CPU time of the engine process, in steps of 10 ms; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
}

/** Those parts that an answer has. */
export interface Parts {
  readonly thought?: Part;
  readonly code?: Part;
}

interface Moment {
  readonly wall: number;
  readonly cpu: number | undefined;
  readonly tokens: number;
}

/** Measures the steps up to the end of the thought, and those between the first fence behind it and the last one. */
export class PartTimer {
  readonly #pid: number;
  #tokens = 0;
  #begin: Moment | undefined;
  #thoughtEnd: Moment | undefined;
  #codeBegin: Moment | undefined;
  #codeEnd: Moment | undefined;

  /** @param pid the process whose CPU time counts. */
  constructor(pid: number) {
    this.#pid = pid;
  }

  /** What was measured so far. */
  get parts(): Parts {
    const thought = between(this.#begin, this.#thoughtEnd);
    const code = between(this.#codeBegin, this.#codeEnd);
    return { ...(thought && { thought }), ...(code && { code }) };
  }

  /** @param text all of it so far. */
  push(text: string, tokens: number): void {
    this.#tokens += tokens;
    this.#begin ??= this.#now();
    const thought = text.indexOf("</think>");
    if (thought < 0 || this.#codeEnd !== undefined) return;
    this.#thoughtEnd ??= this.#now();
    const fences = text.slice(thought).split("```").length - 1;
    if (fences > 0) this.#codeBegin ??= this.#now();
    if (fences > 1) this.#codeEnd = this.#now();
  }

  #now(): Moment {
    return { wall: performance.now(), cpu: cpuTime(this.#pid), tokens: this.#tokens };
  }
}

function between(from: Moment | undefined, to: Moment | undefined): Part | undefined {
  if (from === undefined || to === undefined || to.tokens <= from.tokens) return undefined;
  return {
    tokens: to.tokens - from.tokens,
    wallMs: to.wall - from.wall,
    cpuMs: to.cpu === undefined || from.cpu === undefined ? undefined : to.cpu - from.cpu,
  };
}
