import { expect } from "vitest";

/** Matches any text that contains `part`; vitest's own matcher has the type `any`. */
export const containing = (part: string): unknown => expect.stringContaining(part);
