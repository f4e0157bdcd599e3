/**
 * Why a file is left alone: `excluded` by the setting `ponder.completion.exclude`, `ignoredFile` by an ignore file,
 * `secretsFile` by its name.
 */
export type IgnoreReason = "excluded" | "ignoredFile" | "secretsFile";
