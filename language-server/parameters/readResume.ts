/** What a server that was told of its restart gave to the client for this one; it becomes a part of file names. */
export function readResume(initializationOptions: unknown): string | undefined {
  if (typeof initializationOptions !== "object" || initializationOptions === null) return undefined;
  const { resume } = initializationOptions as { readonly resume?: unknown };
  return typeof resume === "string" && /^[\da-f-]{36}$/.test(resume) ? resume : undefined;
}
