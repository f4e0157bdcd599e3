/** A call of an engine, for whatever it was made. */
export interface EngineCall {
  /** Number of the keystroke, or other event, that it belongs to: the latest one when it began. */
  readonly event: number;
  /** Somebody waits for it; else it is work ahead. */
  readonly foreground: boolean;
  readonly at: number;
  /** Prompt tokens, those that were evaluated before the end, and generated ones. */
  prompt: number;
  evaluated: number;
  generated: number;
  aborted: boolean;
  /** Of the evaluated tokens of work ahead, those that a call somebody waited for found in the cache; where it is counted. */
  found?: number;
}

/** What an engine was asked for. */
export class EngineLog {
  readonly calls: EngineCall[] = [];
  /** Set by whoever replays. */
  event = 0;

  begin(foreground: boolean, at: number): EngineCall {
    const call = { event: this.event, foreground, at, prompt: 0, evaluated: 0, generated: 0, aborted: false };
    this.calls.push(call);
    return call;
  }
}
