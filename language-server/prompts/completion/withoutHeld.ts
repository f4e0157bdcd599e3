import type { GenerateEvent } from "../../engine/engine.js";

/**
 * A generation without what its prompt left to the model (`CompletionForm.heldBack`). One that does not begin with it
 * would write something else than what the user has typed: it ends there, with no text.
 */
export async function* withoutHeld(
  events: AsyncIterable<GenerateEvent>,
  held: string,
): AsyncGenerator<GenerateEvent, void, undefined> {
  let awaited = held;
  for await (const event of events) {
    if (event.type !== "text" || awaited === "") {
      yield event;
      continue;
    }
    const same = Math.min(event.text.length, awaited.length);
    if (event.text.slice(0, same) !== awaited.slice(0, same)) return;
    awaited = awaited.slice(same);
    yield { ...event, text: event.text.slice(same) };
  }
}
