import { PonderFailure, type PonderError } from "../../../../protocol/errors.js";

/** The error classes of the binding that mean something of their own; it is loaded late, so they are handed in. */
export interface BindingErrors {
  readonly InsufficientMemoryError: abstract new (...parameters: never[]) => Error;
  readonly NoBinaryFoundError: abstract new (...parameters: never[]) => Error;
}

/** Turns what loading or creating a context threw into the error that the user sees. */
export function loadFailure(error: unknown, file: string, binding: BindingErrors | undefined): PonderFailure {
  if (PonderFailure.is(error)) return error;
  const because = error instanceof Error ? error.message : String(error);
  if (binding !== undefined && error instanceof binding.InsufficientMemoryError) {
    return new PonderFailure(
      "modelLoadFailed",
      `There is not enough memory for ${file}: ${because}`,
      "Close other programs, lower the setting ponder.model.contextSize, or choose a smaller model.",
      { cause: error },
    );
  }
  if (binding === undefined || error instanceof binding.NoBinaryFoundError) {
    return new PonderFailure(
      "modelLoadFailed",
      `The engine cannot run here with this choice of GPU: ${because}`,
      "Set ponder.engine.gpu to “auto” or “cpu”; if that does not help, install Ponder again for this platform.",
      { cause: error },
    );
  }
  return new PonderFailure(
    "modelLoadFailed",
    `The engine refused ${file}: ${because}`,
    "The file may be damaged, or of a kind this engine does not know. Download it again, or choose another model.",
    { cause: error },
  );
}

/** Turns anything else that was thrown into an error for the user: a fault of ours. */
export function toPonderError(error: unknown): PonderError {
  if (PonderFailure.is(error)) return error.data;
  return {
    code: "internal",
    message: `The engine failed: ${error instanceof Error ? error.message : String(error)}`,
    hint: "Ask again. If it happens again, “Ponder: Show Log” has the details.",
  };
}
