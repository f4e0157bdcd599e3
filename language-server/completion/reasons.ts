/** Why a request for a completion showed nothing. The codes stand in the log, the tooltip and `docs/completion.md`. */
export const reasons = {
  disabled: "Completions are switched off in the settings.",
  documentNotOpen: "The editor has not opened this document.",
  emptyDocument: "The document is empty.",
  modelLoading: "The model is being loaded.",
  modelFailed: "The model could not be loaded.",
  modelCannotComplete: "This model cannot complete code.",
  promptTooLong: "The text around the cursor does not fit into the model's context.",
  superseded: "The next keystroke came before the answer.",
  blank: "The model suggests nothing but white space.",
  duplicateSuffix: "The suggestion stands behind the cursor already.",
  noChange: "The suggestion changes nothing.",
} as const satisfies Readonly<Record<string, string>>;

export type Reason = keyof typeof reasons;
