import ts from "typescript";

/** A field of an object type. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string;
}

/** One alternative of a union, or one element of a list of names. */
export interface Variant {
  readonly text: string;
  /** Its fields, if it is an object type. */
  readonly fields?: readonly Field[];
  readonly doc: string;
}

/** What the protocol declares, as far as it goes over a wire. Functions and classes are left out. */
export type Declaration =
  | {
      readonly kind: "object";
      readonly name: string;
      readonly doc: string;
      readonly fields: readonly Field[];
      readonly bases: readonly string[];
    }
  | { readonly kind: "union"; readonly name: string; readonly doc: string; readonly variants: readonly Variant[] }
  | { readonly kind: "names"; readonly name: string; readonly doc: string; readonly variants: readonly Variant[] }
  | { readonly kind: "constant"; readonly name: string; readonly doc: string; readonly value: string | number };

/**
 * Reads the exported declarations of one file of the protocol.
 *
 * @param file its name, for messages.
 */
export function readDeclarations(file: string, source: string): readonly Declaration[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  return tree.statements.flatMap((statement): readonly Declaration[] => {
    if (!ts.canHaveModifiers(statement)) return [];
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isInterfaceDeclaration(statement)) return [readInterface(statement)];
    if (ts.isTypeAliasDeclaration(statement)) return [readAlias(statement)];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap((node) => readConstant(statement, node));
    return [];
  });
}

function readInterface(node: ts.InterfaceDeclaration): Declaration {
  const bases = node.heritageClauses?.flatMap(({ types }) => types.map((type) => type.getText())) ?? [];
  return { kind: "object", name: node.name.text, doc: docOf(node), fields: readFields(node.members), bases };
}

function readAlias(node: ts.TypeAliasDeclaration): Declaration {
  const { type } = node;
  const name = node.name.text;
  if (ts.isTypeLiteralNode(type)) {
    return { kind: "object", name, doc: docOf(node), fields: readFields(type.members), bases: [] };
  }
  const members: readonly ts.Node[] = ts.isUnionTypeNode(type) ? type.types : [type];
  return { kind: "union", name, doc: docOf(node), variants: readVariants(members, type.pos) };
}

function readConstant(statement: ts.VariableStatement, node: ts.VariableDeclaration): readonly Declaration[] {
  const { initializer } = node;
  if (!initializer) return [];
  const name = node.name.getText();
  const doc = docOf(statement);
  const value = ts.isAsExpression(initializer) ? initializer.expression : initializer;
  if (ts.isStringLiteral(value)) return [{ kind: "constant", name, doc, value: value.text }];
  if (ts.isNumericLiteral(value)) return [{ kind: "constant", name, doc, value: Number(value.text) }];
  if (!ts.isArrayLiteralExpression(value)) return [];
  return [{ kind: "names", name, doc, variants: readVariants(value.elements, value.elements.pos) }];
}

function readFields(members: ts.NodeArray<ts.TypeElement>): readonly Field[] {
  return members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(),
    optional: member.questionToken !== undefined,
    type: oneLine(member.type?.getText() ?? "unknown"),
    doc: docOf(member),
  }));
}

/** The comment of an alternative stands before its `|`, where the compiler attaches it to nothing. */
function readVariants(nodes: readonly ts.Node[], start: number): readonly Variant[] {
  let from = start;
  return nodes.map((node) => {
    const between = node.getSourceFile().text.slice(from, node.getStart());
    from = node.end;
    const doc = oneLine((/\/\*\*(.*?)\*\//s.exec(between)?.[1] ?? "").replace(/^\s*\*/gm, ""));
    const text = oneLine(node.getText());
    return ts.isTypeLiteralNode(node) ? { text, fields: readFields(node.members), doc } : { text, doc };
  });
}

function docOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join("\n\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
