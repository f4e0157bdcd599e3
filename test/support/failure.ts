import { expect } from "vitest";
import type { ErrorCode, PonderError } from "../../protocol/errors.js";

/** Matches a `PonderFailure` of one kind: `expect(…).toThrow(failure("noMatch"))`. */
export function failure(code: ErrorCode): Error {
  const data = expect.objectContaining({ code }) as PonderError;
  return expect.objectContaining({ data }) as Error;
}
