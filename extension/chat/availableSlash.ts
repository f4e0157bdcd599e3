import { slashCommands, slashNames, type SlashName } from "../../protocol/panel/slash.js";
import { commandIds } from "../commands/commandIds.js";

/** The commands of a question that this version can do. */
export const availableSlash: readonly SlashName[] = slashNames.filter((name) => {
  const command: string | undefined = slashCommands[name];
  return command === undefined || (commandIds as readonly string[]).includes(command);
});
