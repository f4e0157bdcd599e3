import type { Node } from "@vscode/tree-sitter-wasm";
import { isDeclaration, mayBeDeclaration, namesIn, scopeOf } from "./names.js";
import { withNames, type TextChange } from "./textChange.js";

/** A local name that was changed where it is declared. */
export interface Renamed {
  readonly kind: "renamed";
  readonly from: string;
  readonly to: string;
  /** Where it is declared, an offset in the document as it is now. */
  readonly at: number;
}

/** Where the old name still stands. Offsets in UTF-16 code units. */
export interface StalePlace {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

const name = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/**
 * Whether a change gave another name to something where it is declared: then it was renamed by hand.
 *
 * @param root tree of the document after the change.
 */
export function renamedName(root: Node, { before, after, start, end, oldEnd }: TextChange): Renamed | undefined {
  const from = nameAround(before, start, oldEnd);
  const to = nameAround(after, start, end);
  if (from === undefined || to === undefined || from.text === to.text) return undefined;
  const declared = root.descendantForIndex(to.start, to.end);
  if (declared?.type !== "identifier" || declared.text !== to.text || !isDeclaration(declared)) return undefined;
  return { kind: "renamed", from: from.text, to: to.text, at: to.start };
}

/**
 * Where the old name still stands in what the new one can be seen in. Empty where that is not certain: one of the two is
 * declared there once more.
 */
export function staleNames(root: Node, languageId: string, { from, to, at }: Renamed): readonly StalePlace[] {
  const declared = root.descendantForIndex(at, at + to.length);
  if (declared === null || declared.text !== to || !isDeclaration(declared)) return [];
  const scope = scopeOf(declared, languageId);
  if (scope === undefined || namesIn(scope, to).filter(mayBeDeclaration).length > 1) return [];
  // What stands further out under the old name may be what is meant.
  if (namesIn(root, from).some((node) => isDeclaration(node) && holds(scopeOf(node, languageId), scope))) return [];
  const stale = namesIn(scope, from);
  if (stale.some(mayBeDeclaration)) return [];
  return stale.map((node) => ({ start: node.startIndex, end: node.endIndex, newText: inPlaceOf(node, from, to) }));
}

/** `{ old }` names a member by its variable, and `export { old }` another module's: both keep their names. */
function inPlaceOf({ type, parent }: Node, from: string, to: string): string {
  if (parent?.type === "export_specifier" && parent.childForFieldName("alias") === null) return `${to} as ${from}`;
  const isShorthand = type === "shorthand_property_identifier" || parent?.type === "shorthand_field_initializer";
  return isShorthand ? `${from}: ${to}` : to;
}

const holds = (outer: Node | undefined, inner: Node): boolean =>
  outer !== undefined && outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;

/** The whole name that a piece of a text lies in. */
function nameAround(
  text: string,
  start: number,
  end: number,
): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  const bounds = withNames(text, start, end);
  const whole = text.slice(bounds.start, bounds.end);
  return name.test(whole) ? { text: whole, ...bounds } : undefined;
}
