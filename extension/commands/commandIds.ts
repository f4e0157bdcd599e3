/** Every command that the manifest contributes; a test compares the two. */
export const commandIds = [
  "ponder.ask",
  "ponder.explain",
  "ponder.fix",
  "ponder.edit",
  "ponder.document",
  "ponder.refactor",
  "ponder.optimise",
  "ponder.newChat",
  "ponder.showHistory",
  "ponder.exportChat",
  "ponder.stop",
  "ponder.answerNow",
  "ponder.acceptProposal",
  "ponder.discardProposal",
  "ponder.acceptFile",
  "ponder.discardFile",
  "ponder.statusMenu",
  "ponder.toggleCompletions",
  "ponder.toggleCompletionsForLanguage",
  "ponder.snoozeCompletions",
  "ponder.endSnooze",
  "ponder.nextEdit",
  "ponder.declineNextEdit",
  "ponder.getModel",
  "ponder.chooseModel",
  "ponder.unloadModel",
  "ponder.acceptModel",
  "ponder.tryGpu",
  "ponder.restart",
  "ponder.showLog",
  "ponder.runDoctor",
] as const;

export type CommandId = (typeof commandIds)[number];

/** One entry per command: a command without code, or code without a command, does not compile. */
export type CommandTable = Readonly<Record<CommandId, (argument: unknown) => void | Promise<void>>>;
