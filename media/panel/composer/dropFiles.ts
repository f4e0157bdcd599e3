import { maxDropped, type ViewMessage } from "../../../protocol/panel/messages.js";

const uriList = "text/uri-list";

/** The URIs of a list (RFC 2483, section 5: one a line, `#` begins a comment). Pure. */
export function urisIn(list: string): readonly string[] {
  const lines = list.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#")).slice(0, maxDropped);
}

/** Files that are dropped anywhere onto the panel go along. VS Code hands them over while Shift is held. */
export function listenToDrops(root: HTMLElement, post: (message: ViewMessage) => void): void {
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes(uriList) === true;
  const mark = (on: boolean) => root.classList.toggle("dropping", on);
  root.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    mark(true);
  });
  root.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !root.contains(relatedTarget)) mark(false);
  });
  root.addEventListener("drop", (event) => {
    mark(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    const uris = urisIn(event.dataTransfer?.getData(uriList) ?? "");
    if (uris.length > 0) post({ type: "dropContext", uris });
  });
}
