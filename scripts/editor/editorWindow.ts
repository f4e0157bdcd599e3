import type { Page } from "playwright-core";

/** A window of an editor, however it was opened. */
export interface EditorWindow {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** How a window is opened. */
export interface WindowOptions {
  readonly vsix: string;
  /** Folder to open. */
  readonly workspace: string;
  /** Empty folder for everything the editor writes. */
  readonly scratch: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether the user sees the window. */
  readonly headed: boolean;
}
