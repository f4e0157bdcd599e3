/** A problem that a language service found in a file. */
export interface FoundProblem {
  readonly uri: string;
  /** As the service writes it; empty where it has none. */
  readonly code: string;
  readonly message: string;
  /** Zero-based. */
  readonly line: number;
}
