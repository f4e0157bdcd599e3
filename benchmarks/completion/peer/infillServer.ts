import type { InfillRequest } from "./infillPrompt.js";

/** What came of a request. */
export interface InfillAnswer {
  readonly content: string;
}

/** A `llama-server` that answers `/infill`: a virtual one, or the real one over HTTP. */
export interface InfillServer {
  /** @param foreground somebody waits for it. */
  infill(request: InfillRequest, foreground: boolean): Promise<InfillAnswer>;
}
