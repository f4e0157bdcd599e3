/**
 * Where documents come from that Ponder works on: files (of the machine where the extension host runs), new ones
 * that were never saved, notebook cells, and repositories opened without a checkout. Not: output channels, the left
 * side of a comparison, our own proposals.
 */
export const schemes = ["file", "untitled", "vscode-notebook-cell", "vscode-vfs"] as const;

/** What else the server is told of: the field for a commit message, where nothing but a completion has a place. */
export const completedSchemes = [...schemes, "vscode-scm"] as const;

export function isSupportedScheme(scheme: string): boolean {
  return (schemes as readonly string[]).includes(scheme);
}
