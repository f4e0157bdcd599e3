/** Server → process: what problems there are in some files. */
export interface CheckRequest {
  readonly id: number;
  /** Absolute path of the `typescript.js` that is to say so. */
  readonly typescript: string;
  /** Absolute path of the workspace folder; configurations above it are not looked at. */
  readonly folder: string;
  /** Texts that are not what the disk holds: the candidate's, and those that the user has not saved. */
  readonly texts: readonly { readonly path: string; readonly text: string }[];
  /** The files to look at; files that import one of them are looked at too. */
  readonly paths: readonly string[];
}

/** Process → server. */
export type CheckAnswer =
  | { readonly id: number; readonly problems: readonly PathProblem[] }
  /** This TypeScript cannot say it. */
  | { readonly id: number; readonly failure: string };

/** A problem of a file. */
export interface PathProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Zero-based. */
  readonly line: number;
}
