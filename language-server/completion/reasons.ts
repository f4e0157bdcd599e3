/** Why a request for a completion showed nothing. The codes stand in the log, the tooltip and `docs/completion.md`. */
export const reasons = {
  disabled: "Completions are switched off in the settings.",
  languageOff: "Completions are switched off for this language.",
  snoozed: "Completions are snoozed.",
  onBattery: "The machine runs on its battery, and the settings say none then.",
  ignoredFile: "The file is excluded by the settings or an ignore file, or it may hold secrets.",
  documentNotOpen: "The editor has not opened this document.",
  emptyDocument: "The document is empty.",
  documentTooSmall: "There is too little text in the document to guess from.",
  insideWord: "The caret stands inside a word.",
  midLine: "Code follows the caret in its line. On demand there are suggestions.",
  inComment: "The caret stands in a comment, and the settings say none there.",
  modelLoading: "The model is being loaded.",
  modelFailed: "The model could not be loaded.",
  modelCannotComplete: "This model cannot complete code.",
  automaticOff: "This model failed the self-test. On demand there are suggestions.",
  promptTooLong: "The text around the cursor does not fit into the model's context.",
  superseded: "The next keystroke came before the answer.",
  notSelected: "The suggestion does not begin with what is selected in the list of the editor.",
  blank: "The model suggests nothing but white space.",
  duplicateSuffix: "The suggestion stands behind the cursor already.",
  noChange: "The suggestion changes nothing.",
} as const satisfies Readonly<Record<string, string>>;

export type Reason = keyof typeof reasons;
