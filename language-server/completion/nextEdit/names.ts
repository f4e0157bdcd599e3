import type { Node } from "@vscode/tree-sitter-wasm";

/** Where a name is declared, by the type of the parent and the field of it that holds the name. */
const fields: Readonly<Record<string, readonly string[]>> = {
  // TypeScript and JavaScript
  variable_declarator: ["name"],
  required_parameter: ["pattern"],
  optional_parameter: ["pattern"],
  assignment_pattern: ["left"],
  arrow_function: ["parameter"],
  function_declaration: ["name"],
  generator_function_declaration: ["name"],
  for_in_statement: ["left"],
  catch_clause: ["parameter"],
  // Python
  assignment: ["left"],
  default_parameter: ["name"],
  typed_default_parameter: ["name"],
  function_definition: ["name"],
  for_statement: ["left"],
  // Go
  short_var_declaration: ["left"],
  var_spec: ["name"],
  const_spec: ["name"],
  parameter_declaration: ["name"],
  range_clause: ["left"],
  // Rust
  let_declaration: ["pattern"],
  parameter: ["pattern"],
  for_expression: ["pattern"],
  function_item: ["name"],
  // Java
  formal_parameter: ["name"],
  enhanced_for_statement: ["name"],
  method_declaration: ["name"],
};

/** Each name in these is declared. */
const declaringLists = new Set([
  "formal_parameters",
  "parameters",
  "typed_parameter",
  "closure_parameters",
  "inferred_parameters",
  "lambda_parameters",
]);
/** A name in these is declared where they themselves stand for a name. */
const patterns = new Set([
  ...["array_pattern", "rest_pattern", "tuple_pattern", "pattern_list", "expression_list"],
  ...["list_splat_pattern", "dictionary_splat_pattern"],
]);
/** Where a name may be a new one, though it is not known here what it can be seen in. */
const otherFields: Readonly<Record<string, readonly string[]>> = {
  import_specifier: ["name", "alias"],
  pair_pattern: ["value"],
  aliased_import: ["alias"],
  for_in_clause: ["left"],
  named_expression: ["name"],
  type_switch_statement: ["alias"],
  receive_statement: ["left"],
  field_pattern: ["pattern"],
  lambda_expression: ["parameters"],
  resource: ["name"],
  catch_formal_parameter: ["name"],
  instanceof_expression: ["name"],
};
const otherLists = new Set([
  ...["import_clause", "namespace_import", "object_pattern"],
  ...["dotted_name", "as_pattern_target", "case_pattern", "keyword_pattern"],
  ...["tuple_struct_pattern", "match_pattern", "or_pattern", "captured_pattern", "ref_pattern", "mut_pattern"],
  ...["reference_pattern", "slice_pattern", "type_pattern"],
]);
const parameters = new Set([
  ...declaringLists,
  ...["required_parameter", "optional_parameter", "default_parameter", "typed_default_parameter", "arrow_function"],
  ...["parameter_declaration", "parameter", "formal_parameter"],
  ...["for_in_statement", "catch_clause", "range_clause", "for_expression", "enhanced_for_statement"],
]);
const functions = new Set([
  "function_declaration",
  "generator_function_declaration",
  "function_definition",
  "function_item",
  "method_declaration",
]);
const withOwnNames = /function|method|constructor|lambda|closure|func_literal|^for_|^enhanced_for|^catch_clause$/;
const block = /(?:^|_)(?:block|body)$|^(?:program|module|source_file)$/;
const pythonScope = /^(?:function_definition|lambda|module)$/;

/** Whether a name is declared at this place. */
export function isDeclaration(name: Node): boolean {
  const { parent } = name;
  if (parent === null) return false;
  if (declaringLists.has(parent.type)) return true;
  if (patterns.has(parent.type)) return isDeclaration(parent);
  return isIn(fields[parent.type], parent, name);
}

/** Whether a name may be declared at this place: also by an import, or in a pattern. */
export function mayBeDeclaration(name: Node): boolean {
  const { parent } = name;
  if (parent === null) return false;
  if (otherLists.has(parent.type) || name.type.endsWith("_pattern")) return true;
  if (patterns.has(parent.type)) return mayBeDeclaration(parent);
  return isDeclaration(name) || isIn(otherFields[parent.type], parent, name);
}

const isIn = (names: readonly string[] = [], parent: Node, child: Node): boolean =>
  names.some((field) => parent.childrenForFieldName(field).some((node) => node?.id === child.id));

/** What a declared name can be seen in. */
export function scopeOf(declared: Node, languageId: string): Node | undefined {
  let parent = declared.parent;
  while (parent !== null && patterns.has(parent.type)) parent = parent.parent;
  if (parent === null) return undefined;
  // The name of a function is seen where the function stands.
  const from = functions.has(parent.type) ? parent.parent : parent;
  const isScope = languageId === "python" ? pythonScope : parameters.has(parent.type) ? withOwnNames : block;
  for (let node: Node | null = from; node !== null; node = node.parent) if (isScope.test(node.type)) return node;
  return undefined;
}

/** All places where a variable or function of this name may be meant: no members of objects, no named arguments. */
export function namesIn(scope: Node, name: string): readonly Node[] {
  return scope
    .descendantsOfType(["identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"])
    .filter((node): node is Node => node !== null && node.text === name && !isMember(node));
}

/** Where a name is that of a member, by the type of the parent and its field. */
const members: Readonly<Record<string, string>> = {
  // The label of a place in a tuple type.
  required_parameter: "name",
  optional_parameter: "name",
  export_specifier: "alias",
  macro_invocation: "macro",
  attribute: "attribute",
  keyword_argument: "name",
  field_access: "field",
};

function isMember(node: Node): boolean {
  const { parent } = node;
  if (parent === null) return false;
  if (parent.type === "method_invocation") {
    const isObject = parent.childForFieldName("object") !== null;
    return isObject && parent.childForFieldName("name")?.id === node.id;
  }
  // Inside a macro of Rust there are only tokens.
  if (parent.type === "token_tree" && node.previousSibling?.type === ".") return true;
  // The key of a composite literal in Go.
  if (parent.type === "literal_element") return parent.parent?.type === "keyed_element" && parent.nextSibling !== null;
  const field = members[parent.type];
  return field !== undefined && parent.childForFieldName(field)?.id === node.id;
}
