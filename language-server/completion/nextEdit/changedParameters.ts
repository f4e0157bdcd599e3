import type { Node } from "@vscode/tree-sitter-wasm";
import type { TextChange } from "./textChange.js";

/** A function whose list of parameters got one more, or lost one. */
export interface ChangedParameters {
  readonly kind: "parameterAdded" | "parameterRemoved";
  /** Name of the function. */
  readonly name: string;
  /** Where the parameter is, or was; from 0. */
  readonly index: number;
  /** How many there were before. */
  readonly count: number;
}

/** A call with the number of arguments that was right before. Offsets in UTF-16 code units. */
export interface StaleCall {
  /** What of the document goes, or, empty, where the argument is missing. */
  readonly start: number;
  readonly end: number;
  /** What has to stand before and behind a new argument there. */
  readonly around: readonly [before: string, behind: string];
}

const lists = /^(?:formal_parameters|parameters|parameter_list)$/;
const argumentLists = /^(?:arguments|argument_list)$/;
const spread = /^(?:spread_element|list_splat|dictionary_splat|variadic_argument|keyword_argument)$/;
/** A parameter that calls may leave out. */
const optional = /=(?!>)|\?\s*(?::|$)|\.\.\.|^\*/;

/**
 * Whether a change added one parameter that calls need, or took one away.
 *
 * @param oldRoot tree of the document before the change. @param root the one after it.
 */
export function changedParameters(
  oldRoot: Node,
  root: Node,
  { start, end, oldEnd }: TextChange,
): ChangedParameters | undefined {
  const now = parametersAt(root, start, end);
  const then = parametersAt(oldRoot, start, oldEnd);
  if (now === undefined || then?.name !== now.name) return undefined;
  const count = then.texts.length;
  if (now.texts.length === count + 1) {
    const index = oneMore(then.texts, now.texts);
    if (index === undefined || optional.test(now.texts[index] ?? "")) return undefined;
    return { kind: "parameterAdded", name: now.name, index, count };
  }
  if (now.texts.length !== count - 1) return undefined;
  const index = oneMore(now.texts, then.texts);
  return index === undefined ? undefined : { kind: "parameterRemoved", name: now.name, index, count };
}

/** Calls of the function with the number of arguments that was right before. */
export function staleCalls(root: Node, { kind, name, index, count }: ChangedParameters): readonly StaleCall[] {
  return root.descendantsOfType(["call_expression", "call", "method_invocation"]).flatMap((call) => {
    const list = call === null || calledName(call) !== name ? undefined : call.childForFieldName("arguments");
    if (list === undefined || list === null || !argumentLists.test(list.type) || list.hasError) return [];
    const given = list.namedChildren.filter((node): node is Node => node !== null && !/comment/.test(node.type));
    if (given.length !== count || given.some(({ type }) => spread.test(type))) return [];
    return [kind === "parameterAdded" ? missing(list, given, index) : superfluous(given, index)];
  });
}

/** The name that is called, where it is one. */
function calledName(call: Node): string | undefined {
  if (call.type !== "method_invocation") {
    const called = call.childForFieldName("function");
    return called?.type === "identifier" ? called.text : undefined;
  }
  return call.childForFieldName("object") === null ? call.childForFieldName("name")?.text : undefined;
}

function missing(list: Node, given: readonly Node[], index: number): StaleCall {
  const next = given[index];
  const at = next?.startIndex ?? given.at(-1)?.endIndex ?? list.startIndex + 1;
  const around =
    next !== undefined ? (["", ", "] as const) : given.length > 0 ? ([", ", ""] as const) : (["", ""] as const);
  return { start: at, end: at, around };
}

function superfluous(given: readonly Node[], index: number): StaleCall {
  const [own, next, before] = [given[index], given[index + 1], given[index - 1]];
  const start = next === undefined ? (before?.endIndex ?? own?.startIndex ?? 0) : (own?.startIndex ?? 0);
  return { start, end: next?.startIndex ?? own?.endIndex ?? start, around: ["", ""] };
}

/** The list of parameters around a place, with the name of its function. */
function parametersAt(
  root: Node,
  start: number,
  end: number,
): { readonly name: string; readonly texts: readonly string[] } | undefined {
  for (let node = root.descendantForIndex(start, end); node !== null; node = node.parent) {
    if (!lists.test(node.type)) continue;
    const name = node.hasError ? undefined : functionName(node);
    const texts = node.namedChildren.flatMap((child) =>
      child === null || /comment/.test(child.type) ? [] : parameterTexts(child),
    );
    return name === undefined ? undefined : { name, texts };
  }
  return undefined;
}

/** In Go several names may share a type. */
function parameterTexts(parameter: Node): readonly string[] {
  if (parameter.type !== "parameter_declaration") return [parameter.text];
  const type = parameter.childForFieldName("type")?.text ?? "";
  const names = parameter.childrenForFieldName("name");
  return names.length === 0 ? [type] : names.map((name) => `${name?.text ?? ""} ${type}`);
}

function functionName(list: Node): string | undefined {
  const owner = list.parent;
  const own = owner?.childForFieldName("name");
  // A method belongs to objects whose calls look different.
  if (own !== null && own !== undefined) return own.type === "identifier" ? own.text : undefined;
  const variable = owner?.parent;
  const name = variable?.type === "variable_declarator" ? variable.childForFieldName("name") : null;
  return name?.type === "identifier" ? name.text : undefined;
}

/** Where `more` has one item that `few` has not, all others being the same. */
function oneMore(few: readonly string[], more: readonly string[]): number | undefined {
  let index = 0;
  while (index < few.length && few[index] === more[index]) index++;
  return few.slice(index).every((text, at) => text === more[index + 1 + at]) ? index : undefined;
}
