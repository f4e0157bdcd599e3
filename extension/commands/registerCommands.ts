import { commands, window } from "vscode";
import { toPonderError } from "../server/failure.js";
import { PonderFailure } from "../../protocol/errors.js";
import { Lifetime, type Owned } from "../lifetime.js";
import { describe, type LogSink } from "../log.js";
import { commandIds, type CommandTable } from "./commandIds.js";

/** Registers the table. A command that fails says so, with the next step; it never throws at its caller. */
export function registerCommands(table: CommandTable, log: LogSink): Owned {
  const lifetime = new Lifetime();
  for (const id of commandIds) {
    lifetime.own(
      commands.registerCommand(id, async (argument: unknown) => {
        try {
          await table[id](argument);
        } catch (error) {
          showFailure(error, id, log);
        }
      }),
    );
  }
  return lifetime;
}

/** Tells the user what failed and what to do next; the log gets the rest. Returns at once. */
export function showFailure(error: unknown, what: string, log: LogSink): void {
  const { message, hint } = toPonderError(error);
  log.warn(`${what}: ${PonderFailure.is(error) ? message : describe(error)}`);
  void window.showWarningMessage(`${message} ${hint}`);
}
