/**
 * Where documents come from that Ponder works on: files (of the machine where the extension host runs), new ones
 * that were never saved, notebook cells, and repositories opened without a checkout. Not: output channels, the left
 * side of a comparison, our own proposals.
 */
export const schemes = ["file", "untitled", "vscode-notebook-cell", "vscode-vfs"] as const;

export function isSupportedScheme(scheme: string): boolean {
  return (schemes as readonly string[]).includes(scheme);
}
