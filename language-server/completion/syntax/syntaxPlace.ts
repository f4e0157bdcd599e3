import type { Node } from "@vscode/tree-sitter-wasm";

/** What a parsed document says about a caret. */
export interface SyntaxPlace {
  readonly inComment: boolean;
  readonly inString: boolean;
  /** The innermost thing around it is a body: of a function, a loop, a class. Absent where bodies have no brackets. */
  readonly inBlock?: boolean;
}

const comment = /comment/;
const string =
  /^(?:string|string_fragment|string_content|template_string|(?:raw_|interpreted_)?string_literal|char_literal|character_literal|rune_literal|string_value|concatenated_string|regex)/;
/** Code in a string. */
const hole = /^(?:template_substitution|interpolation)$/;
const body =
  /^(?:statement_block|class_body|interface_body|enum_body|object_type|switch_body|block|field_declaration_list|enum_variant_list|declaration_list|match_block|constructor_body|class_declaration_body|switch_block|source_file_block|keyframe_block_list)$/;

/**
 * Reads the place of a caret off a tree. Undefined where the tree is broken around the caret, as it often is while one
 * types: then it says nothing reliable.
 */
export function placeIn(
  root: Node,
  { text, offset, languageId }: { readonly text: string; readonly offset: number; readonly languageId: string },
): SyntaxPlace | undefined {
  const inner = root.descendantForIndex(Math.max(0, offset - 1), offset);
  if (inner === null || hasErrorNear(inner)) return undefined;
  const around = ancestors(inner);
  // A node that ends at the caret does not hold it, but a line comment goes on to the end of its line.
  const holds = (node: Node): boolean => node.startIndex < offset && offset < node.endIndex;
  const before = root.descendantForIndex(Math.max(0, offset - 1));
  const inComment = [...around, ...(before === null ? [] : ancestors(before))].some(
    (node) => comment.test(node.type) && (holds(node) || isOpenLineComment(node, text, offset)),
  );
  const holder = around.find((node) => hole.test(node.type) || (string.test(node.type) && holds(node)));
  return {
    inComment,
    inString: holder !== undefined && !hole.test(holder.type),
    ...(languageId === "python" ? {} : { inBlock: body.test(around.find(holds)?.type ?? "") }),
  };
}

function isOpenLineComment(node: Node, text: string, offset: number): boolean {
  return node.startIndex < offset && node.endIndex === offset && !text.slice(node.startIndex, offset).endsWith("*/");
}

function hasErrorNear(node: Node): boolean {
  return node.isError || node.isMissing || node.parent?.isError === true;
}

function ancestors(node: Node): readonly Node[] {
  const nodes: Node[] = [];
  for (let at: Node | null = node; at !== null; at = at.parent) nodes.push(at);
  return nodes;
}
