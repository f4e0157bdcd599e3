import type { Node } from "@vscode/tree-sitter-wasm";
import { changedParameters, staleCalls, type ChangedParameters } from "./changedParameters.js";
import { renamedName, staleNames, type Renamed } from "./renamedName.js";
import { ChangeAtPlace, changeBetween, type TextChange } from "./textChange.js";

/** A document as it is. */
export interface EditedDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

/** Reads syntax trees; undefined where there is none. */
export interface TreeReader {
  read<T>(document: EditedDocument, read: (root: Node) => T): T | undefined;
  /** Reads the tree of the document as it was. */
  readOther<T>(document: EditedDocument, text: string, read: (root: Node) => T): T | undefined;
}

/** A place that an edit made stale. Offsets in UTF-16 code units. */
export interface NextEdit {
  /** The same for all places of one edit. */
  readonly id: number;
  readonly kind: (Renamed | ChangedParameters)["kind"];
  readonly start: number;
  readonly end: number;
  /** What comes there; absent: an argument that has to be thought of, between what `around` says. */
  readonly newText?: string;
  readonly around?: readonly [before: string, behind: string];
  /** How many places there are, with this one. */
  readonly places: number;
}

type Made = (Renamed | ChangedParameters) & { readonly id: number };

interface Watched {
  text: string;
  readonly place: ChangeAtPlace;
  /** What the edits of late made stale, the latest first. */
  made: readonly Made[];
  /** The latest of them was made at the place where the last keystroke was. */
  isCurrent: boolean;
}

/** Edits whose stale places are remembered. */
const mostMade = 4;

/**
 * Finds the places that an edit by hand made stale: a local name that was changed where it is declared, and calls of a
 * function that got another parameter or lost one. By rules alone, and only where they are certain.
 */
export class NextEdits {
  readonly #documents = new Map<string, Watched>();
  #lastId = 0;

  constructor(private readonly trees: TreeReader) {}

  opened({ uri, text }: EditedDocument): void {
    this.#documents.set(uri, { text, place: new ChangeAtPlace(text), made: [], isCurrent: false });
  }

  /** Called with each keystroke. */
  changed({ uri, text }: EditedDocument): void {
    const watched = this.#documents.get(uri);
    const change = watched === undefined ? undefined : changeBetween(watched.text, text);
    if (watched === undefined || change === undefined) return;
    watched.text = text;
    watched.made = watched.made.map((made) => moved(made, change));
    if (watched.place.changed(change)) watched.isCurrent = false;
  }

  closed(uri: string): void {
    this.#documents.delete(uri);
  }

  /** The next stale place behind the caret, or the first one of the document. */
  find(document: EditedDocument, offset: number): NextEdit | undefined {
    const watched = this.#documents.get(document.uri);
    if (watched?.text !== document.text) return undefined;
    this.#look(document, watched);
    for (const made of watched.made) {
      const places = this.trees.read(document, (root) => staleOf(root, document.languageId, made)) ?? [];
      const place = places.find(({ start }) => start >= offset) ?? places[0];
      if (place !== undefined) return { ...place, id: made.id, kind: made.kind, places: places.length };
    }
    return undefined;
  }

  /** Sees what the latest change made stale. It may be in the middle of a word: then the next look sees more. */
  #look(document: EditedDocument, watched: Watched): void {
    const { change } = watched.place;
    const made = change && this.#madeBy(document, change);
    const [latest] = watched.made;
    const others = watched.isCurrent ? watched.made.slice(1) : watched.made;
    watched.isCurrent = made !== undefined;
    if (made === undefined) watched.made = others;
    else {
      const isSame =
        watched.made !== others &&
        latest !== undefined &&
        JSON.stringify({ ...made, id: latest.id }) === JSON.stringify(latest);
      watched.made = [{ ...made, id: isSame ? latest.id : ++this.#lastId } as Made, ...others].slice(0, mostMade);
    }
  }

  #madeBy(document: EditedDocument, change: TextChange): Renamed | ChangedParameters | undefined {
    return this.trees.read(
      document,
      (root) =>
        renamedName(root, change) ??
        this.trees.readOther(document, change.before, (old) => changedParameters(old, root, change)),
    );
  }
}

function staleOf(
  root: Node,
  languageId: string,
  made: Made,
): readonly (Pick<NextEdit, "start" | "end"> & Partial<Pick<NextEdit, "newText" | "around">>)[] {
  if (made.kind === "renamed") return staleNames(root, languageId, made);
  if (made.kind === "parameterAdded") return staleCalls(root, made);
  return staleCalls(root, made).map(({ start, end }) => ({ start, end, newText: "" }));
}

/** Where something is after a change. */
function moved(made: Made, { start, end, oldEnd }: TextChange): Made {
  return made.kind === "renamed" && oldEnd <= made.at && start < made.at
    ? { ...made, at: made.at + end - oldEnd }
    : made;
}
