import type { Node } from "@vscode/tree-sitter-wasm";

/** Lines of a syntax error, zero-based, both included. */
export interface SyntaxErrorLines {
  readonly start: number;
  readonly end: number;
}

/** The outermost errors below a node, and what the parser had to make up. */
export function errorsIn(node: Node): readonly SyntaxErrorLines[] {
  if (node.isError || node.isMissing) return [{ start: node.startPosition.row, end: node.endPosition.row }];
  if (!node.hasError) return [];
  return node.children.flatMap((child) => (child === null ? [] : errorsIn(child)));
}
