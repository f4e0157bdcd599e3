/** How many lines a completion may have. */
export type CompletionLines = "single" | "multi";
