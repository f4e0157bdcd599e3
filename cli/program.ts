import { Command, InvalidArgumentError, Option } from "commander";
import path from "node:path";
import { thinkingEfforts, type Settings, type ThinkingEffort } from "../protocol/settings.js";
import { apply, type ApplyOptions } from "./commands/apply.js";
import { ask, explain } from "./commands/chat.js";
import { complete, type CompleteOptions } from "./commands/complete.js";
import { doctor, type DoctorOptions } from "./commands/doctor.js";
import { fix, type FixOptions } from "./commands/fix.js";
import type { CommandContext } from "./context.js";
import { exitCodes, type ExitCode } from "./exitCodes.js";
import { candidateCounts } from "../protocol/verify.js";
import { addModelCommands } from "./modelsProgram.js";

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly model?: string;
  readonly threads?: number;
  /** Only commands that think have it. */
  readonly effort?: ThinkingEffort;
}

/** Makes the context of a command from its options. */
export type ContextFactory = (
  options: { readonly json: boolean; readonly showAnswer: boolean },
  settings: Partial<Settings>,
) => CommandContext;

/** The grammar of the command line. Running it sets the exit code through `done`. */
export function createProgram(version: string, makeContext: ContextFactory, done: (code: ExitCode) => void): Command {
  const program = new Command("ponder")
    .description("Ponder in the terminal: the same language server and the same local model as in the editor.")
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText("after", exitCodeHelp);

  const contextOf = ({ json = false, model, threads, effort }: CommonOptions, showAnswer = true): CommandContext =>
    makeContext(
      { json, showAnswer },
      {
        ...(model === undefined ? {} : { "model.path": path.resolve(model) }),
        ...(threads === undefined ? {} : { "engine.threads": threads }),
        ...(effort === undefined ? {} : { "thinking.effort": effort }),
      },
    );
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option("--json", "print one JSON object per line and event instead of text")
      .option("--model <path>", "GGUF file of the model to use; otherwise the demo model")
      .addOption(new Option("--threads <count>", "threads of the engine").argParser(countUpTo(256)));

  const effort = () => new Option("--effort <effort>", "how much the model thinks first").choices(thinkingEfforts);

  command("ask <question>", "ask a question; the thought goes to standard error, the answer to standard output")
    .option("--file <file[:first-last]>", "a file, or lines of it, to look at; may be repeated", collect, [])
    .addOption(effort())
    .action((question: string, options: CommonOptions & { readonly file: readonly string[] }) =>
      ask(contextOf(options), question, options.file),
    );
  command("explain <file[:first-last]>", "explain a file or lines of it")
    .addOption(effort())
    .action((file: string, options: CommonOptions) => explain(contextOf(options), file));
  command("fix <file[:first-last]>", "fix a file, lines of it, or the function around one line; prints a diff")
    .option("--problem <text>", "what is wrong, for example the compiler's message")
    .addOption(effort())
    .option("--apply", "write the file instead of printing the diff")
    .addOption(
      new Option("--candidates <count>", "how many answers are written, checked and ranked").argParser(
        countUpTo(candidateCounts.max),
      ),
    )
    .option(
      "--verify [command]",
      "check candidates with the folder's own TypeScript, and run this command, such as its tests, in a copy of the folder",
    )
    .action(async (file: string, options: CommonOptions & FixOptions) => {
      if (!(await fix(contextOf(options, false), file, options))) done(exitCodes.notVerified);
    });
  command("complete <file>", "complete the code at a place, as ghost text in the editor does")
    .addOption(new Option("--line <number>", "line, from 1").argParser(countUpTo()).makeOptionMandatory())
    .addOption(new Option("--column <number>", "column, from 1").argParser(countUpTo()).makeOptionMandatory())
    .action((file: string, options: CommonOptions & CompleteOptions) => complete(contextOf(options), file, options));
  command(
    "apply <file-or-folder>",
    "read a model's answer on standard input and make its edits: prints the new file, of a folder one diff of all files",
  )
    .option("--write", "write the files instead of printing them: all or none")
    .option(
      "--allow <path>",
      "write this file although it is protected, or a check failed; may be repeated",
      collect,
      [],
    )
    .action((target: string, options: CommonOptions & ApplyOptions) => apply(contextOf(options), target, options));
  addModelCommands(program, (json, settings) => makeContext({ json, showAnswer: true }, settings));
  command("doctor", "check the installation by using it")
    .option("--markdown", "print a report to show to others: without folders, names and tokens")
    .action(async (options: CommonOptions & DoctorOptions) => {
      if (!(await doctor(contextOf(options), options))) done(exitCodes.failed);
    });
  return program;
}

const exitCodeHelp = `
Exit codes:
  ${exitCodes.ok}    done
  ${exitCodes.failed}    the engine, the model or Ponder failed; doctor found something wrong
  ${exitCodes.noEdit}    there is no edit to make, or it (or a part of it) does not fit, or may not be written
  ${exitCodes.notVerified}    of several candidates of a fix even the best one fails a check
  ${exitCodes.usage}   the command line cannot be understood, or names lines that are not there
  ${exitCodes.noInput}   a file is missing, too large, no UTF-8 text, or cannot be written
  ${exitCodes.interrupted}  interrupted by Ctrl+C (${exitCodes.terminated}: by SIGTERM)

The model runs on this machine. Nothing is sent anywhere; only "models get" opens a connection, to the model hub.`;

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function countUpTo(max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
    throw new InvalidArgumentError(
      max === Number.MAX_SAFE_INTEGER ? "It has to be a whole number from 1." : `It has to be from 1 to ${max}.`,
    );
  };
}
