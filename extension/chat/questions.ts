import { commands, l10n } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { readSlash, slashCommands } from "../../protocol/panel/slash.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { availableSlash } from "./availableSlash.js";
import type { ChatContext } from "./chatContext.js";
import { chatTask } from "./tasks.js";
import type { TurnRunner } from "./turnRunner.js";

/** Asks what was typed, or runs the command that it begins with. */
export class Questions {
  readonly #server: ServerSupervisor;
  readonly #context: ChatContext;
  readonly #turns: TurnRunner;

  constructor(parts: { readonly server: ServerSupervisor; readonly context: ChatContext; readonly turns: TurnRunner }) {
    this.#server = parts.server;
    this.#context = parts.context;
    this.#turns = parts.turns;
  }

  /** @throws `badRequest` when there is nothing to explain; what `ChatContext.take` throws. */
  async ask(question: string): Promise<void> {
    if (question.trim() === "") return;
    const slash = readSlash(question, availableSlash);
    const command = slash && slashCommands[slash.name];
    if (command) {
      await commands.executeCommand(command, slash.rest === "" ? {} : { instruction: slash.rest });
      return;
    }
    const pieces = await this.#context.take(question);
    const chips = pieces.map(({ chip }) => chip);
    const items = pieces.map(({ item }) => item);
    if (!slash) {
      this.#turns.add(chatTask(this.#server, "ask", question, chips, items));
      return;
    }
    if (items.length === 0) throw nothingToExplain();
    this.#turns.add(chatTask(this.#server, "explain", slash.rest, chips, items));
  }
}

function nothingToExplain(): PonderFailure {
  return new PonderFailure(
    "badRequest",
    l10n.t("There is nothing to explain."),
    l10n.t("Open a file, or attach a piece of code with +."),
  );
}
